// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@testable import Scratch

@Suite("Sorting rows that may not fit in memory")
struct ExternalSorterTests {
    /// Sorts by keys the slow way, through the keys alone: their order is tested with the keys.
    private func reference(_ batches: [RecordBatch], _ keys: [KeyColumn]) -> [[String]] {
        var rows: [(key: [UInt8], text: [String])] = []
        for batch in batches {
            let rowKeys = RowKeys(of: batch, by: keys), texts = batch.texts
            for row in 0..<batch.rowCount {
                let range = Int(rowKeys.offsets[row])..<Int(rowKeys.offsets[row + 1])
                rows.append((range.map { rowKeys.bytes.span[$0] }, texts[row]))
            }
        }
        let order = rows.indices.sorted {
            rows[$0].key == rows[$1].key
                ? $0 < $1 : rows[$0].key.lexicographicallyPrecedes(rows[$1].key)
        }
        return order.map { rows[$0].text }
    }

    @Test(
        "the same rows come out whatever fits",
        arguments: [0, 30_000, 1 << 30],
        [
            [KeyColumn(1)], [KeyColumn(6, isDescending: true, nulls: .first), KeyColumn(1)],
            [KeyColumn(8), KeyColumn(2), KeyColumn(3), KeyColumn(11)],
        ]
    )
    func sameRowsWhateverFits(memoryByteCount: Int, keys: [KeyColumn]) throws {
        var random = SeededRandom(seed: UInt64(memoryByteCount + keys.count))
        let batches = (0..<15).map { _ in
            let rowCount = Int.random(in: 0...40, using: &random)
            return RecordBatch.random(rowCount: rowCount, nullShare: 15, using: &random)
        }
        let space = ScratchSpace.forTests(memoryByteCount: memoryByteCount)
        let sorter = ExternalSorter(schema: RecordBatch.everyType, by: keys, in: space)
        for batch in batches { try sorter.add(batch) }
        var sorted: [[String]] = []
        while let batch = try sorter.next() {
            #expect(batch.place(ofRow: 0).row == sorted.count + 1)
            sorted += batch.texts
        }
        #expect(sorted == reference(batches, keys))
        #expect(!space.isFull)
    }

    @Test("many runs are merged in several passes, equal keys in order", arguments: [1, 7, 5_000])
    func manyRuns(batchSize: Int) throws {
        let space = ScratchSpace.forTests(memoryByteCount: 0)
        let schema = Schema([Field("key", .int64), Field("number", .int64)])
        let sorter = ExternalSorter(schema: schema, by: [KeyColumn(0)], in: space)
        let count = batchSize == 5_000 ? 60_000 : 200 * batchSize
        for start in stride(from: 0, to: count, by: batchSize) {
            let numbers = (start..<min(start + batchSize, count)).map { Int64($0) }
            let keys = numbers.map { $0 &* 7_919 % 100 }
            try sorter.add(.integers(schema, [keys, numbers]))
        }
        var last = (key: Int64.min, number: Int64.min), total = 0
        while let batch = try sorter.next() {
            guard case .int64(let keys) = batch.columns[0],
                case .int64(let numbers) = batch.columns[1]
            else { return }
            for row in 0..<batch.rowCount {
                let this = (key: keys.values[row], number: numbers.values[row])
                #expect(last < this)
                last = this
            }
            total += batch.rowCount
        }
        #expect(total == count)
    }

    @Test("keys that begin alike for long are told apart")
    func longCommonBeginnings() throws {
        let schema = Schema([Field("name", .text)])
        let head = String(repeating: "x", count: 300)
        let names = (0..<400).map { number in
            let tail = String(repeating: "y", count: number * 37 % 200)
            return head + tail + "\(number % 3)"
        }
        let sorter = ExternalSorter(
            schema: schema,
            by: [KeyColumn(0)],
            in: .forTests(memoryByteCount: 1 << 30)
        )
        let batch = RecordBatch(
            schema: schema,
            columns: [.text(TextArray(names.map { Optional($0) }))],
            rowCount: names.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        try sorter.add(batch)
        let sorted = try sorter.next()
        #expect(sorted?.texts.map { $0[0] } == names.sorted().map { "'\($0)'" })
    }
}

extension RecordBatch {
    /// Columns of integers.
    static func integers(_ schema: Schema, _ columns: [[Int64]]) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: columns.map { .int64(PrimitiveArray(Values($0))) },
            rowCount: columns[0].count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }
}
