// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOCore
import Testing

@testable import Sandbox

@Suite("Oddities of how entries are written")
struct WritingOddityTests {
    private static let query = "today=2026-11-20&entries_per_day=40"

    /// The entries of a date, taken apart.
    private func members(
        _ oddities: String?,
        _ topic: Topic = .funds,
        ledger: Int = 0,
        query: String = ""
    ) async throws -> [EntryMembers] {
        let caller = try await SandboxCaller(Self.query)
        let id = caller.service.ledgers[ledger].id
        let path = "/report/v2/ledgers/\(id)/\(topic.rawValue)/dates/2026-10-05?\(query)"
        let text = try await caller.get(path, oddities: oddities).text
        // Whatever is odd, it is JSON.
        _ = try JSONDecoder().decode(Lenient<Int>.self, from: Data(text.utf8))
        let start = try #require(text.firstRange(of: "\"items\":[")?.upperBound)
        let links = text.firstRange(of: ",\"links\":")?.lowerBound ?? text.endIndex
        let end = try #require(text[..<links].lastIndex(of: "]"))
        return EntryMembers.entries(of: text[start..<end].utf8)
    }

    @Test("members in another order are the same members")
    func keyOrder() async throws {
        let usual = try await members(nil)
        let odd = try await members("key-order")
        let orders = Set(odd.map { $0.members.map(\.name).joined(separator: ",") })
        #expect(orders.count == 3)
        for (one, other) in zip(usual, odd) {
            #expect(one.members.map(\.json).sorted() == other.members.map(\.json).sorted())
        }
        let caller = try await SandboxCaller(Self.query)
        let path = "/report/v2/ledgers/\(caller.ledger.id)/funds/dates/2026-10-05"
        let text = try await caller.get(path, oddities: "key-order").text
        #expect(
            text.hasPrefix("{\"items\":[")
                && text.hasSuffix("],\"hasMore\":false,\"tryLater\":false}")
        )
    }

    @Test("null, missing and empty")
    func absence() async throws {
        let handles = try await members("null-handles")
        #expect(handles.allSatisfy { $0["recipientHandle"] == "null" })
        let missing = try await members("missing-nulls")
        #expect(missing.contains { $0["reference"] == nil && $0["recipientHandle"] == nil })
        #expect(missing.allSatisfy { entry in entry.members.allSatisfy { $0.json != "null" } })
        let empty = try await members("empty-references")
        #expect(empty.contains { $0["reference"] == "\"\"" })
        #expect(empty.allSatisfy { $0["reference"] != "null" })
        let flag = "includeGDPRSensitiveData=true"
        let personal = try await members("null-personal-data", query: flag)
        #expect(personal.allSatisfy { $0["name"] == "null" && $0["message"] == "null" })
        #expect(try await members("null-personal-data").allSatisfy { $0["name"] == nil })
    }

    @Test("times in every way that documents show, all the same instants")
    func times() async throws {
        let usual = try await members(nil).compactMap { $0.text("time") }
        let odd = try await members("offset-times").compactMap { $0.text("time") }
        #expect(odd.contains { $0.hasSuffix("+0200") } && odd.contains { $0.hasSuffix("+02:00") })
        #expect(odd.contains { !$0.contains(".") })
        #expect(odd.contains { $0.contains(#/\.\d{7}/#) })
        #expect(odd.contains { $0.contains(#/\.\d{1}[Z+]/#) })
        for (place, (one, other)) in zip(usual, odd).enumerated() {
            let instant = try #require(EntryTime(one))
            #expect(instant.text(style: place, in: .norway) == other)
        }
        let noon = try #require(EntryTime("2026-01-05T12:34:56.123456Z"))
        #expect(noon.text(style: 4, in: .norway) == "2026-01-05T13:34:56.1234+0100")
        #expect(noon.text(style: 5, in: .finland) == "2026-01-05T14:34:56.12345+02:00")
        #expect(noon.text(style: 15, in: .finland) == "2026-01-05T12:34:56.1234560Z")
        #expect(noon.localText(in: .denmark) == "2026-01-05T13:34:56.123456+0100")
    }

    @Test("older names and numbers")
    func older() async throws {
        let payout = try #require(try await members("old-payouts").last)
        #expect(payout.text("entryType") == "scheduled-for-payout")
        #expect(payout.text("pspReference")?.count == 7)
        let captures = Set(try await members(nil).compactMap { $0.text("pspReference") })
        let fees = try await members("old-fee-references", .fees)
            .filter { $0.text("entryType") == "capture-fee" }
        #expect(fees.allSatisfy { !captures.contains($0.text("pspReference") ?? "") })
        let handles = try await members("old-handles", ledger: 1)
            .compactMap { $0.text("recipientHandle")?.prefix(4) }
        #expect(Set(handles) == ["msn/", "dnk:"])
    }

    @Test("members that no document names, among the others")
    func unknownFields() async throws {
        let usual = try await members(nil)
        let path = "/report/v2/ledgers"
        let caller = try await SandboxCaller(Self.query)
        let text = try await caller.get(
            "\(path)/\(caller.ledger.id)/funds/dates/2026-10-05",
            oddities: "unknown-fields"
        ).text
        let page = try JSONDecoder().decode(Page.self, from: Data(text.utf8))
        #expect(page.items.count == usual.count)
        #expect(text.hasSuffix("],\"links\":{\"self\":null,\"rels\":[{\"items\":[]}]}}"))
        #expect(
            text.contains("\"details\":{\"level\":{\"amount\":3,\"isFinal\":true},\"note\":null}")
        )
        #expect(text.contains("\"tags\":[\"a\",null,[1.5e3,-0]]"))
    }

    @Test("one entry of a date breaks the chain and nothing else")
    func brokenBalance() async throws {
        let usual = try await members(nil)
        let odd = try await members("broken-balance")
        let different = usual.indices.filter { usual[$0].json != odd[$0].json }
        #expect(different == [1])
        #expect(odd[1].integer("balanceBefore") == odd[0].integer("balanceAfter").map { $0 + 100 })
        #expect(odd[1].integer("amount") == usual[1].integer("amount"))
    }

    @Test("page cuts change nothing in odd entries")
    func pageSizes() async throws {
        let oddities = "broken-balance,key-order,offset-times,unknown-fields,missing-nulls"
        let whole = try await SandboxCaller("\(Self.query)&oddities=\(oddities)")
        let cut = try await SandboxCaller("\(Self.query)&page_size=7&oddities=\(oddities)")
        let path = "/report/v2/ledgers/\(whole.ledger.id)/funds/feed"
        let items = try await whole.get(path).text
        #expect(items.contains("\"entryId\":1,") || items.contains("\"entryId\":1}"))
        for topic in [Topic.funds, .fees] {
            let expected = try await whole.entries(whole.ledger, topic, "2026-10-05")
            #expect(try await cut.entries(cut.ledger, topic, "2026-10-05") == expected)
            #expect(expected.count > 20)
        }
    }

    @Test("entries are taken apart and put together again")
    func takenApart() throws {
        let text = #"{"a":"x\"},{\\","b":-5,"c":null},{"a":"æ,:","b":0}"#
        let entries = EntryMembers.entries(of: text.utf8)
        #expect(entries.count == 2)
        #expect(entries.map(\.json).joined(separator: ",") == text)
        #expect(entries[0].integer("b") == -5 && entries[1].text("a") == "æ,:")
        #expect(EntryMembers.entries(of: "".utf8).isEmpty)
    }

    @Test("VM-numbers of all countries have personal data, and only when they are asked for")
    func personalData() async throws {
        let caller = try await SandboxCaller(
            "today=2026-11-20&entries_per_day=400&oddities=vm-numbers"
        )
        var handles: Set<String> = []
        for ledger in caller.service.ledgers {
            let plain = try await caller.entries(ledger, .funds, "2026-10-05")
            #expect(plain.allSatisfy { $0.name == nil && $0.message == nil })
            let personal = try await caller.entries(
                ledger,
                .funds,
                "2026-10-05",
                personalData: true
            )
            let payments = personal.filter { $0.entryType == "capture" }
            #expect(payments.allSatisfy { $0.name != nil && $0.maskedPhoneNo?.count == 9 })
            for sign in ["\n", ";", "\"", ",", "😀", "=", "\t", "\\"] {
                #expect(payments.contains { $0.message?.contains(sign) ?? false }, "\(sign)")
            }
            handles.formUnion(
                payments.compactMap { $0.recipientHandle?.prefix(3) }.map(String.init)
            )
        }
        #expect(handles == ["NO:", "DK:", "FI:"])
    }
}
