// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("Table of aggregate functions")
struct AggregateFunctionTests {
    @Test("names are in lower case and unique; every row has a summary and an example")
    func isComplete() {
        let names = AggregateFunction.all.flatMap(\.names)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0 == $0.lowercased() })
        for function in AggregateFunction.all {
            #expect(function.example.hasPrefix(function.name + "("))
            #expect(function.summary.hasSuffix("."))
        }
    }

    @Test("names are found whatever their case, aliases too")
    func findsNames() {
        #expect(AggregateFunction.named("SUM")?.name == "sum")
        #expect(AggregateFunction.named("Every")?.name == "bool_and")
        #expect(AggregateFunction.named("lower") == nil)
    }

    @Test(
        "result types",
        arguments: [
            ("count", .text, .int64), ("sum", .int64, .int64), ("sum", .money, .money),
            ("sum", .decimal(precision: 9, scale: 2), .decimal(precision: 38, scale: 2)),
            ("sum", .float64, .float64), ("avg", .int64, .decimal(precision: 38, scale: 6)),
            ("avg", .decimal(precision: 9, scale: 2), .decimal(precision: 38, scale: 6)),
            ("avg", .decimal(precision: 9, scale: 8), .decimal(precision: 38, scale: 8)),
            ("avg", .money, .money), ("min", .date, .date), ("max", .text, .text),
            ("first", .json, .json), ("bool_and", .boolean, .boolean), ("median", .money, .money),
            ("median", .int64, .decimal(precision: 38, scale: 6)), ("quantile", .date, .date),
            ("stddev", .int64, .float64), ("string_agg", .text, .text),
        ] as [(String, DataType, DataType)]
    )
    func givesTypes(name: String, argument: DataType, expected: DataType) throws {
        let function = try #require(AggregateFunction.named(name))
        #expect(try function.resultType(argument: argument, distinct: false).get() == expected)
    }

    @Test(
        "refusals, word for word",
        arguments: [
            ("sum", nil, false, "sum(*) has no meaning: only count takes '*'"),
            ("count", nil, true, "count(distinct *) is not supported"),
            ("first", .text, true, "first takes no 'distinct'"),
            ("min", .json, false, "min cannot compare json values"),
            ("sum", .text, false, "sum needs numbers or money, not text"),
            ("avg", .date, false, "avg needs numbers or money, not date"),
            ("bool_or", .int64, false, "bool_or needs boolean values, not int64"),
            ("string_agg", .money, false, "string_agg needs text values, not money"),
            (
                "stddev", .money, false,
                "stddev of money is not money, and would need binary floating point"
            ),
        ] as [(String, DataType?, Bool, String)]
    )
    func refuses(name: String, argument: DataType?, distinct: Bool, message: String) throws {
        let function = try #require(AggregateFunction.named(name))
        let result = function.resultType(argument: argument, distinct: distinct)
        #expect(throws: AggregateTypeFault.self) { try result.get() }
        guard case .failure(let fault) = result else { return }
        #expect(fault.message == message)
    }

    @Test("the fix for a deviation of money names what to take instead")
    func namesTheFix() throws {
        let function = try #require(AggregateFunction.named("stddev"))
        guard case .failure(let fault) = function.resultType(argument: .money, distinct: false)
        else {
            Issue.record("stddev took money")
            return
        }
        #expect(
            fault.fix
                == "stddev(major_units(x)) for major units, stddev(minor_units(x)) for minor units"
        )
    }
}
