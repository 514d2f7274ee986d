// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Paging and finality of a ledger date")
struct PagingTests {
    /// Reads the date that is answered by these pages; also gives the queries that were sent for it.
    private func read(
        _ replies: [ScriptedServer.Reply],
        _ changes: [String: StageOptions.Value] = [:]
    ) async throws -> (reading: FetchReading, queries: [String]) {
        try await ScriptedServer.serve(dates: replies) { server in
            let reading = try await Bench(baseURL: server.baseURL).day(.funds(changes))
            let dates = server.asked.filter { $0.path.hasPrefix("/report/") }
            return (reading, dates.map(\.query))
        }
    }

    private func fault(_ replies: ScriptedServer.Reply...) async throws -> String {
        try await ScriptedServer.serve(dates: replies) { server in
            try await Bench(baseURL: server.baseURL).fault()
        }
    }

    @Test("hasMore leads on with the cursor, whatever tryLater says")
    func hasMoreWins() async throws {
        let (reading, queries) = try await read([
            Entries.page(
                Entries.entry(),
                flags: #""hasMore":true,"tryLater":true,"cursor":"a+/=&""#
            ),
            Entries.page(Entries.entry(), flags: #""hasMore":false,"tryLater":false"#),
        ])
        #expect(queries == ["", "cursor=a%2B%2F%3D%26"])
        #expect(reading.decoded.rows == [Entries.row, Entries.row])
        #expect(reading.finality == .final)
    }

    @Test("an empty page after hasMore is the end")
    func emptyLastPage() async throws {
        let (reading, _) = try await read([
            Entries.page(Entries.entry(), flags: #""hasMore":true,"cursor":"a""#),
            Entries.page(),
        ])
        #expect(reading.decoded.rows == [Entries.row])
        #expect(reading.pages.count == 2 && reading.finality == .final)
    }

    @Test("an empty page with hasMore leads on")
    func emptyMiddlePage() async throws {
        let (reading, queries) = try await read([
            Entries.page(flags: #""hasMore":true,"cursor":"a""#),
            Entries.page(Entries.entry()),
        ])
        #expect(queries == ["", "cursor=a"])
        #expect(reading.decoded.rows == [Entries.row])
    }

    @Test(
        "what the last page says decides",
        arguments: [
            (#""hasMore":false,"tryLater":false"#, Finality.final),
            (#""hasMore":false"#, .final),
            (#""hasMore":false,"tryLater":null"#, .final),
            (#""hasMore":null,"cursor":null"#, .final),
            (#""tryLater":false"#, .final),
            (#""tryLater":false,"cursor":"""#, .final),
            (#""hasMore":false,"tryLater":true"#, .provisional),
            (#""tryLater":true"#, .provisional),
            // A last page with a cursor was never seen; hasMore still says that it is the last.
            (#""hasMore":false,"cursor":"a""#, .final),
        ]
    )
    func finality(flags: String, expected: Finality) async throws {
        let (full, _) = try await read([Entries.page(Entries.entry(), flags: flags)])
        #expect(full.decoded.rows == [Entries.row])
        #expect(full.finality == expected)
        let (empty, queries) = try await read([Entries.page(flags: flags)])
        #expect(empty.decoded.rows == [] && empty.finality == expected)
        #expect(queries == [""])
    }

    @Test("without hasMore, a cursor means that there is more")
    func missingHasMore() async throws {
        let (reading, queries) = try await read([
            Entries.page(Entries.entry(), flags: #""cursor":"a""#),
            Entries.page(Entries.entry(), flags: #""cursor":"""#),
        ])
        #expect(queries == ["", "cursor=a"])
        #expect(reading.decoded.rows.count == 2 && reading.finality == .final)
    }

    @Test("404 for a ledger on the list is an open date without rows")
    func notFound() async throws {
        let problem = #"{"errorCode":10002,"errorMessage":"No such ledgerId","contextId":"0f2a"}"#
        let (reading, _) = try await read([ScriptedServer.Reply(status: 404, body: problem)])
        #expect(reading.pages.isEmpty && reading.finality == .provisional)
    }

    @Test("404 after the first page is no open date, but lost rows")
    func vanished() async throws {
        #expect(
            try await fault(
                Entries.page(Entries.entry(), flags: #""hasMore":true,"cursor":"a""#),
                ScriptedServer.Reply(status: 404, body: "{}")
            ) == """
                page 2: error: the ledger date began well, but its next page is not found (404) \
                [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("a cursor that leads in a circle", arguments: [["a", "a"], ["a", "b", "a"]])
    func circle(cursors: [String]) async throws {
        let pages = cursors.map { Entries.page(flags: "\"hasMore\":true,\"cursor\":\"\($0)\"") }
        let error = try await ScriptedServer.serve(dates: pages) { server in
            try await Bench(baseURL: server.baseURL).fault()
        }
        #expect(
            error == """
                page \(cursors.count): error: the page names a cursor that was followed before, so \
                that reading on would never end [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("more without a cursor", arguments: ["", #","cursor":null"#, #","cursor":"""#])
    func missingCursor(cursor: String) async throws {
        #expect(
            try await fault(Entries.page(flags: "\"hasMore\":true\(cursor)")) == """
                page 1: error: the page says that there is more, but names no cursor to go on with \
                [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test(
        "a flag that is neither true nor false",
        arguments: ["hasMore", "tryLater"],
        [#""true""#, "1", #""""#]
    )
    func notBoolean(flag: String, value: String) async throws {
        #expect(
            try await fault(Entries.page(flags: "\"\(flag)\":\(value)")) == """
                page 1, \(flag): error: '\(flag)' is neither true nor false [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("a cursor that is no text must not end the date")
    func numericCursor() async throws {
        #expect(
            try await fault(Entries.page(flags: #""cursor":17"#)) == """
                page 1, cursor: error: 'cursor' is not a text [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("personal data is asked for on every page, and only if wanted")
    func personalData() async throws {
        let pages = [
            Entries.page(
                Entries.entry(["name": #""Ada N""#, "message": #""Takk 🎉""#]),
                flags: #""hasMore":true,"cursor":"a""#
            ),
            Entries.page(Entries.entry(["maskedPhoneNo": #""xxxx 1234""#])),
        ]
        let (plain, plainQueries) = try await read(pages)
        #expect(plainQueries == ["", "cursor=a"])
        #expect(plain.decoded.rows == [Entries.row, Entries.row])
        let (full, queries) = try await read(pages, ["personal_data": .boolean(true)])
        #expect(
            queries == [
                "includeGDPRSensitiveData=true", "cursor=a&includeGDPRSensitiveData=true",
            ]
        )
        #expect(
            full.decoded.rows == [
                Entries.row + ["Ada N", nil, "Takk 🎉"], Entries.row + [nil, "xxxx 1234", nil],
            ]
        )
    }
}
