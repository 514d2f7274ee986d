// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@testable import Expressions

@Suite("the page of differences from other SQL")
struct DocumentedDifferenceTests {
    @Test("Fjord's column")
    func fjord() throws {
        let rows = try DifferencePage().rows
        #expect(rows.count > 40)
        for row in rows {
            let found = try row.values.map { try aggregated(row.expression, over: $0) }
            #expect(
                try found ?? outcome(of: row.expression) == row.fjord,
                "\(row.expression)"
            )
        }
    }

    @Test(
        "DuckDB's column",
        .enabled(if: DuckDBTests.isAvailable, "needs Python's duckdb: pip install duckdb")
    )
    func duckDB() throws {
        let rows = try DifferencePage().rows
        let lines = rows.map {
            $0.values == nil ? $0.expression : "\($0.expression);\($0.values ?? "")"
        }
        let program = PythonProgram(path: "differential/page.py")
        let output = try program.output([lines.joined(separator: "\n")])
        let found = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(found.count == rows.count)
        for (row, result) in zip(rows, found) { #expect(result == row.duckDB, "\(row.expression)") }
    }

    /// The value as text, or the code of the error.
    private func outcome(of text: String) throws -> String {
        let expression = try CompiledExpression.compile(
            text,
            in: ExpressionScope(schema: Schema([]))
        )
        let outcome = Outcome.all(expression, over: oneRow)[0]
        return outcome.error ?? outcome.value ?? "null"
    }

    private func aggregated(_ text: String, over list: String) throws -> String {
        let values = list.split(separator: ", ").map { $0 == "null" ? nil : String($0) }
        let isFloat = list.contains("e")
        let column = CaseColumn(name: "x", type: isFloat ? "float64" : "int64", values: values)
        let result = AggregateResult(
            AggregateCase(by: [], text: text),
            over: try RecordBatch([column])
        )
        let outcome = try #require(result.groups.first?.outcome)
        return outcome.error ?? outcome.value ?? "null"
    }

    // MARK: What no constant expression shows

    @Test("operands are asked beside a null, whatever the batch")
    func nullBesideAnError() throws {
        let rows = batch(["i": .integers([nil, 1]), "w": .texts(["x", "x"])])
        for text in ["i + cast(w as int)", "i = cast(w as int)", "i in (cast(w as int), 2)"] {
            #expect(try rowFault(of: text, over: rows)?.hasPrefix("0: ") == true, "\(text)")
            #expect(
                try rowFault(of: text, over: rows.slice(0..<1))?.hasPrefix("0: ") == true,
                "\(text)"
            )
        }
    }

    @Test("'in' over numbers of several types compares as '=' does")
    func mixedList() throws {
        let rows = batch(["i": .integers([9_007_199_254_740_993, 2, nil])])
        #expect(
            try results(of: "i in (9007199254740992e0, 2)", over: rows) == ["false", "true", nil]
        )
        #expect(try results(of: "i not in (2.50, 2.0)", over: rows) == ["true", "false", nil])
        #expect(try results(of: "i in (2.5, null)", over: rows) == [nil, nil, nil])
        let wide = "cast(99999999999999999999999999999 as decimal(38, 0))"
        #expect(try result(of: "\(wide) in (0.0000000000001, \(wide))") == "true")
    }

    @Test("'nullif' keeps the type of its first argument")
    func nullIfType() throws {
        #expect(try type(of: "nullif(a, 2.5)", sampleSchema) == "int64")
        #expect(try type(of: "nullif(ledgerDate, ts)", sampleSchema) == "date")
        #expect(try result(of: "nullif(0.001::decimal(5, 2), 1.005) || ''") == "0.00")
        #expect(try result(of: "nullif(2, 2.0)") == "null")
        #expect(try result(of: "nullif(2, 2e0)") == "null")
    }

    @Test("days in a time zone stay within the years 1 to 9999")
    func zoneAtTheEnds() throws {
        let first = "timestamp '0001-01-01T00:00:00Z'", last = "timestamp '9999-12-31T23:59:59Z'"
        for text in [
            "to_date(\(first), 'America/New_York')", "to_date(\(last), 'Asia/Kolkata')",
            "date_trunc('year', \(first), 'Europe/Oslo')",
        ] {
            #expect(try rowFault(of: text)?.hasSuffix("[date-out-of-range]") == true, "\(text)")
        }
        #expect(try result(of: "to_date(\(last), 'America/New_York')") == "9999-12-31")
    }

    @Test(
        "calls that differ in an escape character or in normalization stay two",
        arguments: [
            ("b like '!_%' escape '!'", "b like '!_%'"), ("b = '\u{E5}'", "b = 'a\u{30A}'"),
        ]
    )
    func differentCalls(first: String, second: String) throws {
        let text = "count(*) filter (where \(first)) - count(*) filter (where \(second))"
        let scope = ExpressionScope(schema: sampleSchema)
        let compiled = try CompiledAggregate.compile(text, in: scope, by: [])
        #expect(compiled.calls.count == 2)
    }

    @Test("a rendered 'like' keeps its escape character", arguments: ["like", "ilike"])
    func renderedEscape(word: String) throws {
        let scope = ExpressionScope(schema: sampleSchema)
        let expression = try CompiledExpression.compile("b \(word) '!_%' escape '!'", in: scope)
        #expect(expression.sql == "(\"b\" \(word) '!_%' escape '!')")
    }
}
