// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@testable import Expressions

@Suite("Faults of groups")
struct AggregateFaultTests {
    private typealias Call = AggregationRun.Call

    private static let krone = Currency("NOK")
    private static let euro = Currency("EUR")

    private func row(_ unit: String?, _ units: Int64, _ currency: Currency?) -> SampleRow {
        SampleRow(
            unit: unit,
            day: CalendarDate(iso: "2026-10-01")?.daysSinceEpoch,
            amount: currency.map { (units, $0) },
            quantity: units,
            price: Int128(units),
            isKept: true
        )
    }

    /// The error of one call, which every way of cutting the rows up must give.
    private func fault(_ rows: [SampleRow], by: [String], _ call: Call) throws -> String? {
        let run = AggregationRun(by: by, calls: [call])
        let messages = [1, 2, 7].flatMap { size -> [String?] in
            [nil, 1_000].map { memory in
                let cut = AggregationRun.Cut(
                    batchSize: size,
                    workerCount: size,
                    seed: 3,
                    memoryByteCount: memory
                )
                do {
                    _ = try run.lines(rows, cut)
                    return nil
                } catch {
                    return "\(error)"
                }
            }
        }
        #expect(Set(messages).count == 1)
        return messages[0]
    }

    @Test("sums past 64 bits on the way are exact, whatever the order")
    func sumsPastTheLimitOnTheWay() throws {
        let numbers: [Int64] = [.max, .max, .max, .min, .min, .min, 5, -1]
        let rows = numbers.map { row("1", $0, Self.krone) }
        let run = AggregationRun(
            by: ["unit"],
            calls: [
                try Call("sum", "amount"), try Call("avg", "amount"), try Call("sum", "quantity"),
                try Call("avg", "quantity"), try Call("sum", "price"),
            ]
        )
        for seed in 0..<20 as Range<UInt64> {
            let cut = AggregationRun.Cut(batchSize: 1 + Int(seed % 4), workerCount: 3, seed: seed)
            #expect(try run.lines(rows, cut) == ["1|0.01 NOK|0.00 NOK|1|0.125000|0.001"])
        }
    }

    @Test("an overflow names the first group that has one")
    func namesTheGroup() throws {
        let rows = [
            row("718204", 1, Self.krone), row("718205", .max, Self.krone),
            row("718206", .min, Self.krone), row("718205", 1, Self.krone),
            row("718206", -1, Self.krone),
        ]
        #expect(
            try fault(rows, by: ["day", "unit"], Call("sum", "amount")) == """
                error: sum(amount) is past the largest amount of money (64 bits of minor units) \
                in group day 2026-10-01, unit 718205 [aggregate-overflow]
                  = fix: sum major_units(…) of the argument, a decimal
                """
        )
        #expect(
            try fault(rows, by: [], Call("sum", "quantity", filtered: true)) == nil
        )
        #expect(
            try fault(rows + rows.prefix(2), by: [], Call("sum", "quantity")) == """
                error: sum(quantity) does not fit in an int64 over all rows [aggregate-overflow]
                  = fix: cast the argument to decimal(38, 0)
                """
        )
    }

    @Test("decimals past 38 digits are a fault of the result alone")
    func boundsDecimals() throws {
        let nines = PowersOfTen.signed(38) - 1
        var rows = [row("", 0, nil), row("", 0, nil), row("", 0, nil)]
        rows[0].price = nines
        rows[1].price = nines
        rows[2].price = -nines
        #expect(try fault(rows, by: ["unit"], Call("sum", "price")) == nil)
        #expect(
            try fault(Array(rows.prefix(2)), by: ["unit"], Call("sum", "price")) == """
                error: sum(price) has more than 38 digits in group unit '' [aggregate-overflow]
                  = fix: cast the argument to fewer digits after the point, or to float64
                """
        )
    }

    @Test(
        "sums and extremes over two currencies name them and the group",
        arguments: ["sum", "avg", "min", "max", "median"]
    )
    func refusesMixedCurrencies(name: String) throws {
        let rows = [
            row("1", 5, Self.krone), row(nil, 5, nil), row(nil, 5, Self.krone), row("1", 5, nil),
            row(nil, 5, Self.euro), row("1", 6, Self.krone),
        ]
        #expect(
            try fault(rows, by: ["unit"], Call(name, "amount")) == """
                error: \(name)(amount) mixes EUR and NOK in group unit null [mixed-currencies]
                  = fix: add currency to by
                """
        )
        #expect(try fault(rows.filter { $0.unit != nil }, by: [], Call(name, "amount")) == nil)
    }

    @Test("each group may have a currency of its own, and counts take any")
    func keepsCurrenciesApart() throws {
        let rows = [
            row("1", 5, Self.krone), row("2", 7, Self.euro), row("1", 6, Self.krone),
            row("3", 1, nil), row("2", 7, Self.euro), row("2", 7, nil),
        ]
        let run = AggregationRun(
            by: ["unit"],
            calls: [
                try Call("sum", "amount"), try Call("max", "amount"), try Call("median", "amount"),
                try Call("count", "amount", distinct: true), try Call("last", "amount"),
            ]
        )
        for size in 1...6 {
            let lines = try run.lines(rows, .init(batchSize: size, workerCount: size, seed: 9))
            #expect(
                lines == [
                    "1|0.11 NOK|0.06 NOK|0.06 NOK|2|0.06 NOK",
                    "2|0.14 EUR|0.07 EUR|0.07 EUR|1|0.07 EUR",
                    "3|null|null|null|0|null",
                ]
            )
        }
        let all = AggregationRun(by: [], calls: [try Call("count", "amount", distinct: true)])
        let amounts = [row("", 5, Self.krone), row("", 5, Self.euro), row("", 5, Self.krone)]
        #expect(try all.lines(amounts, .init(batchSize: 2, workerCount: 2, seed: 9)) == ["2"])
    }

    @Test("sums of floats that are no number are faults")
    func refusesNonFinite() throws {
        var rows = [row("1", 0, nil), row("1", 0, nil)]
        rows[0].ratio = .greatestFiniteMagnitude
        rows[1].ratio = .greatestFiniteMagnitude
        #expect(
            try fault(rows, by: ["unit"], Call("sum", "ratio")) == """
                error: sum(ratio) is not a finite number in group unit 1 [not-finite]
                  = fix: keep the rows that make it so out with 'filter (where …)'
                """
        )
    }
}
