// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("limit")
struct LimitTransformTests {
    private static let schema = Schema([Field("id", .int64), Field("name", .text)])

    private static func batch(_ ids: Range<Int64>) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: [
                .int64(Int64Array(ids.map { $0 })),
                .text(TextArray(ids.map { $0 == 3 ? nil : "n\($0)" })),
            ],
            rowCount: ids.count,
            origin: BatchOrigin(partition: nil, runs: [.init(firstSlot: 0, page: nil, firstRow: 1)])
        )
    }

    /// The ids that come out of batches of this size, and after how many batches it was enough.
    private func run(rows: Int, total: Int64, batchSize: Int64) throws -> (
        ids: [Int64?], batches: Int?
    ) {
        var transform = try LimitTransform(StageOptions(["rows": .integer(rows)]))
        var ids: [Int64?] = []
        for (number, start) in stride(from: 0, to: total, by: Int(batchSize)).enumerated() {
            let isLast: Bool
            let kept: RecordBatch
            switch try transform.apply(Self.batch(start..<min(start + batchSize, total))) {
            case .rows(let batch): (kept, isLast) = (batch, false)
            case .last(let batch): (kept, isLast) = (batch, true)
            }
            guard case .int64(let array) = kept.columns[0] else { return ([], nil) }
            ids += (0..<array.count).map { array[$0] }
            if isLast { return (ids, number + 1) }
        }
        return (ids, nil)
    }

    @Test("the same rows come out at any batch size", arguments: [1, 2, 7, 4_096] as [Int64])
    func sameRowsAtAnyBatchSize(batchSize: Int64) throws {
        let (ids, _) = try run(rows: 5, total: 20, batchSize: batchSize)
        #expect(ids == [0, 1, 2, 3, 4])
    }

    @Test("the fetch may stop with the batch that fills the limit")
    func stopsWithTheBatchThatFillsTheLimit() throws {
        #expect(try run(rows: 4, total: 20, batchSize: 2).batches == 2)
        #expect(try run(rows: 3, total: 20, batchSize: 2).batches == 2)
    }

    @Test("fewer rows than the limit all pass, and no end is announced")
    func fewerRowsThanTheLimit() throws {
        let (ids, batches) = try run(rows: 5, total: 3, batchSize: 2)
        #expect(ids == [0, 1, 2])
        #expect(batches == nil)
    }

    @Test("a limit of 0 ends at the first batch, without rows")
    func limitOfZero() throws {
        let (ids, batches) = try run(rows: 0, total: 3, batchSize: 2)
        #expect(ids.isEmpty)
        #expect(batches == 1)
    }

    @Test("an empty batch passes and counts nothing")
    func emptyBatch() throws {
        var transform = try LimitTransform(StageOptions(["rows": .integer(1)]))
        guard case .rows(let none) = try transform.apply(Self.batch(0..<0)) else {
            Issue.record("an empty batch ended the limit")
            return
        }
        #expect(none.rowCount == 0)
        guard case .last(let one) = try transform.apply(Self.batch(3..<6)) else {
            Issue.record("one row did not fill a limit of 1")
            return
        }
        #expect(one.rowCount == 1)
        #expect(one.columns[1].nullCount == 1)
    }

    @Test("the columns stay as they are")
    func columnsStay() throws {
        let transform = try LimitTransform(StageOptions(["rows": .integer(1)]))
        #expect(try transform.outputSchema(for: Self.schema) == Self.schema)
    }
}
