// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Tables

@Suite("reconcile")
struct ReconcileTransformTests {
    /// A row of either side.
    struct Entry {
        var key: String?
        var units: Int64?
        var day: Int32?
    }

    private static let left = Schema([
        Field("order", .text), Field("total", .money), Field("ordered", .date),
    ])
    private static let right = Schema([
        Field("paid", .date), Field("amount", .money), Field("reference", .text),
    ])

    private func reconcile(_ changes: [String: StageOptions.Value?] = [:]) throws
        -> ReconcileTransform
    {
        var values: [String: StageOptions.Value] = [
            "with": .text("payments"), "on": .texts(["order = reference"]),
            "amount": .text("total"), "other_amount": .text("amount"), "tolerance": .text("0"),
            "sum": .boolean(false), "date": .text("ordered"), "other_date": .text("paid"),
        ]
        for (name, value) in changes { values[name] = value }
        return try ReconcileTransform(StageOptions(values))
    }

    private func batch(_ entries: ArraySlice<Entry>, isLeft: Bool, _ code: String = "NOK")
        -> RecordBatch
    {
        let keys = Column.text(TextArray(entries.map(\.key)))
        let units = Int64Array(entries.map(\.units))
        let money = MoneyArray(
            units.values,
            .one(Currency(code) ?? Currency(packed: 0)),
            validity: units.validity
        )
        let days = Column.date(Date32Array(entries.map(\.day)))
        return RecordBatch(
            schema: isLeft ? Self.left : Self.right,
            columns: isLeft ? [keys, .money(money), days] : [days, .money(money), keys],
            rowCount: entries.count,
            origin: BatchOrigin(partition: "p", runs: [.init(firstSlot: 0, page: 1, firstRow: 1)])
        )
    }

    private func batches(_ entries: [Entry], isLeft: Bool, of size: Int = 100) -> [RecordBatch] {
        stride(from: 0, to: entries.count, by: size).map {
            batch(entries[$0..<min($0 + size, entries.count)], isLeft: isLeft)
        }
    }

    private func lines(_ reconcile: ReconcileTransform, _ left: [Entry], _ right: [Entry]) throws
        -> [String]
    {
        try reconcile.run(
            [batches(left, isLeft: true), batches(right, isLeft: false)],
            schemas: [Self.left, Self.right]
        ).flatMap(\.lines)
    }

    @Test("every status, in the order of the input, then of the other stage")
    func statuses() throws {
        let left = [
            Entry(key: "d", units: 5_00, day: 20_000), Entry(key: "a", units: 100_00, day: 20_001),
            Entry(key: "b", units: 70_50, day: 20_002), Entry(key: nil, units: 1_00, day: 20_003),
            Entry(key: "d", units: 5_00, day: 20_004), Entry(key: "c", units: 9_00, day: nil),
            Entry(key: "u", units: nil, day: 20_000),
        ]
        let right = [
            Entry(key: "x", units: 3_00, day: 20_006), Entry(key: "b", units: 70_00, day: 20_005),
            Entry(key: "a", units: 100_00, day: 20_004), Entry(key: "d", units: 10_00, day: 20_005),
            Entry(key: nil, units: 2_00, day: nil), Entry(key: "u", units: 0, day: 20_000),
        ]
        #expect(
            try lines(reconcile(), left, right) == [
                "d duplicate NOK 10.00 10.00 0.00 2 1 2024-10-04 2024-10-09 6",
                "a matched NOK 100.00 100.00 0.00 1 1 2024-10-05 2024-10-08 5",
                "b amount_differs NOK 70.50 70.00 0.50 1 1 2024-10-06 2024-10-09 4",
                "- missing_right NOK 1.00 - 1.00 1 0 2024-10-07 - 3",
                "c missing_right NOK 9.00 - 9.00 1 0 - - -",
                "u amount_differs NOK - 0.00 - 1 1 2024-10-04 2024-10-04 6",
                "x missing_left NOK - 3.00 -3.00 0 1 - 2024-10-10 0",
                "- missing_left NOK - 2.00 -2.00 0 1 - - -",
            ]
        )
        let tolerant = try lines(
            reconcile([
                "tolerance": .text("0.50"), "sum": .boolean(true), "as_of": .text("2024-10-31"),
            ]),
            Array(left.prefix(3) + left[4..<5]),
            Array(right[1..<4])
        )
        #expect(
            tolerant == [
                "d matched NOK 10.00 10.00 0.00 2 1 2024-10-04 2024-10-09 27",
                "a matched NOK 100.00 100.00 0.00 1 1 2024-10-05 2024-10-08 26",
                "b matched NOK 70.50 70.00 0.50 1 1 2024-10-06 2024-10-09 25",
            ]
        )
        let tight = try lines(reconcile(["tolerance": .text("0.499")]), [left[2]], [right[1]])
        #expect(tight[0].hasPrefix("b amount_differs"))
    }

    @Test("amounts of two currencies never meet")
    func currencies() throws {
        let inputs = [
            [batch([Entry(key: "a", units: 1_00)], isLeft: true)],
            [
                batch([Entry(key: "a", units: 1_00)], isLeft: false, "EUR"),
                batch([Entry(key: "a", units: 200)], isLeft: false, "JPY"),
            ],
        ]
        let dateless = try reconcile(["date": nil as StageOptions.Value?, "other_date": nil])
        let rows = try dateless.run(inputs, schemas: [Self.left, Self.right]).flatMap(\.lines)
        #expect(
            rows == [
                "a missing_right NOK 1.00 - 1.00 1 0", "a missing_left EUR - 1.00 -1.00 0 1",
                "a missing_left JPY - 200 -200 0 1",
            ]
        )
    }

    @Test("decimals and whole numbers of different scales are compared exactly")
    func decimals() throws {
        let left = Schema([Field("k", .decimal(precision: 5, scale: 1)), Field("n", .int64)])
        let right = Schema([
            Field("k", .decimal(precision: 9, scale: 1)),
            Field("n", .decimal(precision: 10, scale: 2)),
        ])
        func rows(_ schema: Schema, _ keys: [Int128], _ amounts: Column) -> RecordBatch {
            guard case .decimal(let precision, _) = schema.fields[0].type else {
                preconditionFailure()
            }
            let array = DecimalArray(keys)
            return RecordBatch(
                schema: schema,
                columns: [.decimal(array, precision: precision, scale: 1), amounts],
                rowCount: keys.count,
                origin: BatchOrigin(partition: nil, runs: [])
            )
        }
        let mine = rows(left, [15, 25], .int64(Int64Array([7, 8])))
        let amounts = DecimalArray([8_01, 7_00])
        let theirs = rows(right, [25, 15], .decimal(amounts, precision: 10, scale: 2))
        let transform = try reconcile([
            "on": .texts(["k"]), "amount": .text("n"), "other_amount": nil, "date": nil,
            "other_date": nil,
        ])
        let found = try transform.run([[mine], [theirs]], schemas: [left, right])
        #expect(
            found.flatMap(\.lines) == [
                "1.5 matched 7.00 7.00 0.00 1 1", "2.5 amount_differs 8.00 8.01 -0.01 1 1",
            ]
        )
    }

    @Test(
        "the result of a naive comparison comes out, whatever the batches and whatever fits in memory",
        arguments: memoryLimits,
        [1, 2, 7, 16_384]
    )
    func sameAsNaive(memoryByteCount: Int, batchSize: Int) throws {
        for (counts, keyCount, addsUp, seed) in [
            ((60, 50), 40, false, 1), ((300, 200), 150, true, 2), ((0, 20), 5, true, 3),
            ((20, 0), 30, false, 4), ((100, 100), 3, true, 5),
        ] {
            let left = entries(counts.0, keyCount, seed: UInt64(seed))
            let right = entries(counts.1, keyCount, seed: UInt64(seed + 100))
            let transform = try reconcile(["sum": .boolean(addsUp), "tolerance": .text("1")])
            let found = try transform.run(
                [
                    batches(left, isLeft: true, of: batchSize),
                    batches(right, isLeft: false, of: batchSize),
                ],
                schemas: [Self.left, Self.right],
                memoryByteCount: memoryByteCount,
                turns: UInt64(seed)
            ).flatMap(\.lines)
            #expect(found == naive(left, right, addsUp: addsUp))
        }
    }

    private func entries(_ count: Int, _ keyCount: Int, seed: UInt64) -> [Entry] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            let isNull = Int.random(in: 0..<10, using: &random) == 0
            let isMissing = Int.random(in: 0..<9, using: &random) == 0
            return Entry(
                key: isNull ? nil : "k\(Int.random(in: 0..<keyCount, using: &random))",
                units: isMissing ? nil : Int64.random(in: -2...2, using: &random) * 75,
                day: Bool.random(using: &random)
                    ? Int32.random(in: 20_000...20_009, using: &random) : nil
            )
        }
    }

    private func naive(_ left: [Entry], _ right: [Entry], addsUp: Bool) -> [String] {
        let latest = (left + right).compactMap(\.day).max()
        func text(_ units: Int64?) -> String {
            guard let units else { return "-" }
            let cents = units.magnitude % 100
            return
                "\(units < 0 ? "-" : "")\(units.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
        }
        func day(_ days: Int32?) -> String {
            days.map { CalendarDate(daysSinceEpoch: $0).description } ?? "-"
        }
        func line(_ key: String?, _ mine: [Entry], _ other: [Entry]) -> String {
            let amounts = [mine, other].map { $0.compactMap(\.units) }
            let sums = amounts.map { $0.reduce(0, +) }
            let isKnown = amounts[0].count == mine.count && amounts[1].count == other.count
            let difference = isKnown ? sums[0] - sums[1] : nil
            let status =
                if !addsUp, mine.count > 1 || other.count > 1 {
                    "duplicate"
                } else if mine.isEmpty {
                    "missing_left"
                } else if other.isEmpty {
                    "missing_right"
                } else {
                    difference.map { abs($0) <= 100 } ?? false ? "matched" : "amount_differs"
                }
            let days = [mine, other].map { $0.compactMap(\.day).min() }
            let age =
                (days[0] ?? days[1]).flatMap { first in latest.map { "\($0 - first)" } } ?? "-"
            return [
                key ?? "-", status, amounts == [[], []] ? "-" : "NOK",
                text(amounts[0].isEmpty ? nil : sums[0]), text(amounts[1].isEmpty ? nil : sums[1]),
                text(difference), "\(mine.count)",
                "\(other.count)", day(days[0]), day(days[1]), age,
            ].joined(separator: " ")
        }
        let mine = Dictionary(grouping: left.filter { $0.key != nil }) { $0.key }
        let others = Dictionary(grouping: right.filter { $0.key != nil }) { $0.key }
        var seen: Set<String> = []
        var lines: [String] = []
        for entry in left {
            guard let key = entry.key else {
                lines.append(line(nil, [entry], []))
                continue
            }
            if seen.insert(key).inserted {
                lines.append(line(key, mine[key] ?? [], others[key] ?? []))
            }
        }
        for entry in right {
            guard let key = entry.key else {
                lines.append(line(nil, [], [entry]))
                continue
            }
            if seen.insert(key).inserted { lines.append(line(key, [], others[key] ?? [])) }
        }
        return lines
    }

    @Test("it keeps its contract")
    func contract() throws {
        let left = entries(9, 5, seed: 1)[...]
        let right = entries(9, 5, seed: 2)[...]
        let inputs = [batch(left, isLeft: true), batch(right, isLeft: false)]
        #expect(try Conformance.breaches(of: reconcile(), over: inputs) == [])
    }

    @Test(
        "faults of the options, word for word",
        arguments: [
            (
                ["tolerance": StageOptions.Value.text("-1")],
                """
                '-1' is no tolerance [malformed-value]
                fix: write a number of major units such as 0.50, without sign or currency
                """
            ),
            (
                ["as_of": .text("yesterday")],
                """
                'yesterday' is no day [malformed-value]
                fix: write it as 2026-10-31, or leave it out to count to the latest date of the rows
                """
            ),
            (
                ["amount": .text("order")],
                """
                'order' is text, and amounts are money, decimals or whole numbers [type-mismatch]
                fix: make it one in a transform before, as in order: cast(order as decimal(18, 2))
                """
            ),
            (
                ["date": .text("total"), "other_date": .text("amount")],
                """
                'total' is money, not a date [type-mismatch]
                fix: name a column of dates
                """
            ),
            (
                ["on": .texts(["order = paid"])],
                """
                'order' is text, but 'paid' of 'payments' is date [type-mismatch]
                fix: give both one type in a transform before, as in order: cast(order as date)
                """
            ),
            (
                ["amount": .text("totl")],
                """
                no column is called 'totl' [unknown-column]
                fix: did you mean 'total'?
                """
            ),
        ]
    )
    func faults(changes: [String: StageOptions.Value], expected: String) {
        let found = message {
            _ = try reconcile(changes.mapValues { $0 }).outputSchema(for: [Self.left, Self.right])
        }
        #expect(found == expected)
    }

    @Test("faults of options that are left out, word for word")
    func leftOut() {
        func fault(_ changes: [String: StageOptions.Value?], _ left: Schema = Self.left) -> String?
        {
            message { _ = try reconcile(changes).outputSchema(for: [left, Self.right]) }
        }
        #expect(
            fault(["other_amount": nil as StageOptions.Value?]) == """
                'payments' has no column 'total' [unknown-column]
                fix: say what it is called there by 'other_amount'
                """
        )
        #expect(
            fault(["date": nil as StageOptions.Value?]) == """
                'other_date' stands there without 'date' [malformed-key]
                fix: name the input's dates by 'date' too
                """
        )
        let numbers = Schema([
            Field("order", .text), Field("total", .int64), Field("ordered", .date),
        ])
        #expect(
            fault([:], numbers) == """
                'total' is int64, but 'amount' is money: a number has no currency [type-mismatch]
                fix: make the number money in a transform before, as in total: money_major(total, 'NOK')
                """
        )
        let taken = Schema([
            Field("status", .text), Field("total", .money), Field("ordered", .date),
        ])
        #expect(
            fault(["on": .texts(["status = reference"])], taken) == """
                the key has a column 'status', and so has the result [column-collision]
                fix: rename it in a transform before, as in rename: {status: key_status}
                """
        )
    }
}
