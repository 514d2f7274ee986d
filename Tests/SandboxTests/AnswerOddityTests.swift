// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import NIOCore
import Testing

@testable import Sandbox

@Suite("Oddities of how dates and ledgers are answered")
struct AnswerOddityTests {
    private static let query = "today=2026-11-20&entries_per_day=40"
    private static let list = "/settlement/v1/ledgers"

    /// What stands before the items of a date's pages.
    private func heads(
        _ caller: SandboxCaller,
        _ date: String,
        oddities: String?
    ) async throws -> [String] {
        var heads: [String] = []
        var cursor = ""
        repeat {
            let text = try await dateAnswer(caller, date, oddities, cursor: cursor).text
            let head = text.prefix { $0 != "[" }
            cursor = head.firstMatch(of: #/"cursor":"([^"]*)",/#).map { String($0.output.1) } ?? ""
            let isEmpty = text.contains("\"items\":[]")
            heads.append(
                head.replacing(#/"cursor":"[^"]*",/#, with: "cursor,") + (isEmpty ? "empty" : "")
            )
        } while !cursor.isEmpty
        return heads
    }

    private func dateAnswer(
        _ caller: SandboxCaller,
        _ date: String,
        _ oddities: String?,
        cursor: String = ""
    ) async throws -> Answer {
        let escaped = cursor.replacing("+", with: "%2B")
        return try await caller.get(
            "/report/v2/ledgers/\(caller.ledger.id)/funds/dates/\(date)?cursor=\(escaped)",
            oddities: oddities
        )
    }

    @Test("pages of a date")
    func pages() async throws {
        let caller = try await SandboxCaller(Self.query + "&page_size=15")
        let closed = "2026-10-05"
        let middle = #"{cursor,"hasMore":true,"tryLater":false,"items":"#
        let last = #"{"hasMore":false,"tryLater":false,"items":"#
        #expect(try await heads(caller, closed, oddities: nil) == [middle, middle, last])
        let emptyLast = try await heads(caller, closed, oddities: "empty-last-page")
        #expect(emptyLast == [middle, middle, middle, last + "empty"])
        let later = middle.replacing("\"tryLater\":false", with: "\"tryLater\":true")
        let tryLater = try await heads(caller, closed, oddities: "try-later-pages")
        #expect(tryLater == [later, later, last])
        let without = [middle, middle, last].map { $0.replacing("\"tryLater\":false,", with: "") }
        #expect(try await heads(caller, closed, oddities: "no-try-later") == without)
    }

    @Test("open dates: with entries, without, not found")
    func openDates() async throws {
        let caller = try await SandboxCaller(Self.query)
        let empty = #"{"hasMore":false,"tryLater":true,"items":[]}"#
        let open = #"{"hasMore":false,"tryLater":true,"items":"#
        #expect(try await heads(caller, "2026-11-20", oddities: nil) == [open])
        #expect(try await dateAnswer(caller, "2026-11-20", "open-empty").text == empty)
        #expect(try await heads(caller, "2026-11-19", oddities: "open-empty") != [open])
        let missing = try await dateAnswer(caller, "2026-11-20", "open-404")
        #expect(missing.status == .notFound)
        #expect(
            try missing.json("detail", as: String.self)
                == "The report for this date is not available yet"
        )
        #expect(try await dateAnswer(caller, "2026-11-19", "open-404").status == .ok)
        let unknown = try await dateAnswer(caller, "2026-10-05", "ledger-404")
        #expect(unknown.status == .notFound)
        #expect(try unknown.json("errorMessage", as: String.self) == "No such ledgerId")
    }

    @Test("late closing: two dates are open, with all payments and no end")
    func lateClosing() async throws {
        let caller = try await SandboxCaller(Self.query)
        for date in ["2026-11-19", "2026-11-18"] {
            let whole = try await dateAnswer(caller, date, nil).decoded(Page.self)
            let late = try await dateAnswer(caller, date, "late-closing").decoded(Page.self)
            #expect(late.tryLater && !whole.tryLater)
            #expect(late.items == Array(whole.items.prefix(late.items.count)))
            #expect(late.items.allSatisfy { !$0.entryType.hasPrefix("payout-s") })
        }
        #expect(
            try await !dateAnswer(caller, "2026-11-17", "late-closing").decoded(Page.self).tryLater
        )
    }

    @Test("dates wait for their payout")
    func openPeriod() async throws {
        // 2026-11-20 is a Friday.
        let caller = try await SandboxCaller(Self.query)
        func isOpen(_ date: String, _ oddities: String) async throws -> Bool {
            try await dateAnswer(caller, date, oddities).decoded(Page.self).tryLater
        }
        #expect(try await isOpen("2026-11-16", "open-period,weekly"))
        #expect(try await !isOpen("2026-11-14", "open-period,weekly"))
        #expect(try await isOpen("2026-11-01", "open-period,monthly"))
        #expect(try await !isOpen("2026-10-31", "open-period,monthly"))
        #expect(try await isOpen("2026-11-16", "weekly") == false)
    }

    @Test("the end of the list of ledgers")
    func ledgerCursors() async throws {
        let caller = try await SandboxCaller("ledger_page_size=2")
        let page = try await caller.get(Self.list).decoded(LedgerPage.self)
        #expect(page.items.count == 2 && !page.cursor.isEmpty)
        let last = "\(Self.list)?cursor=\(page.cursor.replacing("+", with: "%2B"))"
        #expect(try await caller.get(last).text.hasSuffix("],\"cursor\":\"\"}"))
        let missing = try await caller.get(last, oddities: "ledgers-missing-cursor").text
        #expect(missing.hasSuffix("}]}") && !missing.contains("\"cursor\""))
        let null = try await caller.get(last, oddities: "ledgers-null-cursor").text
        #expect(null.hasSuffix("],\"cursor\":null}"))
        let none = try await caller.get(Self.list, oddities: "ledgers-none").text
        #expect(none == #"{"items":[],"cursor":""}"#)
    }

    @Test("members of ledgers")
    func ledgerMembers() async throws {
        let caller = try await SandboxCaller("today=2026-11-20")
        let units = try await caller.get(Self.list, oddities: "ledgers-no-sales-units").text
        #expect(!units.contains("salesUnits") && units.contains("settlesForRecipientHandles"))
        let currency = try await caller.get(Self.list, oddities: "ledgers-no-currency").text
        #expect(!currency.contains("currency"))
        let payouts = try await caller.get(Self.list, oddities: "ledgers-first-payout").text
        #expect(payouts.contains(#/"firstPayout":"2000001","lastPayout":"200\d{4}"/#))
        let young = try await SandboxCaller("today=2020-05-01&v1=on").get(Self.list).text
        #expect(young.contains("\"firstPayout\":null,\"lastPayout\":null"))
        #expect(try await !caller.get(Self.list).text.contains("Payout\""))
    }

    @Test("last payout and the payout entry of yesterday have one number")
    func lastPayout() async throws {
        let caller = try await SandboxCaller("today=2026-11-20&entries_per_day=9&v1=on")
        let text = try await caller.get(Self.list).text
        let last = try #require(text.firstMatch(of: #/"lastPayout":"(\d+)"/#)).output.1
        var date = SandboxDate(year: 2026, month: 11, day: 19)
        var payout: Entry?
        while payout == nil {
            payout = try await caller.entries(caller.ledger, .funds, date.description)
                .first { $0.entryType == "payout-scheduled" }
            date = date.advanced(by: -1)
        }
        #expect(payout?.pspReference == "\(caller.ledger.id)-\(last)")
    }

    @Test("old handles are found by every spelling")
    func oldHandles() async throws {
        let caller = try await SandboxCaller("oddities=old-handles")
        let text = try await caller.get(Self.list).text
        let unit = caller.service.ledgers[1].units[1].number
        #expect(text.contains("\"dnk:\(unit)\"") && text.contains("\"recipientHandle\":\"msn/"))
        for spelling in ["DK:\(unit)", "DK%3A\(unit)", "dnk:\(unit)", "dk/\(unit)"] {
            let path = "\(Self.list)?settlesForRecipientHandles=\(spelling)"
            #expect(try await caller.get(path).decoded(LedgerPage.self).items.count == 1)
        }
    }

    @Test("the filter goes along with the cursor")
    func filteredPages() async throws {
        let caller = try await SandboxCaller("ledger_page_size=1&oddities=vm-numbers")
        let number = caller.service.ledgers[2].units[0].number
        let path = "\(Self.list)?settlesForRecipientHandles=FI%3A\(number)"
        let page = try await caller.get(path).decoded(LedgerPage.self)
        #expect(page.items.map(\.ledgerId) == [caller.service.ledgers[2].id])
        #expect(page.cursor.isEmpty)
    }
}
