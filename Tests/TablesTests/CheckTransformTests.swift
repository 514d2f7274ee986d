// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit
import PluginTesting
import Testing

@testable import Tables

@Suite("check")
struct CheckTransformTests {
    private static func rows(
        _ name: String,
        _ text: String,
        level: Finding.Level = .failure,
        message: String? = nil,
        parameters: [String: ScalarValue] = [:]
    ) throws -> CheckRule {
        let scope = ExpressionScope(schema: TableRow.schema, parameters: parameters)
        let compiled = try CompiledExpression.compile(text, in: scope)
        return CheckRule(name, level, rows: compiled, message: message)
    }

    private static func run(
        _ name: String,
        _ text: String,
        by keys: [String] = [],
        message: String? = nil
    ) throws -> CheckRule {
        let scope = ExpressionScope(schema: TableRow.schema)
        let compiled = try CompiledAggregate.compile(text, in: scope, by: keys)
        let fields = keys.compactMap { TableRow.schema.field(named: $0) }
        return CheckRule(name, .warning, run: compiled, by: fields, message: message)
    }

    private func check(_ rules: [CheckRule], examples: Int = 5, show: [String] = []) throws
        -> CheckTransform
    {
        try CheckTransform(
            StageOptions([
                "rules": .rules(rules), "examples": .integer(examples), "show": .texts(show),
            ])
        )
    }

    private func findings(_ check: CheckTransform, _ batches: [RecordBatch]) throws -> [Finding] {
        var check = check
        for batch in batches {
            guard case .rows(let rows) = try check.apply(batch) else { continue }
            #expect(rows.texts == batch.texts)
        }
        return try check.finish()
    }

    private func row(_ id: Int64, _ msn: String?, _ amount: Int64?) -> RecordBatch {
        RecordBatch(
            schema: Schema([Field("id", .int64), Field("msn", .text), Field("amount", .money)]),
            columns: [
                .int64(Int64Array([id])), .text(TextArray([msn])),
                .money(
                    MoneyArray(
                        Values([amount ?? 0]),
                        .one(Currency("NOK") ?? Currency(packed: 0)),
                        validity: Bitmap([amount != nil])
                    )
                ),
            ],
            rowCount: 1,
            origin: BatchOrigin(
                partition: "418207/funds/2026-10-03",
                runs: [.init(firstSlot: 0, page: 4, firstRow: Int(id))]
            )
        )
    }

    @Test(
        "every break is counted and the first are shown, at any batch size",
        arguments: [1, 2, 7, 500]
    )
    func sameAsNaive(batchSize: Int) throws {
        let rows = TableRow.random(500, seed: 3)
        let check = try check(
            [
                Self.rows("positive", "sign(amount) >= 0"),
                Self.rows("has-msn", "msn is not null", level: .warning),
                Self.rows("holds", "id >= 0"),
                Self.run("few", "count(*) < 12", by: ["msn"]),
                Self.run("sum", "count(distinct msn) = 1"),
            ],
            examples: 2
        )
        let found = try findings(check, rows.batches(of: batchSize))
        let broken = rows.filter { ($0.amount ?? -1) < 0 }
        let nameless = rows.filter { $0.msn == nil }
        let groups = Dictionary(grouping: rows) { $0.msn }
        let large = groups.filter { $0.value.count >= 12 }
        #expect(found.map(\.rule) == ["positive", "has-msn", "few", "sum"])
        #expect(found.map(\.level) == [.failure, .warning, .warning, .warning])
        #expect(found.map(\.count) == [broken.count, nameless.count, large.count, 0])
        #expect(
            found.map(\.message) == [
                "\(broken.count) of 500 rows break it", "\(nameless.count) of 500 rows break it",
                "\(large.count) of \(groups.count) groups break it",
                "it does not hold over 500 rows",
            ]
        )
        #expect(
            found[0].examples
                == broken.prefix(2).map { row in
                    let amount = row.amount.map { "\($0 / 100).\($0 % 100 == 0 ? "00" : "50")" }
                    return "partition p, page 1, row \(row.id + 1): amount \(amount ?? "null")"
                }
        )
        let distinct = Set(rows.compactMap(\.msn)).count
        #expect(found[3].examples == ["count(distinct msn) is \(distinct)"])
    }

    @Test("a break is shown with its place, the columns that are asked for and its values")
    func examples() throws {
        let check = try check(
            [Self.rows("positive", "sign(amount) > 0", message: "sales go up")],
            show: ["id", "msn"]
        )
        let batches = [
            row(17, "a\nb", -100), row(18, String(repeating: "x", count: 90), nil), row(19, nil, 5),
        ]
        #expect(
            try findings(check, batches) == [
                Finding(
                    .failure,
                    rule: "positive",
                    "sales go up: 2 of 3 rows break it",
                    count: 2,
                    examples: [
                        "partition 418207/funds/2026-10-03, page 4, row 17: id 17, msn 'a b', amount -1.00",
                        "partition 418207/funds/2026-10-03, page 4, row 18: id 18, msn '"
                            + String(repeating: "x", count: 80) + "…', amount null",
                    ]
                )
            ]
        )
    }

    @Test("a rule over the run is judged once, or for each group")
    func runRules() throws {
        let check = try check([
            Self.run("balanced", "sum(amount) = money(0, 'NOK')"),
            Self.run("per-unit", "sum(amount) = money(0, 'NOK')", by: ["msn"], message: "adds up"),
            Self.run("has-rows", "count(*) > 0"),
        ])
        let found = try findings(check, [row(1, "a", 500), row(2, nil, -500), row(3, "a", 100)])
        #expect(
            found == [
                Finding(
                    .warning,
                    rule: "balanced",
                    "it does not hold over 3 rows",
                    examples: ["sum(amount) is 1.00"]
                ),
                Finding(
                    .warning,
                    rule: "per-unit",
                    "adds up: 2 of 2 groups break it",
                    count: 2,
                    examples: ["msn 'a': sum(amount) is 6.00", "msn null: sum(amount) is -5.00"]
                ),
            ]
        )
    }

    @Test("without rows only rules over the whole run are asked; null is no proof")
    func noRows() throws {
        let check = try check([
            Self.rows("positive", "sign(amount) > 0"),
            Self.run("has-rows", "count(*) > 0"),
            Self.run("sum", "sum(amount) = money(0, 'NOK')"),
            Self.run("per-unit", "count(*) > 9", by: ["msn"]),
        ])
        let found = try findings(check, [])
        #expect(found.map(\.rule) == ["has-rows", "sum"])
        #expect(found.map(\.message) == Array(repeating: "it does not hold over 0 rows", count: 2))
        #expect(found.map(\.examples) == [["count(*) is 0"], ["sum(amount) is null"]])
    }

    @Test("what cannot be evaluated is an error that names the rule, for the lowest row")
    func errors() throws {
        let check = try check([
            Self.rows("late", "1 / (id - 3) > 0"), Self.rows("early", "1 / (id - 2) > 0"),
        ])
        let rows = TableRow.random(5, seed: 1).batches(of: 5)
        #expect(
            message { _ = try findings(check, rows) }?.hasPrefix("row 2: rule 'early': ") == true
        )
        let mixed = try self.check([Self.run("sum", "sum(amount) = money(0, 'NOK')")])
        let euro = MoneyArray(Values([1]), .one(Currency("EUR") ?? Currency(packed: 0)))
        let batch = row(2, nil, 1)
        let other = batch.replacingColumns(
            Array(batch.columns.dropLast()) + [.money(euro)],
            schema: batch.schema
        )
        let text = message { _ = try findings(mixed, [batch, other]) }
        #expect(text?.hasPrefix("rule 'sum': ") == true, "\(text ?? "")")
    }

    @Test("it sees all rows, keeps its contract and counts in groups of three")
    func contract() throws {
        let check = try check([Self.rows("p", "sign(amount) > 0"), Self.run("n", "count(*) > 3")])
        #expect(check.needsAllRows)
        let rows = RecordBatch(TableRow.random(9, seed: 4)[...])
        #expect(try Conformance.breaches(of: check, over: rows) == [])
        let many = try findings(
            self.check(
                [Self.rows("none", "$no", parameters: ["no": .boolean(false)])],
                examples: 0
            ),
            TableRow.random(1_204, seed: 1).batches(of: 500)
        )
        #expect(many.map(\.message) == ["1,204 of 1,204 rows break it"])
        #expect(many.map(\.examples) == [[]])
        let one = try findings(
            self.check([Self.rows("none", "id > 0")]),
            TableRow.random(2, seed: 1).batches(of: 500)
        )
        #expect(one.map(\.message) == ["1 of 2 rows breaks it"])
    }
}
