// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Feed")
struct FeedTests {
    private static let query = "today=2026-11-20&entries_per_day=40&feed_start=2026-10-20"
    private static let dates =
        SandboxDate(year: 2026, month: 10, day: 20)...SandboxDate(year: 2026, month: 11, day: 20)

    @Test(
        "is the dates one after the other, whatever the page size",
        arguments: [(Topic.funds, 1_000), (.funds, 7), (.fees, 64), (.fees, 41)]
    )
    func concatenation(topic: Topic, size: Int) async throws {
        let caller = try await SandboxCaller("\(Self.query)&page_size=\(size)")
        let pages = try await caller.feedPages(topic)
        #expect(try await pages.flatMap(\.items) == caller.entries(topic, Self.dates))
        #expect(pages.dropLast().allSatisfy { $0.items.count == size && $0.tryLater == false })
        #expect(pages.allSatisfy { $0.hasMore == nil && !$0.cursor.isEmpty })
        let answer = try await caller.feed(topic)
        #expect(answer.headers[.feedPageSize] == String(size))
    }

    @Test("begins 31 days before today, or with the ledger")
    func start() async throws {
        let caller = try await SandboxCaller("today=2026-11-20&entries_per_day=5")
        let first = try await caller.feed(.funds).decoded(FeedPage.self).items.first
        #expect(first?.ledgerDate == "2026-10-20")
        let empty = try await caller.feed(.funds, query: "&cursor=").decoded(FeedPage.self)
        #expect(empty.items.first == first)
        let early = try await SandboxCaller("today=2020-05-09&entries_per_day=5")
        let oldest = try await early.feed(.fees).decoded(FeedPage.self).items.first
        #expect(oldest?.ledgerDate == "2020-05-01")
    }

    @Test("ends with items, then with none and the same cursor")
    func end() async throws {
        let caller = try await SandboxCaller(Self.query)
        let last = try #require(try await caller.feedPages(.funds).last)
        #expect(last.tryLater == true && !last.items.isEmpty)
        for _ in 0..<2 {
            let later = try await caller.feed(.funds, cursor: last.cursor)
            let page = try later.decoded(FeedPage.self)
            #expect(page.items.isEmpty && page.tryLater == true && page.cursor == last.cursor)
        }
    }

    @Test("a cursor opens only its ledger and topic, and no date")
    func boundCursors() async throws {
        let caller = try await SandboxCaller(Self.query)
        let cursor = try await caller.feed(.funds).decoded(FeedPage.self).cursor
        #expect(try await caller.feed(.funds, cursor: cursor).status == .ok)
        let foreign = [
            try await caller.feed(.fees, cursor: cursor),
            try await caller.feed(.funds, of: caller.service.ledgers[1], cursor: cursor),
            try await caller.feed(.funds, cursor: "MTg4MjA0"),
            try await caller.feed(.funds, query: "&cursor=%25"),
            try await caller.page(caller.ledger, .funds, "2026-10-20", cursor: cursor),
        ]
        for answer in foreign {
            #expect(answer.status == .badRequest)
            #expect(try answer.json("errorCode", as: Int.self) == 10_002)
            #expect(try answer.json("errorMessage", as: String.self) == "Invalid cursor")
        }
        #expect(try await caller.get("/report/v2/ledgers/1/funds/feed").status == .notFound)
        let path = "/report/v2/ledgers/\(caller.ledger.id)/found/feed"
        #expect(try await caller.get(path).status == .badRequest)
    }

    @Test("grows by so many entries with each call at its end, the same for the same cursor")
    func growth() async throws {
        let caller = try await SandboxCaller("\(Self.query)&growth=3")
        let closed = Self.dates.lowerBound...Self.dates.upperBound.advanced(by: -1)
        let first = try await caller.feedPages(.funds)
        #expect(try await first.flatMap(\.items) == caller.entries(.funds, closed))
        var cursor = try #require(first.last?.cursor)
        var grown: [Entry] = []
        for _ in 0..<4 {
            let page = try await caller.feed(.funds, cursor: cursor).decoded(FeedPage.self)
            let again = try await caller.feed(.funds, cursor: cursor).decoded(FeedPage.self)
            #expect(page.items.count == 3 && page.tryLater == true && page.items == again.items)
            #expect(page.cursor != cursor)
            grown += page.items
            cursor = page.cursor
        }
        let today = try await caller.entries(caller.ledger, .funds, "2026-11-20")
        #expect(grown == Array(today.prefix(12)))
    }

    @Test("with the machine's clock a cursor goes on where the day went on")
    func clock() async throws {
        // 2026-10-07T03:00Z.
        let clock = TestClock((20_733 * 24 + 3) * 3_600_000_000)
        let caller = try await SandboxCaller(
            "token_seconds=86400&entries_per_day=200&feed_start=2026-10-06",
            now: { clock.now }
        )
        var entries: [Entry] = []
        var cursor: String?
        for _ in 0..<6 {
            let pages = try await caller.feedPages(.fees, from: cursor)
            entries += pages.flatMap(\.items)
            cursor = pages.last?.cursor
            clock.advance(seconds: 4 * 3_600)
        }
        let whole = try await SandboxCaller("entries_per_day=200&today=2026-10-10")
        let dates = SandboxDate(days: 20_732)...SandboxDate(days: 20_733)
        let expected = try await whole.entries(.fees, dates)
        #expect(entries.filter { $0.ledgerDate <= "2026-10-07" } == expected)
    }

    @Test("empty pages stand between the others")
    func emptyPages() async throws {
        let caller = try await SandboxCaller("\(Self.query)&page_size=100")
        let pages = try await caller.feedPages(.funds, oddities: "feed-empty-pages")
        for (place, page) in pages.dropLast().enumerated() {
            #expect(page.items.isEmpty == (place % 2 == 1))
        }
        #expect(Set(pages.map(\.cursor)).count >= pages.count - 1)
        #expect(try await pages.flatMap(\.items) == caller.entries(.funds, Self.dates))
    }

    @Test("only an empty page ends it")
    func emptyEnd() async throws {
        let caller = try await SandboxCaller("\(Self.query)&oddities=feed-end-empty")
        let pages = try await caller.feedPages(.funds)
        #expect(pages.last?.items.isEmpty == true)
        #expect(try await pages.flatMap(\.items) == caller.entries(.funds, Self.dates))
    }

    @Test("cursors are new even at the end")
    func newCursors() async throws {
        let caller = try await SandboxCaller("\(Self.query)&oddities=feed-new-cursors")
        var cursors = [try #require(try await caller.feedPages(.funds).last?.cursor)]
        for _ in 0..<5 {
            let page = try await caller.feed(.funds, cursor: cursors.last).decoded(FeedPage.self)
            #expect(page.items.isEmpty && page.tryLater == true)
            cursors.append(page.cursor)
        }
        #expect(Set(cursors).count == 6)
    }

    @Test("pages begin with entries that were given before")
    func overlap() async throws {
        let caller = try await SandboxCaller("\(Self.query)&page_size=50")
        let plain = try await caller.feedPages(.funds)
        let pages = try await caller.feedPages(.funds, oddities: "feed-overlap")
        #expect(plain.map(\.cursor) == pages.map(\.cursor))
        var repeated = 0
        for (one, other) in zip(plain, pages) {
            #expect(other.items.suffix(one.items.count) == one.items[...])
            repeated += other.items.count - one.items.count
        }
        #expect(repeated > pages.count)
        #expect(Set(pages.flatMap(\.items)) == Set(plain.flatMap(\.items)))
    }

    @Test("its end cannot be seen")
    func stuck() async throws {
        let caller = try await SandboxCaller("\(Self.query)&oddities=feed-stuck")
        let last = try #require(try await caller.feedPages(.fees).last)
        #expect(last.items.isEmpty && last.tryLater == false)
        let again = try await caller.feed(.fees, cursor: last.cursor).decoded(FeedPage.self)
        #expect(again.cursor == last.cursor)
    }

    @Test("personal data come when they are asked for")
    func personalData() async throws {
        let caller = try await SandboxCaller("\(Self.query)&oddities=vm-numbers")
        let plain = try await caller.feed(.funds).decoded(FeedPage.self)
        #expect(plain.items.allSatisfy { $0.name == nil && $0.maskedPhoneNo == nil })
        let query = "&includeGDPRSensitiveData=true"
        let page = try await caller.feed(.funds, query: query).decoded(FeedPage.self)
        #expect(page.items.filter { $0.entryType == "capture" }.allSatisfy { $0.name != nil })
    }
}
