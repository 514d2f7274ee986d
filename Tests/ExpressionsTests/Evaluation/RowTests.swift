// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("expressions over rows")
struct RowTests {
    private let numbers = batch([
        "x": .integers([2, 0, nil, 4]), "y": .integers([.max, 1, 1, .min]),
        "z": .integers([1, 1, 1, -1]),
    ])

    @Test(
        "a part is evaluated only on rows that ask for it",
        arguments: [
            ("case when x = 0 then 0 else 1 / x end", ["0.500000", "0.000000", nil, "0.250000"]),
            ("x <> 0 and 1 / x > 0.3", ["true", "false", nil, "false"]),
            ("x = 0 or 1 / x > 0.3", ["true", "true", nil, "false"]),
            ("coalesce(nullif(x, 0), 10 / (x + 1))", ["2.000000", "10.000000", nil, "4.000000"]),
            ("x in (0, 2, 8 / x)", ["true", "true", nil, "false"]),
            ("x in (0, 2, 16 / nullif(x, 0))", ["true", "true", nil, "true"]),
            ("case x when 0 then null when 4 then 8 % x else x end", ["2", nil, nil, "0"]),
        ] as [(String, [String?])]
    )
    func shortCircuit(expression: String, expected: [String?]) throws {
        #expect(try results(of: expression, over: numbers) == expected)
    }

    @Test(
        "the fault of the lowest row is reported",
        arguments: [
            ("1 / x", "1: division by zero [division-by-zero]"),
            ("y + z", "0: 9223372036854775807 + 1 is more than int64 can hold [integer-overflow]"),
            (
                "case when x = 0 then 1 % x else y + z end",
                "0: 9223372036854775807 + 1 is more than int64 can hold [integer-overflow]"
            ),
            (
                "case when x = 4 then y + z when x = 0 then 1 % x end",
                "1: division by zero [division-by-zero]"
            ),
            ("y - 2 + 1 % x", "1: division by zero [division-by-zero]"),
            (
                "1 % x = 1 and y + z > 0",
                "0: 9223372036854775807 + 1 is more than int64 can hold [integer-overflow]"
            ),
            ("-y", "3: -(-9223372036854775808) is more than int64 can hold [integer-overflow]"),
            ("y * 2", "0: 9223372036854775807 * 2 is more than int64 can hold [integer-overflow]"),
            (
                "cast(x as decimal(1, 0)) + cast(cast(y as text) as int64) * 10",
                "0: 9223372036854775807 * 10 is more than int64 can hold [integer-overflow]"
            ),
            (
                "cast(y as decimal(18, 0))",
                "0: 9223372036854775807 cannot be converted to decimal(18, 0) [cannot-convert]"
            ),
        ]
    )
    func lowestRow(expression: String, expected: String) throws {
        #expect(try rowFault(of: expression, over: numbers) == expected)
    }

    @Test("a filter takes null for false")
    func selection() throws {
        let scope = ExpressionScope(schema: numbers.schema)
        let filter = try CompiledExpression.compileCondition("x > 1", in: scope)
        #expect(Array(try filter.selectedRows(of: numbers).setSlots.span.indices).count == 2)
        #expect(try results(of: "x > 1", over: numbers) == ["true", "false", nil, "true"])
        let nothing = try CompiledExpression.compileCondition("null", in: scope)
        #expect(try nothing.selectedRows(of: numbers).setCount == 0)
        let all = try CompiledExpression.compileCondition("true", in: scope)
        #expect(try all.selectedRows(of: numbers).setCount == 4)
        #expect(throws: ExpressionFaults.self) {
            try CompiledExpression.compileCondition("x + 1", in: scope)
        }
    }

    @Test("empty batches give empty columns")
    func emptyBatches() throws {
        let empty = batch(["x": .integers([]), "s": .dictionary([]), "t": .texts([])])
        for text in [
            "x + 1", "s || t", "s = 'a'", "case when x > 1 then s else t end", "1 / 0", "lower(s)",
        ] {
            #expect(try results(of: text, over: empty) == [], "\(text)")
        }
    }

    @Test("money of two currencies names the row")
    func currencies() throws {
        let rows = batch([
            "a": .money([100, nil, 300, 400], ["NOK", "NOK", "EUR", "DKK"]),
            "b": .money([1, 2, 3, 4], ["NOK", "DKK", "EUR", "NOK"]),
            "n": .integers([1, 2, 3, 4]),
        ])
        #expect(
            try rowFault(of: "a + b", over: rows) == "3: adding DKK and NOK [currency-mismatch]"
        )
        #expect(
            try rowFault(of: "a < b", over: rows) == "3: comparing DKK and NOK [currency-mismatch]"
        )
        #expect(
            try rowFault(of: "a / b", over: rows) == "3: dividing DKK and NOK [currency-mismatch]"
        )
        let kept = try results(of: "case when n < 4 then a - b end", over: rows)
        #expect(kept == ["0.99 NOK", nil, "2.97 EUR", nil])
        #expect(
            try rowFault(of: "a > money(1, 'NOK')", over: rows)
                == "2: comparing EUR and NOK [currency-mismatch]"
        )
        let blended = try results(of: "case when n = 1 then a else b end", over: rows)
        #expect(blended == ["1.00 NOK", "0.02 DKK", "0.03 EUR", "0.04 NOK"])
        #expect(try results(of: "currency(b)", over: rows) == ["NOK", "DKK", "EUR", "NOK"])
        let scaled = try results(of: "b * 2.5", over: rows)
        #expect(scaled == ["0.03 NOK", "0.05 DKK", "0.08 EUR", "0.10 NOK"])
    }

    @Test("amounts from columns")
    func amounts() throws {
        let rows = batch(["minor": .integers([100, 250]), "code": .texts(["NOK", "JPY"])])
        #expect(try results(of: "money(minor, code)", over: rows) == ["1.00 NOK", "250 JPY"])
        #expect(
            try results(of: "money_major(minor, code)", over: rows) == ["100.00 NOK", "250 JPY"]
        )
        let wrong = batch(["minor": .integers([1, 2]), "code": .texts(["NOK", "nok"])])
        #expect(
            try rowFault(of: "money(minor, code)", over: wrong)
                == "1: 'nok' is not a currency of ISO 4217 [unknown-currency]"
        )
    }

    @Test("a dictionary value that no row has raises no fault")
    func unusedDictionaryValues() throws {
        let values = TextArray(["1", "x", "3"])
        let codes = TextArray(
            codes: Values([0, 2, 0, 2]),
            offsets: values.offsets,
            bytes: values.bytes
        )
        let rows = batch(["s": .text(codes)])
        #expect(try results(of: "cast(s as int64)", over: rows) == ["1", "3", "1", "3"])
    }

    @Test("a text function over a dictionary gives a dictionary")
    func dictionaryStays() throws {
        let rows = batch(["s": .dictionary(["api:1", "api:2", nil, "api:1"])])
        let scope = ExpressionScope(schema: rows.schema)
        let part = try CompiledExpression.compile("split_part(s, ':', 2)", in: scope).evaluate(rows)
        guard case .text(let array) = part else {
            Issue.record("not a text")
            return
        }
        #expect(array.codes != nil)
        #expect((0..<4).map { array[$0] } == ["1", "2", nil, "1"])
    }

    @Test("columns are found by name where a batch has more of them")
    func otherOrder() throws {
        let schema = Schema([Field("x", .int64)])
        let expression = try CompiledExpression.compile(
            "x + 1",
            in: ExpressionScope(schema: schema)
        )
        let wide = batch(["other": .texts(["a"]), "x": .integers([41])])
        #expect(expression.type == .int64)
        guard case .int64(let array) = try expression.evaluate(wide) else {
            Issue.record("not an int64")
            return
        }
        #expect(array[0] == 42)
    }
}
