// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Entries as the vendor may send them")
struct EntryTests {
    private func read(
        _ entries: String,
        _ changes: [String: StageOptions.Value] = [:]
    ) async throws -> DecodedPages {
        try await ScriptedServer.serve(dates: [Entries.page(entries)]) { server in
            try await Bench(baseURL: server.baseURL).day(.funds(changes)).decoded
        }
    }

    private func fault(_ entry: String) async throws -> String {
        let page = Entries.page(Entries.entry(), entry)
        return try await ScriptedServer.serve(dates: [page]) { server in
            try await Bench(baseURL: server.baseURL).fault()
        }
    }

    @Test("an entry type that nobody has heard of passes through")
    func unknownType() async throws {
        let decoded = try await read(Entries.entry(["entryType": #""gift-card-used""#]))
        #expect(decoded.rows.map { $0[4] } == ["gift-card-used"])
    }

    @Test("null and missing are the same")
    func nulls() async throws {
        let names = ["recipientHandle", "reference", "pspReference"]
        var row = Entries.row
        for place in [5, 6, 7] { row[place] = nil }
        let missing = Entries.entry(.init(uniqueKeysWithValues: names.map { ($0, nil) }))
        let null = Entries.entry(.init(uniqueKeysWithValues: names.map { ($0, "null") }))
        #expect(try await read(missing).rows == [row])
        #expect(try await read(null).rows == [row])
    }

    @Test("fields that are not listed are counted, and kept on request")
    func unknownFields() async throws {
        let entry = Entries.entry(["fee": "12", "channel": #"{"kind":"qr"}"#])
        let counted = try await read(entry)
        #expect(counted.rows == [Entries.row])
        #expect(counted.summary.unknownFields == ["fee": 1, "channel": 1])
        let kept = try await read(entry, ["extra": .boolean(true)])
        let extra = try #require(kept.rows.first?.last ?? nil)
        let json = try JSONDocument(parsing: Bytes(extra))
        #expect(
            json == .object(["fee": .number("12"), "channel": .object(["kind": .string("qr")])])
        )
        #expect(kept.summary.unknownFields == counted.summary.unknownFields)
    }

    @Test("amounts past 32 bits are exact")
    func largeAmounts() async throws {
        let entry = Entries.entry([
            "amount": "-9223372036854775808", "balanceBefore": "9223372036854775807",
            "balanceAfter": "-1",
        ])
        let decoded = try await read(entry)
        #expect(
            decoded.rows.map { Array($0[9...]) } == [
                ["-92233720368547758.08", "92233720368547758.07", "-0.01"]
            ]
        )
    }

    @Test("an amount past 64 bits is a fault with its place, after the rows before it")
    func tooLargeAmount() async throws {
        #expect(
            try await fault(Entries.entry(["amount": "9223372036854775808"])) == """
                partition 418207/funds/2026-10-01, page 1, row 2, items[1].amount: error: \
                9223372036854775808 does not fit into money [out-of-range]
                """
        )
    }

    @Test("an amount in a fraction of the minor unit is a fault")
    func fraction() async throws {
        #expect(
            try await fault(Entries.entry(["amount": "249.5"])) == """
                partition 418207/funds/2026-10-01, page 1, row 2, items[1].amount: error: expected \
                an integer of minor units, found the fraction 249.5 [inexact-number]
                """
        )
    }

    @Test("an amount whose currency is wrong or missing is a fault")
    func wrongCurrency() async throws {
        #expect(
            try await fault(Entries.entry(["currency": #""kroner""#])) == """
                partition 418207/funds/2026-10-01, page 1, row 2, items[1].amount: error: expected \
                an ISO 4217 currency in 'currency', found the text "kroner" [unknown-currency]
                """
        )
        #expect(
            try await fault(Entries.entry(["currency": nil])) == """
                partition 418207/funds/2026-10-01, page 1, row 2, items[1].amount: error: an amount \
                without a currency in 'currency' [unknown-currency]
                """
        )
    }

    @Test(
        "times in all spellings of the guides",
        arguments: [
            "2026-10-01T08:12:45.118302Z", "2026-10-01T10:12:45.118302+02:00",
            "2026-10-01T10:12:45.118302+0200", "2026-10-01T08:12:45.1183020Z",
        ]
    )
    func times(text: String) async throws {
        #expect(try await read(Entries.entry(["time": "\"\(text)\""])).rows == [Entries.row])
    }

    @Test("a page without items is no empty date")
    func noItems() async throws {
        let replies = [ScriptedServer.Reply.json(#"{"hasMore":false}"#)]
        let error = try await ScriptedServer.serve(dates: replies) { server in
            try await Bench(baseURL: server.baseURL).fault()
        }
        #expect(
            error == """
                partition 418207/funds/2026-10-01, page 1: error: the page has no list 'items' \
                [unexpected-shape]
                """
        )
    }

    @Test("the stages decode pages without rows, of nulls and of one row")
    func conformance() throws {
        let partition = Partition(
            key: "418207/funds/2026-10-01",
            date: CalendarDate(iso: "2026-10-01"),
            constants: ["ledgerId": "418207", "topic": "funds"]
        )
        let names = [
            "pspReference", "time", "ledgerDate", "entryType", "reference", "currency", "amount",
            "recipientHandle", "balanceBefore", "balanceAfter",
        ]
        let nulls = names.map { "\"\($0)\":null" }.joined(separator: ",")
        let stages: [any FetchStage] = [try .funds(), try .fees(), try .ledgers()]
        for stage in stages {
            let breaches = Conformance.breaches(
                of: stage,
                partition: stage is LedgersStage ? Partition(key: "ledgers", date: nil) : partition,
                empty: #"{"items":[]}"#,
                allNull: "{\"items\":[{},{\(nulls)}]}",
                oneRow: "{\"items\":[\(Entries.entry())]}"
            )
            #expect(breaches == [])
        }
    }
}
