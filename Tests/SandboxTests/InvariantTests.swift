// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sandbox

/// Section 2.10 of the API's description, over stretches of dates.
@Suite("Balances")
struct InvariantTests {
    struct Stretch: Sendable, CustomTestStringConvertible {
        let seed: Int
        let entriesPerDay: Int
        let first: String
        let days: Int

        var testDescription: String {
            "seed \(seed), \(entriesPerDay) a day, \(days) days from \(first)"
        }
    }

    static let stretches = [
        Stretch(seed: 1, entriesPerDay: 1, first: "2024-01-01", days: 60),
        Stretch(seed: 2, entriesPerDay: 9, first: "2020-04-28", days: 60),
        Stretch(seed: 3, entriesPerDay: 40, first: "2026-03-20", days: 30),
        Stretch(seed: 4, entriesPerDay: 300, first: "2026-10-15", days: 20),
        Stretch(seed: 5, entriesPerDay: 90, first: "2021-12-20", days: 30),
        Stretch(seed: 6, entriesPerDay: 60, first: "2023-10-20", days: 30),
    ]

    @Test("funds and fees add up on every ledger", arguments: stretches)
    func addUp(stretch: Stretch) async throws {
        let query = """
            seed=\(stretch.seed)&entries_per_day=\(stretch.entriesPerDay)&ledgers=5\
            &page_size=64&today=2026-11-20
            """
        let caller = try await SandboxCaller(query)
        let first = try #require(SandboxDate(stretch.first))
        for ledger in caller.service.ledgers {
            var audit = LedgerAudit(ledger: ledger)
            for day in 0..<stretch.days {
                let date = first.advanced(by: day)
                audit.check(
                    date,
                    funds: try await caller.entries(ledger, .funds, date.description),
                    fees: try await caller.entries(ledger, .fees, date.description)
                )
            }
        }
    }

    @Test("every entry type and kind of day turns up within three months")
    func variety() async throws {
        let caller = try await SandboxCaller(
            "entries_per_day=50&ledgers=4&page_size=9999&today=2026-11-20"
        )
        let first = try #require(SandboxDate("2026-07-01"))
        var types: Set<String> = []
        var emptyDates = 0
        var negativeDates = 0
        for ledger in caller.service.ledgers {
            for day in 0..<92 {
                let date = first.advanced(by: day).description
                let entries = try await caller.entries(ledger, .funds, date)
                types.formUnion(entries.map(\.entryType))
                emptyDates += entries.isEmpty ? 1 : 0
                negativeDates += (entries.last?.balanceAfter ?? 0) < 0 ? 1 : 0
            }
        }
        #expect(
            types == [
                "capture", "refund", "fees-retained", "payout-scheduled", "payout-aborted",
                "top-up",
                "correction", "retained-disputed-capture", "returned-disputed-capture",
            ]
        )
        #expect(emptyDates > 0 && negativeDates > 0)
    }

    @Test("nine in ten entries are captures, and a day has about as many as asked")
    func volume() async throws {
        let caller = try await SandboxCaller("entries_per_day=1000&page_size=9999&today=2026-11-20")
        var entries: [Entry] = []
        for day in 5..<12 {
            let date = "2026-10-\(day < 10 ? "0" : "")\(day)"
            entries += try await caller.entries(caller.ledger, .funds, date)
        }
        let captures = entries.count { $0.entryType == "capture" }
        #expect((6_000...8_000).contains(entries.count))
        #expect((90...96).contains(captures * 100 / entries.count))
        let references = Set(entries.filter { $0.entryType == "capture" }.map(\.pspReference))
        #expect(references.count == captures)
    }

    @Test("older dates look as they did then")
    func olderDates() async throws {
        let caller = try await SandboxCaller("entries_per_day=20&today=2026-11-20")
        let id = caller.ledger.id
        func last(_ date: String) async throws -> Entry {
            try #require(try await caller.entries(caller.ledger, .funds, date).last)
        }
        let old = try await last("2021-06-01")
        #expect(old.entryType == "scheduled-for-payout" && old.pspReference.count == 7)
        let middle = try await last("2023-12-01")
        #expect(
            middle.entryType == "scheduled-for-payout" && middle.pspReference.hasPrefix("\(id)-20")
        )
        let new = try await last("2026-10-01")
        let number = new.pspReference.replacing("\(id)-", with: "")
        #expect(new.reference == "Utb. \(number) Vippsnr \(caller.ledger.units[0].number)")
        let entries = try await caller.entries(caller.ledger, .funds, "2021-06-01")
        #expect(entries.allSatisfy { $0.recipientHandle == nil })
    }
}
