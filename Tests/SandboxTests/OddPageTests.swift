// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sandbox

@Suite("Pages under oddities")
struct OddPageTests {
    private static let mixtures = [
        "credit-notes,fee-corrections,gross,service-fees,split-fees,unknown-types",
        "delayed-fees,fee-corrections,monthly,rolling-reserve,service-fees,zero-amounts",
        "aborted-payouts,corrections,disputes,negative-balance,top-ups,weekly",
    ]

    private static let dates = [
        "2026-03-31", "2026-04-01", "2026-04-10", "2026-04-15", "2026-04-20",
    ]

    @Test("page cuts change nothing in the entries", arguments: mixtures)
    func pageSizes(oddities: String) async throws {
        let query = "today=2026-11-20&entries_per_day=12&oddities=\(oddities)"
        let whole = try await SandboxCaller(query)
        for size in [1, 3] {
            let cut = try await SandboxCaller("\(query)&page_size=\(size)")
            for (topic, date) in Self.dates.flatMap({ [(Topic.funds, $0), (.fees, $0)] }) {
                let expected = try await whole.entries(whole.ledger, topic, date)
                #expect(try await cut.entries(cut.ledger, topic, date) == expected)
                #expect(!expected.isEmpty)
            }
        }
    }

    @Test("what is seen of an open date is the beginning of the later whole", arguments: mixtures)
    func openDates(oddities: String) async throws {
        let query = "entries_per_day=60&oddities=\(oddities)"
        for (topic, date) in Self.dates.flatMap({ [(Topic.funds, $0), (.fees, $0)] }) {
            let open = try await SandboxCaller("\(query)&today=\(date)")
            let closed = try await SandboxCaller("\(query)&today=2026-11-20")
            let soFar = try await open.entries(open.ledger, topic, date)
            let whole = try await closed.entries(closed.ledger, topic, date)
            #expect(soFar.count > 5 && soFar.count < whole.count)
            #expect(soFar == Array(whole.prefix(soFar.count)))
        }
    }

    @Test("a date is the same alone and after the dates before it", arguments: [0, 1, 3])
    func independence(ledger: Int) throws {
        for mixture in Self.mixtures {
            let list = try #require(OddityList(mixture.split(separator: ",").map(String.init)))
            let oddities = list.everywhere
            let walked = OddWorld(seed: 5, ledger: ledger, entriesPerDay: 9, oddities)
            for day in 0..<40 {
                let date = SandboxDate(year: 2021, month: 3, day: 25).advanced(by: day)
                let alone = OddWorld(seed: 5, ledger: ledger, entriesPerDay: 9, oddities)
                #expect(alone.rows(.fees, date) == walked.rows(.fees, date))
                #expect(alone.rows(.funds, date) == walked.rows(.funds, date))
            }
        }
    }

    @Test("the feed is the dates one after the other", arguments: mixtures)
    func feed(oddities: String) async throws {
        let caller = try await SandboxCaller(
            """
            today=2026-04-24&entries_per_day=9&page_size=37&feed_start=2026-03-24\
            &oddities=\(oddities)
            """
        )
        let first = SandboxDate(year: 2026, month: 3, day: 24)
        for topic in [Topic.funds, .fees] {
            let entries = try await caller.feedPages(topic).flatMap(\.items)
            #expect(try await entries == caller.entries(topic, first...first.advanced(by: 31)))
        }
    }
}
