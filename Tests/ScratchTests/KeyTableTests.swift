// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Scratch

@Suite("Tables of keys")
struct KeyTableTests {
    private static let schema = Schema([Field("key", .int64)])

    private func keys(_ values: [Int64]) -> RowKeys {
        RowKeys(of: .integers(Self.schema, [values]), by: [KeyColumn(0)])
    }

    @Test("keys are numbered as they come, and found again")
    func numbersAsTheyCome() {
        var table = KeyTable()
        let first = table.insert(keys([7, 8, 7]))
        let second = table.insert(keys([9, 8, 7]), rows: Bitmap([true, true, false]))
        #expect((0..<3).map { first[$0] } == [0, 1, 0])
        #expect((0..<3).map { second[$0] } == [2, 1, -1])
        let found = table.find(keys([9, 10, 7]))
        #expect((0..<3).map { found[$0] } == [2, -1, 0])
        #expect(table.count == 3)
    }

    @Test("many keys, and never more memory than was foretold")
    func manyKeys() {
        var table = KeyTable()
        for start in stride(from: 0, to: 100_000, by: 10_000) {
            let values = (start..<start + 10_000).map { Int64($0) &* 1_000_003 }
            let keys = keys(values)
            let foretold = table.byteCount(adding: keys) + 2 << 20
            let numbers = table.insert(keys)
            #expect(Int(numbers[9_999]) == start + 9_999)
            #expect(table.byteCount <= foretold)
        }
        let found = table.find(keys([99_999 &* 1_000_003, 5]))
        #expect(found[0] == 99_999 && found[1] == -1)
    }

    @Test("texts of every length, equal only to themselves")
    func textsOfEveryLength() {
        var random = SeededRandom(seed: 3)
        var table = KeyTable()
        var known: [[String]: Int32] = [:]
        for _ in 0..<20 {
            let batch = RecordBatch.random(rowCount: 50, nullShare: 20, using: &random)
            let numbers = table.insert(RowKeys(of: batch, by: [KeyColumn(6), KeyColumn(11)]))
            let texts = batch.texts
            for row in 0..<50 {
                let key = [texts[row][6], texts[row][11]]
                let expected = known[key] ?? Int32(known.count)
                known[key] = expected
                #expect(numbers[row] == expected)
            }
        }
        #expect(table.count == known.count)
    }
}
