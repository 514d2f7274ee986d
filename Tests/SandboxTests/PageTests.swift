// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Pages of a ledger date")
struct PageTests {
    @Test("page cuts change nothing in the entries", arguments: [1, 7, 256, 10_000])
    func pageSizes(size: Int) async throws {
        let whole = try await SandboxCaller("entries_per_day=600&today=2026-11-20&page_size=9999")
        let cut = try await SandboxCaller("entries_per_day=600&today=2026-11-20&page_size=\(size)")
        for topic in [Topic.funds, .fees] {
            let ledger = whole.service.ledgers[1]
            let expected = try await whole.entries(ledger, topic, "2026-10-07")
            #expect(expected.count > 500)
            #expect(try await cut.entries(ledger, topic, "2026-10-07") == expected)
        }
    }

    @Test("the announced page size is kept")
    func announcement() async throws {
        let caller = try await SandboxCaller("page_size=50&today=2026-11-20")
        let answer = try await caller.page(caller.ledger, .funds, "2026-10-01")
        #expect(answer.headers[.feedPageSize] == "50")
        #expect(try answer.decoded(Page.self).items.count == 50)
    }

    @Test("a cursor opens only the date it was given for")
    func boundCursors() async throws {
        let caller = try await SandboxCaller()
        let other = caller.service.ledgers[1]
        let page = try await caller.page(caller.ledger, .funds, "2026-10-01").decoded(Page.self)
        let cursor = try #require(page.cursor)
        #expect(
            try await caller.page(caller.ledger, .funds, "2026-10-01", cursor: cursor).status == .ok
        )
        #expect(
            try await caller.page(caller.ledger, .funds, "2026-10-02", cursor: cursor).status
                == .badRequest
        )
        #expect(
            try await caller.page(caller.ledger, .fees, "2026-10-01", cursor: cursor).status
                == .badRequest
        )
        #expect(
            try await caller.page(other, .funds, "2026-10-01", cursor: cursor).status == .badRequest
        )
    }

    @Test("pages are the same on two servers, in any order, kept or made anew")
    func determinism() async throws {
        let first = try await SandboxCaller("seed=3&page_size=500&today=2026-11-20")
        let second = try await SandboxCaller("seed=3&page_size=500&today=2026-11-20&cache_mb=0")
        let ledger = first.ledger
        let start = try await first.page(ledger, .funds, "2026-10-06").decoded(Page.self)
        let cursor = try #require(start.cursor)
        let later = try await first.page(ledger, .funds, "2026-10-06", cursor: cursor)
        #expect(
            try await second.page(ledger, .funds, "2026-10-06", cursor: cursor).body == later.body
        )
        #expect(
            try await first.page(ledger, .funds, "2026-10-06", cursor: cursor).body == later.body
        )
        for date in ["2026-10-06", "2023-05-17", "2026-10-05"] {
            let one = try await first.page(ledger, .fees, date)
            let two = try await second.page(ledger, .fees, date)
            #expect(one.body == two.body)
        }
        let reseeded = try await SandboxCaller("seed=4&page_size=500&today=2026-11-20")
        #expect(try await reseeded.page(reseeded.ledger, .fees, "2026-10-06").body != later.body)
    }

    @Test("today is open until noon, and its entries are the first of the later whole")
    func openDate() async throws {
        let open = try await SandboxCaller("today=2026-10-07&page_size=10000")
        let closed = try await SandboxCaller("today=2026-10-08&page_size=10000")
        for topic in [Topic.funds, .fees] {
            let soFar = try await open.page(open.ledger, topic, "2026-10-07").decoded(Page.self)
            let whole = try await closed.page(open.ledger, topic, "2026-10-07").decoded(Page.self)
            #expect(soFar.tryLater && !whole.tryLater)
            #expect(soFar.items.count > whole.items.count / 4)
            #expect(soFar.items.count < whole.items.count)
            #expect(soFar.items == Array(whole.items.prefix(soFar.items.count)))
            let noon = "2026-10-07T10:00:00.000000Z"
            #expect(soFar.items.allSatisfy { $0.time < noon })
            #expect(whole.items[soFar.items.count].time >= noon)
        }
    }

    @Test("with the machine's clock an open date grows")
    func growth() async throws {
        // 2026-10-07T03:00Z, then an hour later.
        let clock = TestClock((20_733 * 24 + 3) * 3_600_000_000)
        let caller = try await SandboxCaller("token_seconds=86400", now: { clock.now })
        let early = try await caller.entries(caller.ledger, .funds, "2026-10-07")
        clock.advance(seconds: 3_600)
        let late = try await caller.entries(caller.ledger, .funds, "2026-10-07")
        #expect(!early.isEmpty && early.count < late.count)
        #expect(early == Array(late.prefix(early.count)))
    }

    @Test("dates to come are open and empty, dates before the ledger closed and empty")
    func outsideDates() async throws {
        let caller = try await SandboxCaller("today=2026-10-07")
        let future = try await caller.page(caller.ledger, .funds, "2026-10-08")
        #expect(future.text == #"{"hasMore":false,"tryLater":true,"items":[]}"#)
        let past = try await caller.page(caller.ledger, .fees, "2020-04-30")
        #expect(past.text == #"{"hasMore":false,"tryLater":false,"items":[]}"#)
        #expect(try await !caller.entries(caller.ledger, .funds, "2020-05-01").isEmpty)
    }

    @Test("balances run on over pages that begin between running sums")
    func longDate() async throws {
        let caller = try await SandboxCaller(
            "entries_per_day=20000&page_size=9973&today=2026-11-20"
        )
        let entries = try await caller.entries(caller.ledger, .funds, "2026-10-03")
        #expect(entries.count > 19_000)
        for (before, after) in zip(entries, entries.dropFirst()) {
            #expect(before.balanceAfter == after.balanceBefore)
        }
    }

    @Test("personal data only with the flag, only from VM-numbers")
    func personalData() async throws {
        let caller = try await SandboxCaller("today=2026-11-20")
        let ledger = caller.service.ledgers[1]
        let without = try await caller.page(ledger, .funds, "2026-10-01")
        #expect(!without.text.contains("maskedPhoneNo"))
        let entries = try await caller.entries(ledger, .funds, "2026-10-01", personalData: true)
        for entry in entries {
            let isVMNumber = entry.recipientHandle?.hasPrefix("DK:") == true
            #expect((entry.maskedPhoneNo != nil) == isVMNumber || entry.entryType == "correction")
        }
        let messages = entries.compactMap(\.message)
        #expect(messages.contains { $0.contains("\n") })
        #expect(messages.contains { $0.contains("\"") })
        #expect(messages.contains { $0.contains("😀") })
        #expect(messages.contains { $0.hasPrefix("=") })
    }
}
