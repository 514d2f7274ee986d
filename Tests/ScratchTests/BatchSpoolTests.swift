// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Scratch

@Suite("Batches that wait")
struct BatchSpoolTests {
    @Test("they come out as they went in, in memory or not", arguments: [0, 20_000, 1 << 30])
    func comeOutInOrder(memoryByteCount: Int) throws {
        var random = SeededRandom(seed: 5)
        let space = ScratchSpace.forTests(memoryByteCount: memoryByteCount)
        let spool = BatchSpool(schema: RecordBatch.everyType, in: space)
        var expected: [[String]] = [], taken: [[String]] = []
        for round in 0..<4 {
            for _ in 0..<5 {
                let batch = RecordBatch.random(rowCount: 9, nullShare: 20, using: &random)
                expected += batch.texts
                try spool.append(batch)
            }
            // Some rounds leave batches waiting.
            let takes = round == 3 ? 99 : round * 4
            for _ in 0..<takes {
                guard let batch = try spool.takeFirst() else { break }
                taken += batch.texts
            }
        }
        #expect(taken == expected)
        #expect(!space.isFull)
    }

    @Test("what is dropped half-way is let go")
    func droppedHalfWay() throws {
        var random = SeededRandom(seed: 6)
        let space = ScratchSpace.forTests(memoryByteCount: 1_000)
        do {
            let share = ScratchShare(of: space)
            #expect(!share.hold(5_000))
            let spool = BatchSpool(schema: RecordBatch.everyType, in: space)
            try spool.append(.random(rowCount: 9, nullShare: 20, using: &random))
        }
        #expect(!space.isFull)
        #expect(space.hold(1_000))
    }

    @Test("a little always fits, so that one stage cannot make others write row by row")
    func aLittleAlwaysFits() {
        let space = ScratchSpace.forTests(memoryByteCount: 16_000)
        let greedy = ScratchShare(of: space), modest = ScratchShare(of: space)
        #expect(greedy.hold(16_000))
        #expect(modest.hold(1_000))
        #expect(!modest.hold(1))
        greedy.release(10_000)
        #expect(modest.fits)
    }
}
