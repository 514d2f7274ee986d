// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("distinct")
struct DistinctTransformTests {
    private func distinct(_ by: [String]?, keep: String = "first") throws -> DistinctTransform {
        var values: [String: StageOptions.Value] = ["keep": .text(keep)]
        if let by { values["by"] = .texts(by) }
        return try DistinctTransform(StageOptions(values))
    }

    /// The rows to keep, found the slow way.
    private func reference(_ rows: Rows, by columns: [Int], keepsLast: Bool) -> Rows {
        var seen: Set<[String?]> = []
        let order = keepsLast ? rows.reversed() : rows
        let kept = order.filter { row in
            // The two zeros are one key.
            seen.insert(columns.map { row[$0] == "-0" ? "0" : row[$0] }).inserted
        }
        return keepsLast ? kept.reversed() : kept
    }

    @Test(
        "the rows of a naive search come out whatever fits in memory",
        arguments: memoryLimits,
        ["first", "last"]
    )
    func sameRowsAsNaive(memoryByteCount: Int, keep: String) throws {
        for (keyCount, batchSize) in [(3, 100), (60, 1), (900, 90)] {
            let rows = TableRow.random(600, keyCount: keyCount, seed: UInt64(keyCount))
            for (names, columns) in [(["msn"], [1]), (["day", "share", "msn"], [3, 4, 1])] {
                let output = try distinct(names, keep: keep).run(
                    [rows.batches(of: batchSize)],
                    schemas: [TableRow.schema],
                    memoryByteCount: memoryByteCount
                )
                let expected = reference(rows.texts, by: columns, keepsLast: keep == "last")
                #expect(output.flatMap(\.texts) == expected, "\(keyCount) \(names)")
            }
        }
    }

    @Test("rows keep their places, on disk or not", arguments: memoryLimits, ["first", "last"])
    func rowsKeepTheirPlaces(memoryByteCount: Int, keep: String) throws {
        let rows = TableRow.random(500, keyCount: 90, seed: 4)
        let output = try distinct(["msn"], keep: keep).run(
            [rows.batches(of: 90)],
            schemas: [TableRow.schema],
            memoryByteCount: memoryByteCount
        )
        for batch in output {
            guard case .int64(let ids) = batch.columns[0] else { return }
            for row in 0..<batch.rowCount {
                let place = batch.place(ofRow: row)
                #expect(place.description == "partition p, page 1, row \(ids.values[row] + 1)")
            }
        }
    }

    @Test("without by whole rows are compared, and nulls are alike", arguments: ["first", "last"])
    func wholeRows(keep: String) throws {
        let batch = RecordBatch.texts("a b", "1 -", "1 2", "1 -", "- -", "- -", "1 2")
        let output = try distinct(nil, keep: keep).run([[batch]], schemas: [batch.schema])
        let expected = keep == "first" ? ["1 -", "1 2", "- -"] : ["1 -", "- -", "1 2"]
        #expect(output.flatMap(\.lines) == expected)
    }

    @Test("first rows are handed on before the input has ended")
    func firstRowsAreHandedOn() throws {
        let batch = RecordBatch.texts("a", "1", "2", "1")
        let collector = try distinct(["a"]).makeCollector(for: [batch.schema], in: .forTests())
        var rows: any RowCollector = collector
        try rows.add(batch, from: 0)
        #expect(try rows.next()?.lines == ["1", "2"])
        #expect(try rows.next() == nil)
        try rows.add(batch, from: 0)
        #expect(try rows.next() == nil)
    }

    @Test("no rows give no rows", arguments: ["first", "last"])
    func noRows(keep: String) throws {
        #expect(try distinct(nil, keep: keep).run([[]], schemas: [TableRow.schema]).isEmpty)
    }

    @Test("an unknown column and an empty list are said before the run")
    func faults() {
        let unknown = message {
            _ = try distinct(["MSM"]).outputSchema(for: [TableRow.schema])
        }
        #expect(
            unknown == """
                no column is called 'MSM' [unknown-column]
                fix: did you mean 'msn'?
                """
        )
        let far = message {
            _ = try distinct(["quantity"]).outputSchema(for: [TableRow.schema])
        }
        #expect(
            far == """
                no column is called 'quantity' [unknown-column]
                fix: the columns are id, msn, amount, day and share
                """
        )
        #expect(
            message { _ = try distinct([]) } == """
                'by' names no column [malformed-key]
                fix: name at least one
                """
        )
    }
}
