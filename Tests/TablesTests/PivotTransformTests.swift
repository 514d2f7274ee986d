// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("transform: pivot")
struct PivotTransformTests {
    private struct Row {
        let day: Int64?
        let type: String?
        let amount: Int64?
    }

    @Test("listed values become columns, in the order of the first rows")
    func valuesBecomeColumns() throws {
        let rows = [
            Row(day: 2, type: "capture", amount: 5), Row(day: 1, type: "refund", amount: -1),
            Row(day: 2, type: "refund", amount: nil), Row(day: nil, type: "capture", amount: 7),
        ]
        #expect(try pivot(rows) == ["2 5 null", "1 null -1", "null 7 null"])
    }

    @Test("the result is that of a naive pivot, spilled or not", arguments: 0..<12)
    func agreesWithNaivePivot(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let rows = (0..<600).map { _ in
            Row(
                day: random.next() % 9 == 0 ? nil : Int64(random.next() % 80),
                type: ["capture", "refund", "æøå"][Int(random.next() % 3)],
                amount: random.next() % 7 == 0 ? nil : Int64(random.next() % 1_000)
            )
        }
        for policy in ["first", "last"] {
            let expected = naive(rows, policy)
            for memory in [64 << 20, 2_000] {
                for size in [1, 7, 600] {
                    let found = try pivot(
                        rows,
                        ["duplicates": .text(policy), "others": .text("drop")],
                        memory: memory,
                        batchSize: size
                    )
                    #expect(found == expected, "seed \(seed), \(policy), \(memory) bytes")
                }
            }
        }
    }

    @Test("a value that is not listed names its row")
    func unlistedValue() throws {
        let rows = [
            Row(day: 1, type: "capture", amount: 1), Row(day: 1, type: "fee", amount: 2),
        ]
        let error = #expect(throws: RowError.self) { _ = try pivot(rows) }
        #expect(error?.row == 1)
        #expect(error?.message == "'type' is 'fee', which 'values' does not list")
    }

    @Test("a second row for a cell is an error that names both", arguments: [64 << 20, 2_000])
    func secondRowForACell(memory: Int) throws {
        var rows = (0..<200).map { Row(day: $0, type: "capture", amount: 1) }
        rows += [
            Row(day: 150, type: "capture", amount: 2), Row(day: 3, type: "capture", amount: 3),
        ]
        let error = #expect(throws: PipelineError.self) {
            _ = try pivot(rows, memory: memory, batchSize: 50)
        }
        #expect(error?.code.name == "duplicate-cell")
        #expect(error?.description.contains("row 201") == true, "\(String(describing: error))")
        #expect(error?.description.contains("row 151") == true, "\(String(describing: error))")
    }

    private func naive(_ rows: [Row], _ policy: String) -> [String] {
        var order: [Int64?] = []
        var cells: [Int64?: [String: Int64?]] = [:]
        for row in rows where row.type == "capture" || row.type == "refund" {
            if cells[row.day] == nil { order.append(row.day) }
            let type = row.type ?? ""
            if policy == "first", cells[row.day]?[type] != nil { continue }
            cells[row.day, default: [:]][type] = .some(row.amount)
        }
        return order.map { day in
            let found = ["capture", "refund"].map {
                (cells[day]?[$0] ?? nil).map(String.init) ?? "null"
            }
            return ([day.map(String.init) ?? "null"] + found).joined(separator: " ")
        }
    }

    private func pivot(
        _ rows: [Row],
        _ options: [String: StageOptions.Value] = [:],
        memory: Int = 64 << 20,
        batchSize: Int = 16_384
    ) throws -> [String] {
        let defaults: [String: StageOptions.Value] = [
            "on": .text("type"), "values": .texts(["capture", "refund"]), "of": .text("amount"),
            "others": .text("error"), "duplicates": .text("error"),
        ]
        let given = defaults.merging(options) { _, new in new }
        let transform = try PivotTransform(StageOptions(given))
        let schema = Schema([
            Field("day", .int64), Field("type", .text), Field("amount", .int64),
        ])
        let space = ScratchSpace(memoryByteCount: memory, folder: "/tmp/fjord-pivot-tests")
        var collector = try transform.makeCollector(for: [schema], in: space)
        var found: [String] = []
        for first in stride(from: 0, to: rows.count, by: batchSize) {
            let part = Array(rows[first..<min(first + batchSize, rows.count)])
            try collector.add(batch(part, from: first, schema), from: 0)
            while let output = try collector.next() { found += texts(output) }
        }
        try collector.end(input: 0)
        while let output = try collector.next() {
            #expect(try transform.outputSchema(for: [schema]) == output.schema)
            found += texts(output)
        }
        return found
    }

    private func batch(_ rows: [Row], from first: Int, _ schema: Schema) -> RecordBatch {
        func integers(_ values: [Int64?]) -> Column {
            var validity = BitmapBuilder(capacity: values.count)
            for value in values { validity.append(value != nil) }
            return .int64(
                PrimitiveArray(Values(values.map { $0 ?? 0 }), validity: validity.finishValidity())
            )
        }
        return RecordBatch(
            schema: schema,
            columns: [
                integers(rows.map(\.day)), .text(TextArray(rows.map(\.type))),
                integers(rows.map(\.amount)),
            ],
            rowCount: rows.count,
            origin: BatchOrigin(
                partition: "p",
                runs: [.init(firstSlot: 0, page: nil, firstRow: first + 1)]
            )
        )
    }

    private func texts(_ batch: RecordBatch) -> [String] {
        (0..<batch.rowCount).map { row in
            batch.columns.map { column in
                guard case .int64(let array) = column else { return "?" }
                return array.validity.map { $0[row] } ?? true ? String(array.values[row]) : "null"
            }.joined(separator: " ")
        }
    }
}
