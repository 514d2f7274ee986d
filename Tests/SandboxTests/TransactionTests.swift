// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Report API, version 1")
struct TransactionTests {
    struct Transactions: Decodable {
        struct Row: Decodable, Equatable {
            let transactionId: String
            let timestamp: String
            let ledgerDate: String
            let ledgerId: String
            let transactionType: String
            let orderId: String?
            let currency: String
            let ledgerAmount: Int64
            let grossAmount: Int64
            let fee: Int64
            let recipientHandle: String?
        }

        let cursor: String
        let items: [Row]
    }

    private static let query = "today=2026-11-20&entries_per_day=60&v1=on"

    /// The rows of all pages.
    private func rows(
        _ caller: SandboxCaller,
        _ query: String,
        of ledger: Ledger? = nil
    ) async throws -> [Transactions.Row] {
        let path = "/report/v1/ledgertransactions?ledgerId=\((ledger ?? caller.ledger).id)"
        var rows: [Transactions.Row] = []
        var target = "\(path)&\(query)"
        var cursor = ""
        repeat {
            let page = try await caller.get(target).decoded(Transactions.self)
            rows += page.items
            cursor = page.cursor
            target = "\(path)&cursor=\(cursor.replacing("+", with: "%2B"))"
        } while !cursor.isEmpty
        return rows
    }

    @Test("is gone, unless it is asked for")
    func gone() async throws {
        let caller = try await SandboxCaller()
        let path = "/report/v1/ledgertransactions?ledgerId=\(caller.ledger.id)"
        let answer = try await caller.get(path)
        #expect(answer.status == .gone)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try #require(try answer.json("detail", as: String.self)).contains("/report/v2/"))
    }

    @Test("a date has the captures of version 2, each less its fee", arguments: [0, 1, 2])
    func agreement(place: Int) async throws {
        let caller = try await SandboxCaller(Self.query)
        let ledger = caller.service.ledgers[place]
        for date in ["2026-10-05", "2026-10-25", "2023-06-01"] {
            let rows = try await rows(caller, "ledgerDate=\(date)", of: ledger)
            let funds = try await caller.entries(ledger, .funds, date)
            let sum = funds.reduce(0) { $0 + $1.amount }
            #expect(rows.reduce(0) { $0 + $1.ledgerAmount } == sum)
            let captures = rows.filter { $0.transactionType == "capture" }
            let expected = funds.filter { $0.entryType == "capture" }
            #expect(captures.map(\.transactionId) == expected.map(\.pspReference))
            #expect(captures.map(\.grossAmount) == expected.map(\.amount))
            #expect(captures.map(\.orderId) == expected.map(\.reference))
            #expect(rows.allSatisfy { $0.ledgerAmount == $0.grossAmount - $0.fee })
            #expect(captures.contains { $0.fee > 0 } && captures.allSatisfy { $0.fee >= 0 })
            let refunds = rows.filter { $0.transactionType == "refund" }
            #expect(refunds.allSatisfy { $0.fee == 0 && $0.grossAmount < 0 })
        }
    }

    @Test("the rows of a payout add up to it", arguments: ["", "&oddities=weekly,disputes"])
    func payout(oddities: String) async throws {
        let caller = try await SandboxCaller(Self.query + "&page_size=100\(oddities)")
        let list = try await caller.get("/settlement/v1/ledgers")
        let last = try #require(list.text.firstMatch(of: #/"lastPayout":"(\d+)"/#)?.output.1)
        let number = try #require(Int(last))
        let rows = try await rows(caller, "inPayout=\(number - 1)")
        let payout = try #require(rows.last)
        #expect(payout.transactionType == "payout" && payout.ledgerAmount < 0 && payout.fee == 0)
        #expect(payout.transactionId == "100000\(caller.ledger.id)\(number - 1)")
        #expect(payout.transactionId.count == 19)
        #expect(rows.reduce(0) { $0 + $1.ledgerAmount } == 0)
        #expect(rows.count { $0.transactionType == "payout" } == 1)
        let next = try await self.rows(caller, "sincePayout=\(number - 1)")
        #expect(next.contains { $0.transactionId.hasSuffix(last) })
        #expect(try #require(next.first).ledgerDate > payout.ledgerDate)
        #expect(try await self.rows(caller, "inPayout=\(number + 1)").isEmpty)
    }

    @Test("dates are inclusive, pages of a thousand at most, and open dates are not there")
    func ranges() async throws {
        let caller = try await SandboxCaller("today=2026-11-20&entries_per_day=700&v1=on")
        let range = "fromLedgerDate=2026-10-05&toLedgerDate=2026-10-07"
        let rows = try await rows(caller, range)
        #expect(Set(rows.map(\.ledgerDate)) == ["2026-10-05", "2026-10-06", "2026-10-07"])
        var days: [Transactions.Row] = []
        for day in 5...7 {
            days += try await self.rows(caller, "ledgerDate=2026-10-0\(day)")
        }
        #expect(rows == days)
        let path = "/report/v1/ledgertransactions?ledgerId=\(caller.ledger.id)&\(range)"
        #expect(try await caller.get(path).decoded(Transactions.self).items.count == 1_000)
        #expect(try await self.rows(caller, "ledgerDate=2026-11-20").isEmpty)
        let open = try await self.rows(caller, "fromLedgerDate=2026-11-18")
        #expect(Set(open.map(\.ledgerDate)) == ["2026-11-18", "2026-11-19"])
        let both = try await self.rows(caller, "ledgerDate=2026-10-06&\(range)")
        #expect(Set(both.map(\.ledgerDate)) == ["2026-10-06"])
        let none = try await self.rows(caller, "ledgerDate=2026-10-06&toLedgerDate=2026-10-01")
        #expect(none.isEmpty)
        let all = try await self.rows(caller, "toLedgerDate=2026-10-21")
        #expect(Set(all.map(\.ledgerDate)) == ["2026-10-20", "2026-10-21"])
    }

    @Test("times have the local offset, on both sides of the switch to winter")
    func offsets() async throws {
        let caller = try await SandboxCaller(Self.query)
        let rows = try await rows(caller, "ledgerDate=2026-10-25")
        let offsets = Set(rows.map { String($0.timestamp.suffix(5)) })
        #expect(offsets.contains("+0100") && offsets.isSubset(of: ["+0100", "+0200"]))
        #expect(rows.allSatisfy { $0.timestamp.hasPrefix("2026-10-2") })
        #expect(rows.last?.timestamp == "2026-10-26T00:00:00.000000+0100")
        let summer = try await self.rows(caller, "ledgerDate=2026-07-01")
        #expect(summer.allSatisfy { $0.timestamp.hasSuffix("+0200") })
        let finnish = try await self.rows(
            caller,
            "ledgerDate=2026-07-01",
            of: caller.service.ledgers[2]
        )
        #expect(finnish.allSatisfy { $0.timestamp.hasSuffix("+0300") })
    }

    @Test("decimals are the same amounts in major units")
    func decimals() async throws {
        let minor = try await SandboxCaller(Self.query)
        let major = try await SandboxCaller(Self.query.replacing("v1=on", with: "v1=decimals"))
        let path = "/report/v1/ledgertransactions?ledgerId=\(minor.ledger.id)&ledgerDate=2026-10-05"
        let text = try await major.get(path).text
        #expect(
            text.contains(#/"fee":\d+\.\d\d,/#) && text.contains(#/"ledgerAmount":-\d+\.\d\d,/#)
        )
        let plain = text.replacing(#/"(\w+)":(-?)(\d+)\.(\d\d),/#) { match in
            let number = (Int(match.output.3) ?? 0) * 100 + (Int(match.output.4) ?? 0)
            let sign = number == 0 ? "" : match.output.2
            return "\"\(match.output.1)\":\(sign)\(number),"
        }
        #expect(try await minor.get(path).text == plain)
    }

    @Test("under gross settlement fees do not lessen the balance")
    func gross() async throws {
        let caller = try await SandboxCaller(Self.query + "&oddities=gross")
        let rows = try await rows(caller, "ledgerDate=2026-10-05")
        #expect(rows.allSatisfy { $0.ledgerAmount == $0.grossAmount })
        #expect(rows.contains { $0.fee > 0 })
    }

    @Test("ledgers of others are empty, parameters that cannot be read are refused")
    func refusals() async throws {
        let caller = try await SandboxCaller(Self.query, as: .salesUnit)
        let path = "/report/v1/ledgertransactions"
        let other = caller.service.ledgers[1].id
        let empty = try await caller.get("\(path)?ledgerId=\(other)")
        #expect(empty.status == .ok && empty.text == #"{"cursor":"","items":[]}"#)
        let id = caller.ledger.id
        for (query, message) in [
            ("", "Missing ledgerId"),
            ("?ledgerId=\(id)&ledgerDate=2026-31-12", "Invalid ledgerDate"),
            ("?ledgerId=\(id)&fromLedgerDate=x", "Invalid fromLedgerDate"),
            ("?ledgerId=\(id)&toLedgerDate=x", "Invalid toLedgerDate"),
            ("?ledgerId=\(id)&inPayout=x", "Invalid inPayout"),
            ("?ledgerId=\(id)&sincePayout=x", "Invalid sincePayout"),
            ("?ledgerId=\(id)&cursor=MTg4MjA0", "Invalid cursor"),
        ] {
            let answer = try await caller.get(path + query)
            #expect(answer.status == .badRequest)
            #expect(try answer.json("errorMessage", as: String.self) == message)
        }
        let partner = try await SandboxCaller(Self.query, as: .partner)
        #expect(try await partner.get("\(path)?ledgerId=\(id)").status == .forbidden)
    }
}
