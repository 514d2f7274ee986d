// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("Payouts of the sandbox")
struct SandboxPayoutTests {
    private static let small = "ledgers=2&entries_per_day=30&page_size=9&today=2026-11-05"

    /// Adds up what an independent reading of the dates holds, from well before the window on.
    private func expected(
        _ settings: String,
        _ first: String,
        _ last: String,
        from start: String
    ) async throws -> Rows {
        let naive = try await NaiveReading(SandboxSettings(query: settings))
        let days = DateWindow(
            first: try #require(CalendarDate(iso: start)),
            last: try #require(CalendarDate(iso: last))
        ).days.map(\.description)
        var payouts: [(date: String, ledger: String, row: [String?])] = []
        for ledger in naive.ledgers {
            var sums: [String: Int] = [:]
            var opening: Int?
            var count = 0
            var from: String?
            var startsNext = false
            for day in days {
                if startsNext { (from, startsNext) = (day, false) }
                for row in try await naive.date(day, "funds", of: ledger).rows {
                    let type = row[4] ?? ""
                    let isPayout = type == "payout-scheduled" || type == "scheduled-for-payout"
                    opening = opening ?? minor(row[10])
                    sums[Self.columns[isPayout ? "payout" : type] ?? "otherEntries", default: 0] +=
                        minor(row[9])
                    count += 1
                    guard isPayout else { continue }
                    let amounts = Self.order.map { sums[$0] ?? 0 }
                    let number = row[5]?.split(separator: "-").last.map(String.init)
                    payouts.append(
                        (
                            day, ledger,
                            [ledger, number, day, from, day, row[8], major(opening ?? 0)]
                                + amounts.map { major($0) }
                                + [
                                    major(-(sums["paidOut"] ?? 0)), row[11], String(count), row[6],
                                    row[3],
                                ]
                        )
                    )
                    (sums, opening, count, startsNext) = ([:], nil, 0, true)
                }
            }
        }
        let wanted = payouts.filter { $0.date >= first }
        #expect(wanted.allSatisfy { $0.row[3] != nil }, "the naive reading begins too late")
        return wanted.sorted { ($0.date, $0.ledger) < ($1.date, $1.ledger) }.map(\.row)
    }

    private static let columns = [
        "capture": "captured", "refund": "refunded", "fees-retained": "feesRetained",
        "correction": "corrections", "retained-disputed-capture": "disputes",
        "returned-disputed-capture": "disputes", "top-up": "topUps", "credit-note": "creditNotes",
        "payout-aborted": "payoutsAborted", "payout": "paidOut",
    ]
    private static let order = [
        "captured", "refunded", "feesRetained", "corrections", "disputes", "topUps", "creditNotes",
        "payoutsAborted", "otherEntries",
    ]

    private func minor(_ text: String?) -> Int {
        text.flatMap { Int($0.replacing(".", with: "")) } ?? 0
    }

    private func major(_ minor: Int) -> String {
        let digits = String(minor.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (minor < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }

    private func read(_ settings: String, _ first: String, _ last: String) async throws
        -> WholeReading
    {
        try await Sandbox.serve(SandboxSettings(query: settings)) { sandbox in
            try await WholeReading(.payouts(), in: Bench(sandbox).context(first, last))
        }
    }

    @Test(
        "each is what its entries come to",
        arguments: [
            "", "rolling-reserve", "corrections,disputes,top-ups,unknown-types,zero-amounts",
            "aborted-payouts", "negative-balance", "old-payouts", "weekly", "gross,gap-dates",
            "weekly,aborted-payouts,disputes,rolling-reserve,corrections",
        ],
        1...2
    )
    func sums(oddities: String, seed: Int) async throws {
        let settings = "\(Self.small)&seed=\(seed)&oddities=\(oddities)"
        let reading = try await read(settings, "2026-10-08", "2026-10-22")
        let expected = try await expected(
            settings,
            "2026-10-08",
            "2026-10-22",
            from: "2026-08-20"
        )
        #expect(reading.rows == expected)
        #expect(!expected.isEmpty && reading.findings == [])
        for row in reading.rows { try PayoutTests.checkAddsUp(row) }
        #expect(reading.finality.allSatisfy { $0 == .final })
    }

    @Test("answers that are odd and faults on the way change nothing")
    func oddAnswers() async throws {
        let data = "\(Self.small)&seed=3&oddities=weekly,disputes,aborted-payouts"
        let odd =
            data + ",key-order,missing-nulls,empty-last-page,no-try-later,try-later-pages,"
            + "unknown-fields,old-handles,offset-times,feed-empty-pages"
            + "&faults=429,500,503-html,423,truncated,reset&fault_every=4"
        let clean = try await read(data, "2026-10-08", "2026-10-22")
        let reading = try await read(odd, "2026-10-08", "2026-10-22")
        #expect(reading.rows.map { $0.dropLast() } == clean.rows.map { $0.dropLast() })
        #expect(!clean.rows.isEmpty && reading.keys == clean.keys && reading.findings == [])
    }

    @Test(
        "a month's payout goes back over the whole month",
        arguments: ["2026-10-31", "2026-08-31"]
    )
    func monthly(date: String) async throws {
        let settings = "\(Self.small)&oddities=monthly"
        let reading = try await read(settings, date, date)
        let expected = try await expected(settings, date, date, from: "2026-07-20")
        #expect(reading.rows == expected && expected.count == 2)
        let first = String(date.prefix(8)) + "01"
        #expect(reading.rows.allSatisfy { $0[3] == first })
        #expect(reading.keys.first?.hasSuffix(first) == true && reading.keys.count == 62)
    }

    @Test("a break in the balances is a warning")
    func brokenBalance() async throws {
        let settings = "\(Self.small)&oddities=broken-balance"
        let reading = try await read(settings, "2026-10-08", "2026-10-09")
        #expect(!reading.rows.isEmpty)
        for row in reading.rows { try PayoutTests.checkAddsUp(row) }
    }

    @Test("today's payout is provisional")
    func today() async throws {
        let reading = try await read(Self.small, "2026-11-04", "2026-11-05")
        #expect(reading.finality.suffix(4) == [.final, .final, .provisional, .provisional])
        #expect(Set(reading.rows.map { $0[2] }) == ["2026-11-04"])
    }
}
