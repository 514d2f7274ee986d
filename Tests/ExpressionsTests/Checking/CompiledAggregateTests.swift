// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("aggregate expressions")
struct CompiledAggregateTests {
    private func compile(_ text: String, by: [String] = []) throws -> CompiledAggregate {
        let scope = ExpressionScope(schema: sampleSchema, parameters: ["kind": .text("NOK")])
        return try CompiledAggregate.compile(text, in: scope, by: by)
    }

    @Test("calls are collected, equal ones once")
    func calls() throws {
        let text =
            "sum(amount) filter (where a > 1) / nullif(count(*), 0) + sum(amount) filter (where a > 1)"
        let aggregate = try compile(text)
        #expect(
            aggregate.calls.map(\.sql) == [#"sum("amount") filter (where ("a" > 1))"#, "count(*)"]
        )
        #expect(aggregate.calls.map(\.resultType) == [.money, .int64])
        #expect(aggregate.type == .money)
        #expect(aggregate.columns == ["amount", "a"])
    }

    @Test("the result is evaluated over the groups")
    func result() throws {
        let aggregate = try compile(
            "case when count(*) > 1 then currency else 'one' end",
            by: ["b", "currency"]
        )
        #expect(aggregate.schema.fields.map(\.type) == [.text, .text, .int64])
        let groups = RecordBatch(
            schema: aggregate.schema,
            columns: [.texts(["x", "y"]), .texts(["NOK", "EUR"]), .integers([1, 2])],
            rowCount: 2,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        guard case .text(let array) = try aggregate.result.evaluate(groups) else {
            Issue.record("not a text")
            return
        }
        #expect([array[0], array[1]] == ["one", "EUR"])
    }

    @Test(
        "what a total may add up",
        arguments: [
            ("count(*)", true), ("sum(amount)", true), ("sum(a) filter (where flag)", true),
            ("(sum(a))", true), ("count(distinct a)", false), ("sum(a) + 1", false),
            ("-sum(a)", false),
            ("avg(a)", false), ("max(amount)", false), ("currency", false),
        ]
    )
    func plainTotals(text: String, isPlain: Bool) throws {
        #expect(try compile(text, by: ["currency"]).isPlainCountOrSum == isPlain)
    }

    @Test("literals after the argument")
    func literals() throws {
        let quantile = try compile("quantile(a, 0.95)").calls[0].aggregate
        #expect(quantile.constant == .fraction(digits: 95, scale: 2))
        let list = try compile("string_agg(currency, ', ')").calls[0].aggregate
        #expect(list.constant == .text(", "))
    }

    @Test("arguments are expressions, and parameters are counted")
    func arguments() throws {
        let aggregate = try compile("sum(case when currency = $kind then a else 0 end)")
        #expect(aggregate.parameters == ["kind"])
        #expect(aggregate.calls[0].argument?.type == .int64)
    }
}
