// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("Aggregation against plain loops")
struct AggregationTests {
    private typealias Naive = NaiveAggregate
    typealias Call = AggregationRun.Call

    /// A call and what it should come to for the rows of one group, its filter applied.
    typealias Case = (call: Call, expected: ([SampleRow]) -> String)

    private static let cuts = [1, 2, 7, 1_000].flatMap { batchSize in
        [1, 2, 7].map { AggregationRun.Cut(batchSize: batchSize, workerCount: $0, seed: 0) }
    }

    @Test("every aggregate, by every kind of key", arguments: 1...2)
    func equalsPlainLoops(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let rows = SampleRow.random(300, currencies: 1, using: &random)
        try check(rows, by: [], cases: Self.cases(), seed: seed)
        try check(rows, by: ["unit"], cases: Self.cases(), seed: seed)
        try check(rows, by: ["unit", "day", "kind"], cases: Self.cases(), seed: seed)
        try check(rows, by: ["flag", "day"], cases: Self.cases(), seed: seed)
    }

    @Test("keys that have no small codes", arguments: 5...7)
    func groupsByWideKeys(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let rows = SampleRow.random(200, currencies: 3, using: &random)
        let count: Case = (try Call("count", nil), { "\($0.count)" })
        for by in [
            ["amount"], ["note", "kind"], ["price", "unit"], ["ratio"], ["moment", "note"],
        ] {
            try check(rows + rows.shuffled(using: &random), by: by, cases: [count], seed: seed)
        }
    }

    @Test("no rows: one group without keys, where only counts are not null")
    func handlesNoRows() throws {
        let run = AggregationRun(by: [], calls: try Self.cases().map(\.call))
        let cells = try run.lines([], .init(batchSize: 1, workerCount: 2, seed: 1))[0].split(
            separator: "|"
        )
        for (cell, call) in zip(cells, run.calls) {
            #expect(cell == (call.call.function.name == "count" ? "0" : "null"), "\(call.text)")
        }
        let grouped = AggregationRun(by: ["unit"], calls: run.calls)
        #expect(try grouped.lines([], .init(batchSize: 1, workerCount: 2, seed: 1)).isEmpty)
    }

    private func check(_ rows: [SampleRow], by: [String], cases: [Case], seed: UInt64) throws {
        let groups = Naive.groups(rows, by: by.compactMap { Self.keys[$0] })
        let expected = groups.map { group in
            let results = cases.map { `case` in
                `case`.expected(`case`.call.isFiltered ? group.rows.filter(\.isKept) : group.rows)
            }
            return (group.keys + results).joined(separator: "|")
        }
        let run = AggregationRun(by: by, calls: cases.map(\.call))
        for var cut in Self.cuts {
            cut.seed = seed + UInt64(cut.batchSize)
            #expect(try run.lines(rows, cut) == expected, "by \(by), \(cut)")
        }
    }

    private static let keys: [String: @Sendable (SampleRow) -> String] = [
        "unit": { Naive.text($0.unit) },
        "day": { Naive.day($0.day) },
        "kind": { Naive.text($0.kind) },
        "note": { Naive.text($0.note) },
        "flag": { Naive.shown($0.flag) },
        "ratio": { Naive.shown($0.ratio) },
        "price": { Naive.decimal($0.price, scale: 3) },
        "amount": { Naive.money($0.amount.map { Int128($0.units) }, $0.amount?.currency) },
        "moment": { row in
            KeyText.text(of: .timestamp(PrimitiveArray([row.moment])), slot: 0)
        },
    ]

    static func cases() throws -> [Case] {
        try countCases() + sumCases() + meanCases() + extremeCases() + placedCases() + listCases()
    }

    private static func countCases() throws -> [Case] {
        [
            (try Call("count", nil), { "\($0.count)" }),
            (try Call("count", nil, filtered: true), { "\($0.count)" }),
            (try Call("count", "note"), { "\($0.compactMap(\.note).count)" }),
            (try Call("count", "note", distinct: true), { "\(Set($0.compactMap(\.note)).count)" }),
            (
                try Call("count", "price", distinct: true),
                { "\(Set($0.compactMap(\.price)).count)" }
            ),
            (
                try Call("count", "flag", distinct: true, filtered: true),
                {
                    "\(Set($0.compactMap(\.flag)).count)"
                }
            ),
        ]
    }

    private static func units(_ rows: [SampleRow]) -> [Int128] {
        rows.compactMap { $0.amount.map { Int128($0.units) } }
    }

    private static func quantities(_ rows: [SampleRow]) -> [Int128] {
        rows.compactMap { $0.quantity.map { Int128($0) } }
    }

    private static let krone = Currency("NOK")

    private static func sumCases() throws -> [Case] {
        [
            (try Call("sum", "amount"), { Naive.money(Naive.sum(units($0)), krone) }),
            (
                try Call("sum", "amount", filtered: true),
                { Naive.money(Naive.sum(units($0)), krone) }
            ),
            (
                try Call("sum", "amount", distinct: true),
                {
                    Naive.money(Naive.sum(Array(Set(units($0)))), krone)
                }
            ),
            (try Call("sum", "quantity"), { Naive.shown(Naive.sum(quantities($0))) }),
            (
                try Call("sum", "quantity", distinct: true),
                {
                    Naive.shown(Naive.sum(Array(Set(quantities($0)))))
                }
            ),
            (
                try Call("sum", "price"),
                {
                    Naive.decimal(Naive.sum($0.compactMap(\.price)), scale: 3)
                }
            ),
            (try Call("sum", "ratio"), { rows in Naive.shown(floatSum(rows)) }),
            (
                try Call("avg", "ratio"),
                { rows in
                    let count = Double(rows.compactMap(\.ratio).count)
                    return Naive.shown(floatSum(rows).map { $0 / count })
                }
            ),
        ]
    }

    /// The ratios are multiples of 1/1024, so that integers hold their sum.
    private static func floatSum(_ rows: [SampleRow]) -> Double? {
        Naive.sum(rows.compactMap { $0.ratio.map { Int128($0 * 1_024) } }).map {
            Double($0) / 1_024
        }
    }

    private static func mean(_ numbers: [Int128], scaledBy factor: Int128) -> Int128? {
        Naive.sum(numbers).map { Naive.divide($0 * factor, Int128(numbers.count)) }
    }

    private static func median(_ numbers: [Int128], scaledBy factor: Int128) -> Int128? {
        let sorted = numbers.sorted()
        guard !sorted.isEmpty else { return nil }
        return Naive.divide((sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) * factor, 2)
    }

    private static func quantile(_ numbers: [Int128]) -> Int128? {
        let sorted = numbers.sorted()
        return sorted.indices.first { ($0 + 1) * 10 >= 9 * sorted.count }.map { sorted[$0] }
    }

    private static func meanCases() throws -> [Case] {
        let share = AggregateConstant.fraction(digits: 9, scale: 1)
        return [
            (try Call("avg", "amount"), { Naive.money(mean(units($0), scaledBy: 1), krone) }),
            (
                try Call("avg", "quantity"),
                {
                    Naive.decimal(mean(quantities($0), scaledBy: 1_000_000), scale: 6)
                }
            ),
            (
                try Call("avg", "price", filtered: true),
                {
                    Naive.decimal(mean($0.compactMap(\.price), scaledBy: 1_000), scale: 6)
                }
            ),
            (try Call("median", "amount"), { Naive.money(median(units($0), scaledBy: 1), krone) }),
            (
                try Call("median", "price"),
                {
                    Naive.decimal(median($0.compactMap(\.price), scaledBy: 1_000), scale: 6)
                }
            ),
            (
                try Call("median", "quantity", distinct: true),
                {
                    let numbers = Array(Set(quantities($0)))
                    return Naive.decimal(median(numbers, scaledBy: 1_000_000), scale: 6)
                }
            ),
            (
                try Call("quantile", "amount", constant: share),
                {
                    Naive.money(quantile(units($0)), krone)
                }
            ),
            (
                try Call("quantile", "price", filtered: true, constant: share),
                {
                    Naive.decimal(quantile($0.compactMap(\.price)), scale: 3)
                }
            ),
        ]
    }

    private static func byBytes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func extremeCases() throws -> [Case] {
        [
            (try Call("min", "amount"), { Naive.money(units($0).min(), krone) }),
            (try Call("max", "amount", distinct: true), { Naive.money(units($0).max(), krone) }),
            (try Call("min", "quantity", filtered: true), { Naive.shown(quantities($0).min()) }),
            (try Call("max", "price"), { Naive.decimal($0.compactMap(\.price).max(), scale: 3) }),
            (try Call("min", "ratio"), { Naive.shown($0.compactMap(\.ratio).min()) }),
            (try Call("max", "ratio"), { Naive.shown($0.compactMap(\.ratio).max()) }),
            (try Call("max", "day"), { Naive.day($0.compactMap(\.day).max()) }),
            (try Call("min", "kind"), { Naive.text($0.compactMap(\.kind).min(by: byBytes)) }),
            (try Call("max", "note"), { Naive.text($0.compactMap(\.note).max(by: byBytes)) }),
            (
                try Call("max", "kind", filtered: true),
                {
                    Naive.text($0.compactMap(\.kind).max(by: byBytes))
                }
            ),
            (
                try Call("bool_and", "flag"),
                { rows in
                    let flags = rows.compactMap(\.flag)
                    return flags.isEmpty ? "null" : "\(flags.allSatisfy { $0 })"
                }
            ),
            (
                try Call("bool_or", "flag"),
                { rows in
                    let flags = rows.compactMap(\.flag)
                    return flags.isEmpty ? "null" : "\(flags.contains(true))"
                }
            ),
        ]
    }

    private static func placedCases() throws -> [Case] {
        [
            (
                try Call("first", "amount"),
                { rows in
                    let amount = rows.compactMap(\.amount).first
                    return Naive.money(amount.map { Int128($0.units) }, amount?.currency)
                }
            ),
            (
                try Call("last", "amount", filtered: true),
                { rows in
                    let amount = rows.compactMap(\.amount).last
                    return Naive.money(amount.map { Int128($0.units) }, amount?.currency)
                }
            ),
            (try Call("first", "day"), { Naive.day($0.compactMap(\.day).first) }),
            (try Call("last", "flag"), { Naive.shown($0.compactMap(\.flag).last) }),
            (try Call("last", "ratio"), { Naive.shown($0.compactMap(\.ratio).last) }),
            (try Call("first", "kind"), { Naive.text($0.compactMap(\.kind).first) }),
            (try Call("last", "note"), { Naive.text($0.compactMap(\.note).last) }),
            (try Call("last", "price"), { Naive.decimal($0.compactMap(\.price).last, scale: 3) }),
        ]
    }

    private static func listCases() throws -> [Case] {
        [
            (
                try Call("string_agg", "kind", filtered: true, constant: .text(";")),
                { rows in
                    let texts = rows.compactMap(\.kind)
                    return Naive.text(texts.isEmpty ? nil : texts.joined(separator: ";"))
                }
            )
        ]
    }
}
