// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@testable import Scratch

@Suite("Rows parted by their keys")
struct PartitionedRowsTests {
    @Test("equal keys lie together, and merging by number restores the rows with their places")
    func mergingRestores() throws {
        var random = SeededRandom(seed: 8)
        let space = ScratchSpace.forTests(memoryByteCount: 0)
        var trail = RowTrail(schema: RecordBatch.everyType)
        let rows = try PartitionedRows(schema: trail.markedSchema, by: [KeyColumn(6)], in: space)
        var expected: [[String]] = [], places: [String] = []
        for number in 0..<20 {
            let batch = RecordBatch.random(
                rowCount: 30,
                nullShare: 10,
                firstRow: number * 100,
                using: &random
            ).filtered(by: Bitmap((0..<30).map { $0 % 3 > 0 }))
            expected += batch.texts
            places += (0..<batch.rowCount).map { batch.place(ofRow: $0).description }
            try rows.add(trail.mark(batch))
        }
        let parts = try rows.finish()
        var partOfKey: [String: Int] = [:]
        for (number, part) in parts.enumerated() {
            for index in 0..<part.count {
                for row in try part.batch(index).texts {
                    #expect(partOfKey[row[6]] ?? number == number)
                    partOfKey[row[6]] = number
                }
            }
        }
        let merger = RunMerger(
            parts.map { SortedRun($0) },
            schema: trail.markedSchema,
            by: trail.order,
            in: space
        )
        var merged: [[String]] = [], mergedPlaces: [String] = []
        while let batch = try merger.next() {
            for part in trail.unmark(batch, schema: trail.schema) {
                merged += part.texts
                mergedPlaces += (0..<part.rowCount).map { part.place(ofRow: $0).description }
            }
        }
        #expect(merged == expected)
        #expect(mergedPlaces == places)
    }

    @Test("of a run with kept rows only these are merged")
    func onlyKeptRows() throws {
        let schema = Schema([Field("n", .int64)])
        let space = ScratchSpace.forTests(memoryByteCount: 0)
        var batches = SpilledBatches(schema: schema, in: try space.makeFile())
        try batches.append(.integers(schema, [[1, 3, 5]]))
        try batches.append(.integers(schema, [[7, 9]]))
        try batches.append(.integers(schema, [[11]]))
        let kept = [Bitmap([true, false, true]), Bitmap([false, false]), Bitmap([true])]
        let merger = RunMerger(
            [SortedRun(batches, kept: kept), SortedRun(batches)],
            schema: schema,
            by: [KeyColumn(0, nulls: .none)],
            in: space
        )
        let merged = try merger.next()
        #expect(merged?.texts.map { $0[0] } == ["1", "1", "3", "5", "5", "7", "9", "11", "11"])
        #expect(try merger.next() == nil)
    }
}
