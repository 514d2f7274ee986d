// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Synchronization
import Testing

@testable import Vipps

@Suite("Feeds")
struct FeedTests {
    private static let key = "418207/funds/feed"

    private func page(_ entries: [String], _ cursor: String?, tryLater: Bool?)
        -> ScriptedServer.Reply
    {
        let flags = [
            cursor.map { "\"cursor\":\"\($0)\"" }, tryLater.map { "\"tryLater\":\($0)" },
        ]
        let members = ["\"items\":[\(entries.joined(separator: ","))]"] + flags.compactMap { $0 }
        return .json("{\(members.joined(separator: ","))}")
    }

    /// An entry that leads the balance from `before` on by `amount`.
    private func entry(_ before: Int, _ amount: Int = 100) -> String {
        Entries.entry([
            "amount": "\(amount)", "balanceBefore": "\(before)",
            "balanceAfter": "\(before + amount)",
        ])
    }

    private func read(
        _ replies: [ScriptedServer.Reply],
        from cursor: String? = nil,
        batchSize: Int = 16_384
    ) async throws -> (reading: WholeReading, queries: [String]) {
        try await ScriptedServer.serve(dates: replies) { server in
            let stage = try FundsStage.funds(["partition": .text("feed")])
            let cursors = cursor.map { [Self.key: $0] } ?? [:]
            let context = try Bench(baseURL: server.baseURL).feed(cursors)
            let reading = try await WholeReading(stage, in: context, batchSize: batchSize)
            #expect(reading.keys == [Self.key])
            let asked = server.asked.filter { $0.path.hasPrefix("/report/") }
            #expect(asked.allSatisfy { $0.path == "/report/v2/ledgers/418207/funds/feed" })
            return (reading, asked.map(\.query))
        }
    }

    private func fault(_ replies: [ScriptedServer.Reply], from cursor: String? = nil) async throws
        -> String
    {
        try await message { _ = try await read(replies, from: cursor) }
    }

    @Test("only 'partition: feed' is a feed")
    func isFeed() throws {
        #expect(FundsStage.isFeed { $0 == "partition" ? "feed" : nil })
        #expect(FeesStage.isFeed { $0 == "partition" ? "feed" : nil })
        #expect(!FundsStage.isFeed { _ in nil })
        #expect(!FundsStage.isFeed { _ in "dates" })
        #expect(try FundsStage.funds().following == nil)
    }

    @Test("it begins with the oldest entry and ends where nothing more is there")
    func wholeFeed() async throws {
        let (reading, queries) = try await read([
            page([entry(0), entry(100)], "a", tryLater: false),
            page([], "b+/=", tryLater: false),
            page([entry(200)], "c", tryLater: nil),
            page([entry(300)], "d", tryLater: true),
        ])
        #expect(reading.rows.map { $0[10] } == ["0.00", "1.00", "2.00", "3.00"])
        #expect(queries == ["", "cursor=a", "cursor=b%2B%2F%3D", "cursor=c"])
        #expect(reading.cursors == [Self.key: "d"])
        #expect(reading.findings == [])
    }

    @Test("it goes on behind the cursor of the last run")
    func goesOn() async throws {
        let (reading, queries) = try await read(
            [page([entry(0)], "b", tryLater: true)],
            from: "a"
        )
        #expect(reading.rows.count == 1 && queries == ["cursor=a"])
        #expect(reading.cursors == [Self.key: "b"])
    }

    @Test("the same cursor at the end is no circle", arguments: [nil, "b"])
    func sameCursorAtTheEnd(cursor: String?) async throws {
        let replies =
            (cursor == nil ? [page([entry(0)], "b", tryLater: false)] : [])
            + [page([], "b", tryLater: true)]
        let (reading, _) = try await read(replies, from: cursor)
        #expect(reading.rows.count == (cursor == nil ? 1 : 0))
        #expect(reading.cursors == [Self.key: "b"])
        #expect(reading.findings == [])
    }

    @Test("an empty feed has a cursor, too")
    func emptyFeed() async throws {
        let (reading, _) = try await read([page([], "a", tryLater: true)])
        #expect(reading.rows == [] && reading.cursors == [Self.key: "a"])
    }

    @Test("entries that do not move the cursor are left for the answer that does")
    func heldBack() async throws {
        let (reading, _) = try await read(
            [page([entry(0), entry(100)], "a", tryLater: true)],
            from: "a"
        )
        #expect(reading.rows == [] && reading.cursors == [Self.key: "a"])
        #expect(
            reading.findings.map(\.line) == [
                """
                notice feed-held-back 2: the feed 418207/funds gave 2 entries without moving its \
                cursor; a later run takes them, with the answer that moves it
                """
            ]
        )
        let (later, _) = try await read(
            [page([entry(0), entry(100), entry(200)], "b", tryLater: true)],
            from: "a"
        )
        #expect(later.rows.count == 3 && later.findings == [])
    }

    @Test("a cursor that stands still for a moment is asked again")
    func standsStill() async throws {
        let (reading, queries) = try await read([
            page([entry(0)], "a", tryLater: false), page([entry(100)], "a", tryLater: false),
            page([], "a", tryLater: false), page([entry(100)], "b", tryLater: true),
        ])
        #expect(reading.rows.map { $0[10] } == ["0.00", "1.00"])
        #expect(queries == ["", "cursor=a", "cursor=a", "cursor=a"])
    }

    @Test("a cursor that never moves ends with a fault instead of asking for ever")
    func stuck() async throws {
        let replies = [
            page([entry(0)], "a", tryLater: false), page([entry(100)], "a", tryLater: false),
        ]
        #expect(
            try await fault(replies) == """
                page 2: error: the feed says that there is more, but its cursor did not move in 3 \
                answers in a row [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("a cursor of further back", arguments: [true, false])
    func circle(tryLater: Bool) async throws {
        let replies = [
            page([entry(0)], "b", tryLater: false), page([entry(100)], "a", tryLater: tryLater),
        ]
        #expect(
            try await fault(replies, from: "a") == """
                page 2: error: the page names a cursor that was followed before, so that reading on \
                would never end [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("a page without a cursor", arguments: [nil, ""])
    func missingCursor(cursor: String?) async throws {
        #expect(
            try await fault([page([entry(0)], cursor, tryLater: true)]) == """
                page 1: error: the page of the feed names no cursor, so that the next run could not \
                go on behind it [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("a feed that goes away while it is read")
    func vanished() async throws {
        let replies = [
            page([entry(0)], "a", tryLater: false), ScriptedServer.Reply(status: 404, body: "{}"),
        ]
        #expect(
            try await fault(replies) == """
                page 2: error: the feed began well, but its next page is not found (404) \
                [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("tryLater as a text is a fault, not an endless feed")
    func textFlag() async throws {
        let reply = ScriptedServer.Reply.json(#"{"items":[],"cursor":"a","tryLater":"true"}"#)
        #expect(try await fault([reply]).contains("'tryLater' is neither true nor false"))
    }

    @Test("personal data is asked for on every page")
    func personalData() async throws {
        let replies = [page([], "a", tryLater: false), page([], "b", tryLater: true)]
        let queries = try await ScriptedServer.serve(dates: replies) { server in
            let stage = try FundsStage.funds([
                "partition": .text("feed"), "personal_data": .boolean(true),
            ])
            _ = try await WholeReading(stage, in: Bench(baseURL: server.baseURL).feed())
            return server.asked.filter { $0.path.hasPrefix("/report/") }.map(\.query)
        }
        #expect(
            queries == [
                "includeGDPRSensitiveData=true", "cursor=a&includeGDPRSensitiveData=true",
            ]
        )
    }

    @Test(
        "entries of overlapping pages are taken once, those that move nothing stay",
        arguments: [1, 2, 7, 100]
    )
    func overlap(batchSize: Int) async throws {
        let first = (0..<10).map { entry($0 * 100) } + [entry(1_000, 0), entry(1_000, 0)]
        let (reading, _) = try await read(
            [
                page(first, "a", tryLater: false),
                page(Array(first.suffix(5)) + [entry(1_000)], "b", tryLater: true),
            ],
            batchSize: batchSize
        )
        // Ten, two without an amount, the two again, and one; the three in between are repeats.
        #expect(reading.rows.count == 15)
        #expect(
            reading.findings.map(\.line) == [
                """
                notice feed-repeats 3: the feed gave 3 entries more than once; each was taken once
                """
            ]
        )
    }

    @Test(
        "how far back an entry is recognized does not depend on batches",
        arguments: [1_000, 16_384]
    )
    func generations(batchSize: Int) async throws {
        // Pages of 10,000: the first entry comes again 16,383, and a later one 40,000 entries behind.
        let entries = (0..<50_000).map { entry($0 * 100) }
        let pages = [
            Array(entries[0..<10_000]), Array(entries[10_000..<16_383]) + [entries[0]],
            Array(entries[16_383..<40_000]) + [entries[5]], Array(entries[40_000...]),
        ]
        let replies = pages.enumerated().map { number, entries in
            page(entries, "c\(number)", tryLater: number == 3)
        }
        let (reading, _) = try await read(replies, batchSize: batchSize)
        #expect(reading.rows.count == 50_001)
        #expect(reading.findings.map(\.count) == [1])
    }

    @Test("the transform keeps the contract of ordered transforms")
    func conformance() async throws {
        let reply = Entries.page(
            entry(0),
            entry(100),
            entry(0),
            entry(200, 0),
            entry(200, 0),
            entry(200)
        )
        let batch = try await ScriptedServer.serve(dates: [reply]) { server in
            let stage = try FundsStage.funds()
            let context = try Bench(baseURL: server.baseURL).context()
            let partition = try #require(try await stage.partitions(in: context).first)
            var batches: [RecordBatch] = []
            var source = stage.pages(of: partition, in: context)
            var decoder = stage.makeDecoder()
            while case .page(let page) = try await source.next() {
                _ = try decoder.decode(page, of: partition) { batches.append($0) }
            }
            _ = try decoder.flush { batches.append($0) }
            return try #require(batches.first)
        }
        #expect(try Conformance.breaches(of: FeedRepeats(), over: batch) == [])
    }
}
