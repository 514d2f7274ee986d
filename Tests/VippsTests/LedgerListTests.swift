// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("The list of ledgers")
struct LedgerListTests {
    private static let full = """
        {"ledgerId":"418207","currency":"NOK","payoutBankAccount":{"scheme":"BBAN:NO",\
        "id":"05038812345"},"owner":{"scheme":"business:NO:ORG","id":"923456781"},\
        "settlesForRecipientHandles":["api:718204"],"salesUnits":[{"name":"Fjellbua",\
        "recipientHandle":"api:718204"}],"firstPayout":"2000001","lastPayout":null,"tier":"gold"}
        """

    private func page(_ items: String, cursor: String = "") -> ScriptedServer.Reply {
        .json("{\"items\":[\(items)]\(cursor)}")
    }

    private func item(_ id: String) -> String { "{\"ledgerId\":\"\(id)\"}" }

    /// The ledgers that a run over these pages of the list reads, and the queries it sent.
    private func ledgers(
        _ replies: [ScriptedServer.Reply],
        asking options: [String: StageOptions.Value] = [:]
    ) async throws -> (ids: [String?], queries: [String]) {
        try await ScriptedServer.serve(ledgers: replies) { server in
            let context = try Bench(baseURL: server.baseURL).context()
            let partitions = try await FundsStage.funds(options).partitions(in: context)
            let asked = server.asked.filter { $0.method == "GET" }
            return (partitions.map { $0.constants["ledgerId"] }, asked.map(\.query))
        }
    }

    @Test(
        "an empty, missing or null cursor ends it",
        arguments: [
            "", #","cursor":"""#, #","cursor":null"#,
        ]
    )
    func end(cursor: String) async throws {
        let (ids, queries) = try await ledgers([page(item("418207"), cursor: cursor)])
        #expect(ids == ["418207"])
        #expect(queries == [""])
    }

    @Test(
        "several pages, one of them empty, and a ledger that moved between two while they were read"
    )
    func severalPages() async throws {
        let (ids, queries) = try await ledgers([
            page("\(item("9")),\(item("418207"))", cursor: #","cursor":"a=""#),
            page("", cursor: #","cursor":"b""#),
            page("\(item("418207")),\(item("102"))"),
        ])
        #expect(ids == ["102", "418207", "9"])
        #expect(queries == ["", "cursor=a%3D", "cursor=b"])
    }

    @Test("a ledger's fields become dotted columns")
    func columns() async throws {
        let reply = page(Self.full)
        let decoded = try await ScriptedServer.serve(ledgers: [reply]) { server in
            let connection = try Bench(baseURL: server.baseURL).connection
            let context = FetchContext(window: nil, connection: connection)
            let stage = try LedgersStage.ledgers(extra: true)
            #expect(
                stage.schema?.names == [
                    "ledgerId", "currency", "owner.scheme", "owner.id", "payoutBankAccount.scheme",
                    "payoutBankAccount.id", "settlesForRecipientHandles", "salesUnits",
                    "firstPayout", "lastPayout", "extra",
                ]
            )
            return try await stage.readAll(in: context).first?.decoded
        }
        #expect(
            decoded?.rows == [
                [
                    "418207", "NOK", "business:NO:ORG", "923456781", "BBAN:NO", "05038812345",
                    #"["api:718204"]"#,
                    #"[{"name":"Fjellbua","recipientHandle":"api:718204"}]"#,
                    "2000001", nil, #"{"tier":"gold"}"#,
                ]
            ]
        )
        #expect(decoded?.summary.unknownFields == ["tier": 1])
    }

    @Test("a list in a circle never ends a run that waits for it")
    func circle() async throws {
        let replies = [page(item("1"), cursor: #","cursor":"a""#)]
        let error = try await message { _ = try await ledgers(replies) }
        #expect(error.hasPrefix("page 2: error: the page names a cursor that was followed before"))
    }

    @Test("a ledger id that is no text")
    func numericID() async throws {
        let replies = [page("\(item("1")),{\"ledgerId\":418207}")]
        #expect(
            try await message { _ = try await ledgers(replies) } == """
                page 1, items[1].ledgerId: error: the list of ledgers has no 'items[1].ledgerId', \
                or it is of another type [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
        let error = try await ScriptedServer.serve(ledgers: replies) { server in
            let connection = try Bench(baseURL: server.baseURL).connection
            let context = FetchContext(window: nil, connection: connection)
            return try await message { _ = try await LedgersStage.ledgers().readAll(in: context) }
        }
        #expect(
            error == """
                partition ledgers, page 1, row 2, items[1].ledgerId: error: expected a text, found \
                418207 [wrong-type]
                """
        )
    }

    @Test("a list without items")
    func noItems() async throws {
        #expect(
            try await message { _ = try await ledgers([.json(#"{"cursor":""}"#)]) } == """
                page 1, items: error: the list of ledgers has no 'items', or it is of another type \
                [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("a list that is no JSON inside")
    func malformed() async throws {
        #expect(
            try await message { _ = try await ledgers([.json(#"{"items":[{"a" 1}]}"#)]) } == """
                page 1: error: byte 15: expected ':' after a key [malformed-json]
                """
        )
    }

    @Test("a ledger date is asked for by its encoded id")
    func encodedID() async throws {
        let reply = page(item("41/82?07"))
        let paths = try await ScriptedServer.serve(ledgers: [reply]) { server in
            _ = try await Bench(baseURL: server.baseURL).day(.fees())
            return server.asked.map(\.path)
        }
        #expect(paths.last == "/report/v2/ledgers/41%2F82%3F07/fees/dates/2026-10-01")
    }
}
