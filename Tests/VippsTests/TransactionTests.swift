// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Transactions of the first Report API")
struct TransactionTests {
    private static func transaction(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String] = [
            "transactionId": #""3987120455""#, "timestamp": #""2026-10-01T09:12:45.118302+0200""#,
            "ledgerDate": #""2026-10-01""#, "ledgerId": #""418207""#,
            "transactionType": #""capture""#, "orderId": #""kiosk-7F3A-0001""#,
            "currency": #""NOK""#, "ledgerAmount": "24526", "grossAmount": "24900", "fee": "374",
            "recipientHandle": #""msn/718204""#,
        ]
        for (name, value) in changes { members[name] = value }
        let texts = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return "{\(texts.joined(separator: ","))}"
    }

    private static func page(_ items: String..., cursor: String? = "") -> ScriptedServer.Reply {
        let cursor = cursor.map { ",\"cursor\":\"\($0)\"" } ?? ""
        return .json("{\"items\":[\(items.joined(separator: ","))]\(cursor)}")
    }

    private static let row: [String?] = [
        "418207", "2026-10-01", "2026-10-01T07:12:45.118302Z", "capture", "3987120455",
        "kiosk-7F3A-0001", "api:718204", "NOK", "249.00", "3.74", "245.26",
    ]

    /// Reads at noon UTC of a day.
    private func read(
        _ replies: [ScriptedServer.Reply],
        _ changes: [String: StageOptions.Value] = [:],
        until last: String? = nil,
        at now: String = "2026-10-05"
    ) async throws -> (reading: WholeReading, queries: [String]) {
        let noon = try #require(CalendarDate(iso: now))
        var timing = FakeTime().timing
        timing.unixSeconds = { Int(noon.daysSinceEpoch) * 86_400 + 12 * 3_600 }
        let clock = timing
        return try await ScriptedServer.serve(dates: replies) { server in
            let context = try Bench(baseURL: server.baseURL, timing: clock)
                .context("2026-10-01", last)
            let reading = try await WholeReading(.transactions(changes), in: context)
            let asked = server.asked.filter { $0.path.hasPrefix("/report/") }
            #expect(asked.allSatisfy { $0.path == "/report/v1/ledgertransactions" })
            return (reading, asked.map(\.query))
        }
    }

    @Test("the columns")
    func columns() throws {
        let columns = [
            Field("ledgerId", .text), Field("ledgerDate", .date), Field("timestamp", .timestamp),
            Field("transactionType", .text), Field("transactionId", .text),
            Field("orderId", .text), Field("recipientHandle", .text), Field("currency", .text),
            Field("grossAmount", .money), Field("fee", .money), Field("ledgerAmount", .money),
        ]
        #expect(try LedgerTransactionsStage.transactions().schema == Schema(columns))
        let major = try LedgerTransactionsStage.transactions(["amounts": .text("major")])
        #expect(major.schema == Schema(columns))
    }

    @Test("one chain of requests per date, ended by an empty or missing cursor")
    func dates() async throws {
        let (reading, queries) = try await read(
            [
                Self.page(Self.transaction(), cursor: "a="), Self.page(Self.transaction()),
                Self.page(Self.transaction(["recipientHandle": "null"]), cursor: nil),
            ],
            until: "2026-10-02"
        )
        #expect(
            queries == [
                "ledgerId=418207&ledgerDate=2026-10-01", "ledgerId=418207&cursor=a%3D",
                "ledgerId=418207&ledgerDate=2026-10-02",
            ]
        )
        #expect(
            reading.keys == ["418207/transactions/2026-10-01", "418207/transactions/2026-10-02"]
        )
        var last = Self.row
        last[6] = nil
        #expect(reading.rows == [Self.row, Self.row, last])
        #expect(reading.summary.unknownFields == [:])
        #expect(try reading.summary.totals == [#require(Currency("NOK")): 3 * 24_526])
    }

    @Test(
        "a date is final once it has been over for half a day",
        arguments: [
            ("2026-10-02", [Finality.final, .provisional, .provisional]),
            ("2026-10-03", [.final, .final, .provisional]),
            ("2026-10-04", [.final, .final, .final]),
            ("2026-10-01", [.provisional, .provisional, .provisional]),
            ("2026-11-01", [.final, .final, .final]),
        ]
    )
    func finality(now: String, expected: [Finality]) async throws {
        let (reading, _) = try await read([Self.page()], until: "2026-10-03", at: now)
        #expect(reading.finality == expected)
    }

    @Test(
        "a payout by its number",
        arguments: [("in_payout", "inPayout", "in"), ("since_payout", "sincePayout", "since")]
    )
    func payout(option: String, parameter: String, word: String) async throws {
        let (reading, queries) = try await read(
            [Self.page(Self.transaction(), cursor: "a"), Self.page(Self.transaction())],
            [option: .text("2000010")],
            until: "2026-10-07"
        )
        #expect(queries == ["ledgerId=418207&\(parameter)=2000010", "ledgerId=418207&cursor=a"])
        #expect(reading.keys == ["418207/transactions/\(word)-2000010"])
        #expect(reading.rows == [Self.row, Self.row] && reading.finality == [.final])
    }

    @Test("the whole window in one chain of requests", arguments: ["2026-10-05", "2026-10-03"])
    func window(now: String) async throws {
        let (reading, queries) = try await read(
            [Self.page(Self.transaction(), cursor: "a"), Self.page(Self.transaction())],
            ["partition": .text("window")],
            until: "2026-10-03",
            at: now
        )
        #expect(
            queries == [
                "ledgerId=418207&fromLedgerDate=2026-10-01&toLedgerDate=2026-10-03",
                "ledgerId=418207&cursor=a",
            ]
        )
        #expect(reading.keys == ["418207/transactions/2026-10-01_2026-10-03"])
        #expect(reading.rows == [Self.row, Self.row])
        #expect(reading.finality == [now == "2026-10-03" ? .provisional : .final])
    }

    @Test("amounts in major units become the same money")
    func majorUnits() async throws {
        let transactions = [
            Self.transaction(["grossAmount": "249.00", "fee": "3.74", "ledgerAmount": "245.26"]),
            Self.transaction(["grossAmount": "249", "fee": "3.740000", "ledgerAmount": "null"]),
            Self.transaction([
                "grossAmount": "-7.89", "fee": "0", "ledgerAmount": "1e2", "currency": #""EUR""#,
            ]),
        ]
        let page = ScriptedServer.Reply.json(
            "{\"items\":[\(transactions.joined(separator: ","))],\"cursor\":\"\"}"
        )
        let (reading, _) = try await read([page], ["amounts": .text("major")])
        #expect(
            reading.rows.map { Array($0[7...]) } == [
                ["NOK", "249.00", "3.74", "245.26"], ["NOK", "249.00", "3.74", nil],
                ["EUR", "-7.89", "0.00", "100.00"],
            ]
        )
        #expect(
            try reading.summary.totals == [
                #require(Currency("NOK")): 24_526, #require(Currency("EUR")): 10_000,
            ]
        )
    }

    @Test("decimals where minor units are expected name the value")
    func unitTrap() async throws {
        let page = Self.page(Self.transaction(["fee": "3.74"]))
        #expect(
            try await message { _ = try await read([page]) } == """
                partition 418207/transactions/2026-10-01, page 1, row 1, items[0].fee: error: \
                expected an integer of minor units, found the fraction 3.74 [inexact-number]
                """
        )
    }

    @Test("major units that the currency cannot have")
    func inexactMajorUnits() async throws {
        func fault(_ changes: [String: String?]) async throws -> String {
            let page = Self.page(Self.transaction(), Self.transaction(changes))
            return try await message { _ = try await read([page], ["amounts": .text("major")]) }
        }
        let place = "partition 418207/transactions/2026-10-01, page 1, row 2, items[1].fee: error: "
        #expect(
            try await fault(["fee": "3.745"])
                == place + "the amount has more decimals than NOK has, which is 2 [inexact-number]"
        )
        #expect(
            try await fault(["fee": "92233720368547758.08"])
                == place + "the amount does not fit into money [out-of-range]"
        )
        let gross = place.replacing("fee", with: "grossAmount")
        #expect(
            try await fault(["currency": #""kroner""#]) == gross
                + "expected an ISO 4217 currency in 'currency', found the text \"kroner\" "
                + "[unknown-currency]"
        )
        #expect(
            try await fault(["currency": "null"])
                == gross + "an amount without a currency in 'currency' [unknown-currency]"
        )
    }

    @Test("410 tells the way to the second version")
    func gone() async throws {
        let reply = ScriptedServer.Reply(status: 410, body: #"{"message":"Gone"}"#)
        #expect(
            try await message { _ = try await read([reply]) } == """
                error: the vendor has removed this part of its API (410 Gone): transactions with \
                their fees in the same row are no more [vipps-transactions-gone]
                  = fix: use 'fetch: vipps.funds' for captures, refunds and payouts, 'fetch: \
                vipps.fees' for fees, joined on pspReference, and 'fetch: vipps.payouts' for what a \
                payout is made of
                """
        )
    }

    @Test("a payout's number is digits, and one of the two")
    func payoutOptions() async throws {
        #expect(
            try await message {
                _ = try LedgerTransactionsStage.transactions(["in_payout": .text("418207-2000010")])
            } == """
                error: '418207-2000010' is no number of a payout [vipps-invalid-payout]
                  = fix: write the digits alone, as in 'in_payout: 2000010'
                """
        )
        #expect(
            try await message {
                _ = try LedgerTransactionsStage.transactions([
                    "in_payout": .text("2000010"), "since_payout": .text("2000009"),
                ])
            } == """
                error: 'in_payout' and 'since_payout' exclude one another [vipps-invalid-payout]
                  = fix: remove one of them; without both the window's ledger dates are read
                """
        )
    }

    @Test("a list in a circle")
    func circle() async throws {
        let error = try await message { _ = try await read([Self.page(cursor: "a")]) }
        #expect(error.hasPrefix("page 2: error: the page names a cursor that was followed before"))
    }

    @Test("the stage keeps the contract of fetch stages")
    func conformance() async throws {
        let stage = try LedgerTransactionsStage.transactions()
        let partition = Partition(
            key: "418207/transactions/2026-10-01",
            date: CalendarDate(iso: "2026-10-01"),
            constants: ["ledgerId": "418207"]
        )
        let breaches = Conformance.breaches(
            of: stage,
            partition: partition,
            empty: #"{"items":[]}"#,
            allNull: #"{"items":[{},{"fee":null,"ledgerDate":null}]}"#,
            oneRow: "{\"items\":[\(Self.transaction())]}"
        )
        #expect(breaches == [])
        try await ScriptedServer.serve(dates: [Self.page(Self.transaction())]) { server in
            let context = try Bench(baseURL: server.baseURL).context("2026-10-01", "2026-10-02")
            #expect(try await Conformance.breaches(of: stage, in: context) == [])
        }
    }
}
