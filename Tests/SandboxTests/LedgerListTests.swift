// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("List of ledgers")
struct LedgerListTests {
    @Test("three ledgers in three currencies by default")
    func standard() async throws {
        let list = try await SandboxCaller().get("/settlement/v1/ledgers").decoded(LedgerPage.self)
        #expect(list.items.map(\.currency) == ["NOK", "DKK", "EUR"])
        #expect(list.cursor.isEmpty)
        let kinds = list.items.map { $0.settlesForRecipientHandles.map { $0.prefix(3) } }
        #expect(kinds == [["api"], ["api", "DK:"], ["FI:"]])
    }

    @Test("the shape of a ledger, word for word")
    func shape() throws {
        let ledger = Ledger(index: 0, root: RandomKey(seed: 7))
        #expect(
            ledger.json == """
                {"ledgerId":"244452","currency":"NOK",\
                "payoutBankAccount":{"scheme":"BBAN:NO","id":"16588047846"},\
                "owner":{"scheme":"business:NO:ORG","id":"993276441"},\
                "settlesForRecipientHandles":["api:705909"],\
                "salesUnits":[{"name":"Kaffebrenneriet Østbyen","recipientHandle":"api:705909",\
                "businessIdentifier":{"scheme":"business:NO:ORG","id":"993276441"}}]}
                """
        )
    }

    @Test("every ledger once, a hundred to a page, with ids and handles of its own")
    func paging() async throws {
        let caller = try await SandboxCaller("ledgers=1000")
        var items: [LedgerPage.Item] = []
        var cursor = ""
        repeat {
            let escaped = cursor.replacing("+", with: "%2B")
            let list = try await caller.get("/settlement/v1/ledgers?cursor=\(escaped)")
                .decoded(LedgerPage.self)
            #expect(list.items.count == 100)
            items += list.items
            cursor = list.cursor
        } while !cursor.isEmpty
        #expect(items.map(\.ledgerId) == caller.service.ledgers.map(\.id))
        #expect(Set(items.map(\.ledgerId)).count == 1_000)
        #expect(items.allSatisfy { $0.ledgerId.count == 6 })
        let handles = items.flatMap(\.settlesForRecipientHandles)
        #expect(Set(handles).count == handles.count)
    }

    @Test("a ledger does not depend on how many there are")
    func independence() async throws {
        let few = try await SandboxCaller("ledgers=2").service.ledgers.map(\.json)
        let many = try await SandboxCaller("ledgers=9").service.ledgers.map(\.json)
        #expect(few == Array(many.prefix(2)))
    }

    @Test("the filter takes every spelling of a handle")
    func filter() async throws {
        let caller = try await SandboxCaller("ledgers=6")
        let unit = caller.service.ledgers[1].units[0].number
        let number = caller.service.ledgers[1].units[1].number
        let spellings = [
            "api:\(unit)", "api%3A\(unit)", "msn/\(unit)", "API:\(unit)", "DK:\(number)",
            "DK%3A\(number)", "dk/\(number)", "dnk:\(number)",
        ]
        for spelling in spellings {
            let path = "/settlement/v1/ledgers?settlesForRecipientHandles=\(spelling)"
            let list = try await caller.get(path).decoded(LedgerPage.self)
            #expect(list.items.map(\.ledgerId) == [caller.service.ledgers[1].id], "\(spelling)")
        }
        for spelling in ["NO:\(number)", "api:\(number)", number, "api:1"] {
            let path = "/settlement/v1/ledgers?settlesForRecipientHandles=\(spelling)"
            #expect(try await caller.get(path).text == #"{"items":[],"cursor":""}"#, "\(spelling)")
        }
    }

    @Test("a cursor of another make is refused")
    func foreignCursor() async throws {
        let caller = try await SandboxCaller()
        for cursor in ["MTg4MjA0", "x", "eyJhIjoiYiJ9"] {
            let answer = try await caller.get("/settlement/v1/ledgers?cursor=\(cursor)")
            #expect(answer.status == .badRequest)
        }
    }
}
