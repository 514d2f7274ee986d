// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

/// `exact_numbers.py` on this machine's Python prints the cases; the smaller CSV files are always checked.
@Suite("exact numbers give what Python gives")
struct ExactNumbersTests {
    private struct Case {
        let x: String
        let y: String
        /// As text, `null`, or `!` and the code of an error.
        let result: String

        var isFault: Bool { result.hasPrefix("!") }
    }

    /// An expression over columns `x` and `y` of those types.
    private struct Key: Hashable {
        let expression: String
        let types: [String]
    }

    @Test(
        "100,000 random cases",
        .enabled(if: PythonProgram.isInstalled, "needs python3"),
        arguments: [20_261_001]
    )
    func equalsPython(seed: Int) throws {
        let program = PythonProgram(path: "exact_numbers.py")
        let lines = try program.output(["--cases", "100000", "--seed", "\(seed)"])
        var groups: [Key: [Case]] = [:]
        for line in lines.utf8.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ";")).map { String(Substring($0)) }
            let key = Key(expression: fields[0], types: [fields[1], fields[2]])
            groups[key, default: []].append(Case(x: fields[3], y: fields[4], result: fields[5]))
        }
        #expect(groups.values.reduce(0) { $0 + $1.count } == 100_000)
        for (key, cases) in groups { try check(key, cases, seed: seed) }
    }

    private func check(_ key: Key, _ cases: [Case], seed: Int) throws {
        let schema = try batch(key, cases.prefix(1)).schema
        let scope = ExpressionScope(schema: schema)
        let expression = try CompiledExpression.compile(key.expression, in: scope)
        let fine = cases.filter { !$0.isFault }, faulty = cases.filter(\.isFault)
        if !fine.isEmpty {
            let column = try expression.evaluate(try batch(key, fine[...]))
            for (row, item) in fine.enumerated() {
                let found = Outcome(column, row: row).value ?? "null"
                if found != item.result {
                    Issue.record("\(key) \(item): Fjord gives \(found), seed \(seed)")
                }
            }
        }
        guard !faulty.isEmpty else { return }
        let rows = try batch(key, faulty[...])
        for (outcome, item) in zip(Outcome.oneByOne(expression, over: rows), faulty)
        where outcome.error.map({ "!" + $0 }) != item.result {
            Issue.record("\(key) \(item): Fjord gives \(outcome), seed \(seed)")
        }
    }

    private func batch(_ key: Key, _ cases: ArraySlice<Case>) throws -> RecordBatch {
        try ExpressionsTests.batch([
            "x": column(key.types[0], cases.map(\.x)), "y": column(key.types[1], cases.map(\.y)),
        ])
    }

    /// A column of that type; `money(NOK)` holds minor units.
    private func column(_ type: String, _ values: [String]) throws -> Column {
        guard type.hasPrefix("money") else {
            return try CaseColumn(name: "", type: type, values: values).column()
        }
        let currency = try #require(Currency(type.dropFirst(6).prefix(3)))
        return .money(MoneyArray(Values(values.map { Int64($0) ?? 0 }), .one(currency)))
    }
}
