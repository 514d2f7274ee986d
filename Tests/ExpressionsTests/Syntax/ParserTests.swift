// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("reading expressions")
struct ParserTests {
    private let schema = sampleSchema

    private func sql(_ text: String) throws -> String {
        try CompiledExpression.compile(text, in: ExpressionScope(schema: schema)).sql
    }

    @Test(
        "the tree as SQL shows the precedence",
        arguments: [
            ("a + 1 * 2", #"("a" + 2)"#),
            ("a = 1 or a = 2 and flag", #"(("a" = 1) or (("a" = 2) and "flag"))"#),
            ("not flag and flag", #"((not "flag") and "flag")"#),
            ("a - 1 - 2", #"(("a" - 1) - 2)"#),
            ("-a::text || 'x'", "fault"),
            ("owner.id is null", #"("owner.id" is null)"#),
            (#""total Requests" % 2"#, #"("total Requests" % 2)"#),
            ("a not between 1 and 2 or flag", #"((not (("a" >= 1) and ("a" <= 2))) or "flag")"#),
            ("currency in ('it''s', 'b')", #"("currency" in ('it''s', 'b'))"#),
            ("extract(year from ledgerDate)", #"date_part('year', "ledgerDate")"#),
            ("position('x' in currency)", #"position("currency", 'x')"#),
            ("substring(currency from 2 for 3)", #"substring("currency", 2, 3)"#),
            ("case a when 1 then 'x' else b end", #"case when ("a" = 1) then 'x' else "b" end"#),
            ("LOWER(currency) LIKE 'n%' ESCAPE '!'", #"(lower("currency") like 'n%' escape '!')"#),
            (
                "a::decimal(20,2) + f",
                #"(cast(cast("a" as decimal(20, 2)) as double precision) + "f")"#
            ),
            ("amount > money(10000, 'NOK')", #"("amount" > money(10000, 'NOK'))"#),
            ("a is not distinct from 3", #"(not ("a" is distinct from 3))"#),
            ("ledgerDate >= '2026-10-01'", #"("ledgerDate" >= date '2026-10-01')"#),
        ]
    )
    func rendering(text: String, expected: String) throws {
        if expected == "fault" {
            #expect(!faults(of: text, schema).isEmpty)
        } else {
            #expect(try sql(text) == expected)
        }
    }

    @Test("ranges count Unicode scalars")
    func ranges() {
        #expect(faults(of: "'åæø👩‍💻' = nope", schema)[0].hasPrefix("<nope>"))
        #expect(faults(of: "  (a) + (b) ", schema)[0].hasPrefix("<(b)>"))
        #expect(faults(of: "a = 1 and\n  lower(a) = 'x'", schema)[0].hasPrefix("<a>"))
    }

    @Test("keywords and functions are not case-sensitive, columns are")
    func letterCase() throws {
        #expect(
            try sql("NOT Flag OR flag".replacing("Flag", with: "flag"))
                == #"((not "flag") or "flag")"#
        )
        #expect(faults(of: "A = 1", schema)[0].contains("did you mean a?"))
    }

    @Test("words that are no keywords everywhere name columns")
    func softKeywords() throws {
        let batch = batch([
            "date": .integers([1]), "left": .integers([2]), "filter": .integers([3]),
        ])
        #expect(try results(of: "date + left + filter", over: batch) == ["6"])
    }

    @Test("deep nesting is a fault, not a crash")
    func depth() {
        let parentheses = String(repeating: "(", count: 2_000) + "1"
        #expect(faults(of: parentheses)[0].contains("nested more than 200 levels deep"))
        let sum = Array(repeating: "1", count: 2_000).joined(separator: " + ")
        #expect(faults(of: sum)[0].contains("nested more than 200 levels deep"))
        let minus = String(repeating: "- ", count: 2_000) + "1"
        #expect(faults(of: minus)[0].contains("nested more than 200 levels deep"))
        let junction = Array(repeating: "true", count: 2_000).joined(separator: " and ")
        #expect(faults(of: junction).isEmpty)
    }

    @Test("what an expression reads is known")
    func reads() throws {
        let scope = ExpressionScope(
            schema: schema,
            parameters: ["x": .int64(1), "window.end": .date(1), "unused": .int64(2)]
        )
        let text = "a = $x and ledgerDate < $window.end and currency is not null"
        let expression = try CompiledExpression.compile(text, in: scope)
        #expect(expression.columns == ["a", "ledgerDate", "currency"])
        #expect(expression.parameters == ["x", "window.end"])
        #expect(expression.type == .boolean)
    }
}
