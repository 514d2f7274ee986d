// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Handles of sales units")
struct HandleTests {
    private static let list = """
        {"items":[\
        {"ledgerId":"418207","settlesForRecipientHandles":["api:718204"],\
        "salesUnits":[{"name":"Fjellbua Nett","recipientHandle":"api:718204"}]},\
        {"ledgerId":"520113","settlesForRecipientHandles":["nor:61234", "no\\/61235"],\
        "salesUnits":[{"recipientHandle":"nor:61234","name":"Kiosk \\"A\\""}]},\
        {"ledgerId":"600100","settlesForRecipientHandles":["FI:70125"]}],"cursor":""}
        """

    @Test(
        "every spelling becomes the latest",
        arguments: [
            ("api:718204", "api:718204"), ("API:718204", "api:718204"),
            ("msn/718204", "api:718204"),
            ("NO:61234", "NO:61234"), ("no/61234", "NO:61234"), ("nor:61234", "NO:61234"),
            ("NOR:61234", "NO:61234"), ("dk:80417", "DK:80417"), ("fi/70125", "FI:70125"),
            ("718204", "718204"), ("loyalty:1", "loyalty:1"), ("", ""), (":", ":"),
        ]
    )
    func spellings(text: String, latest: String) {
        #expect(RecipientHandle.normalized(text) == latest)
        #expect(RecipientHandle.normalized(latest) == latest)
    }

    private func ledgers(
        _ options: [String: StageOptions.Value],
        filtered: String = list
    ) async throws -> (ids: [String?], queries: [String]) {
        try await ScriptedServer.serve { asked in
            guard asked.path.hasPrefix("/settlement/") else { return nil }
            return .json(asked.query.contains("settlesFor") ? filtered : Self.list)
        } while: { server in
            let context = try Bench(baseURL: server.baseURL).context()
            let partitions = try await FundsStage.funds(options).partitions(in: context)
            let asked = server.asked.filter { $0.method == "GET" }
            return (partitions.map { $0.constants["ledgerId"] }, asked.map(\.query))
        }
    }

    @Test("one handle is left to the server, and what it gives is checked")
    func oneHandle() async throws {
        let (ids, queries) = try await ledgers(["handles": .texts(["msn/718204"])])
        #expect(ids == ["418207"])
        #expect(queries == ["settlesForRecipientHandles=api%3A718204"])
    }

    @Test("a server that does not know the latest spelling is asked for the whole list")
    func olderServer() async throws {
        let (ids, queries) = try await ledgers(
            ["handles": .texts(["NO:61235"])],
            filtered: #"{"items":[]}"#
        )
        #expect(ids == ["520113"])
        #expect(queries == ["settlesForRecipientHandles=NO%3A61235", ""])
    }

    @Test("several handles, one of them twice")
    func severalHandles() async throws {
        let asked = StageOptions.Value.texts(["FI:70125", "nor:61234", "no/61235", "NO:61234"])
        let (ids, queries) = try await ledgers(["handles": asked])
        #expect(ids == ["520113", "600100"])
        #expect(queries == [""])
    }

    @Test("handles choose among the ledgers that are listed")
    func handlesAndLedgers() async throws {
        let (ids, queries) = try await ledgers([
            "ledgers": .texts(["418207", "520113"]), "handles": .texts(["api:718204"]),
        ])
        #expect(ids == ["418207"])
        #expect(queries == [""])
        let error = try await message {
            _ = try await ledgers([
                "ledgers": .texts(["418207"]), "handles": .texts(["NO:61234"]),
            ])
        }
        #expect(
            error == """
                error: no ledger settles for 'NO:61234', or these keys have no access to it \
                [vipps-unknown-handle]
                  = fix: the ledgers settle for api:718204; the merchant grants access in the portal
                """
        )
    }

    @Test("a handle that no ledger has")
    func unknownHandle() async throws {
        for (handles, named) in [(["api:718205"], "api:718205"), (["api:718204", "NO:9"], "NO:9")] {
            let error = try await message {
                _ = try await ledgers(["handles": .texts(handles)])
            }
            #expect(error.hasPrefix("error: no ledger settles for '\(named)', or"))
        }
        let error = try await message {
            _ = try await ledgers(["handles": .texts(["api:718205"])])
        }
        #expect(
            error == """
                error: no ledger settles for 'api:718205', or these keys have no access to it \
                [vipps-unknown-handle]
                  = fix: did you mean 'api:718204'? the ledgers settle for FI:70125, NO:61234, \
                NO:61235, api:718204; the merchant grants access in the portal
                """
        )
    }

    @Test("what is no handle", arguments: ["718204", "api:", "api:x", "loyalty:1", "NO:1:2"])
    func noHandle(text: String) async throws {
        #expect(
            try await message { _ = try FundsStage.funds(["handles": .texts([text])]) } == """
                error: '\(text)' is no handle of a sales unit [vipps-invalid-handle]
                  = fix: write 'api:' and the MSN, or the country and a VM-number, such as \
                'api:718204' or 'NO:61234'
                """
        )
    }

    @Test("an empty list of handles")
    func emptyList() async throws {
        #expect(
            try await message { _ = try LedgersStage.ledgers(["handles": .texts([])]) } == """
                error: 'handles' lists no sales unit [vipps-invalid-handle]
                  = fix: remove 'handles' to read all ledgers, or list sales units, such as \
                'api:718204'
                """
        )
    }

    @Test("the list of ledgers shows the latest spellings, and can be chosen from")
    func ledgerList() async throws {
        func rows(_ handles: [String]?) async throws -> Rows {
            try await ScriptedServer.serve(ledgers: [.json(Self.list)]) { server in
                let context = try Bench(baseURL: server.baseURL).feed()
                let options = handles.map { ["handles": StageOptions.Value.texts($0)] } ?? [:]
                let stage = try LedgersStage.ledgers(options)
                return try await WholeReading(stage, in: context).rows
            }
        }
        let all = try await rows(nil)
        #expect(all.map { $0[0] } == ["418207", "520113", "600100"])
        #expect(
            all.map { $0[6] } == [
                #"["api:718204"]"#, #"["NO:61234","NO:61235"]"#, #"["FI:70125"]"#,
            ]
        )
        #expect(
            all.map { $0[7] } == [
                #"[{"name":"Fjellbua Nett","recipientHandle":"api:718204"}]"#,
                #"[{"recipientHandle":"NO:61234","name":"Kiosk \"A\""}]"#, nil,
            ]
        )
        #expect(try await rows(["no/61235"]).map { $0[0] } == ["520113"])
        #expect(try await rows(["FI:70125", "api:718204"]).map { $0[0] } == ["418207", "600100"])
        let error = try await message { _ = try await rows(["FI:70125", "api:1"]) }
        #expect(error.hasPrefix("error: no ledger settles for 'api:1', or these keys"))
    }

    @Test("no ledger at all is worth a word")
    func noLedgers() async throws {
        let findings = try await ScriptedServer.serve(ledgers: [.json(#"{"items":[]}"#)]) {
            server in
            let context = try Bench(baseURL: server.baseURL).feed()
            return try await WholeReading(LedgersStage.ledgers(), in: context).findings
        }
        #expect(
            findings.map(\.line) == [
                """
                notice no-ledgers 0: these keys have access to no ledger; a merchant grants it in the \
                portal, under Reports, Accounting partners
                """
            ]
        )
    }

    @Test("the names of sales units stand behind their handles, whatever the spelling")
    func unitNames() async throws {
        let spellings: [String?] = [
            #""api:718204""#, #""msn/718204""#, "null", #""NO:61234""#, #""api:718204""#,
        ]
        let entries = spellings.map { Entries.entry(["recipientHandle": $0]) }
        let page = ScriptedServer.Reply.json(
            "{\"items\":[\(entries.joined(separator: ","))],\"hasMore\":false}"
        )
        let stage = try FundsStage.funds([
            "sales_unit_names": .boolean(true), "ledgers": .texts(["418207"]),
        ])
        #expect(stage.schema?.names[7...8] == ["recipientHandle", "salesUnitName"])
        let rows = try await ScriptedServer.serve { asked in
            asked.path.hasPrefix("/report/")
                ? page : asked.path.hasPrefix("/settlement/") ? .json(Self.list) : nil
        } while: { server in
            try await WholeReading(stage, in: Bench(baseURL: server.baseURL).context()).rows
        }
        #expect(
            rows.map { Array($0[7...8]) } == [
                ["api:718204", "Fjellbua Nett"], ["api:718204", "Fjellbua Nett"], [nil, nil],
                ["NO:61234", nil], ["api:718204", "Fjellbua Nett"],
            ]
        )
    }

    @Test("handles in a plain array become the latest spelling too")
    func plainArray() {
        let plain = TextArray(["nor:1", nil, "api:2", "x"])
        let normal = plain.withNormalHandles
        #expect((0..<4).map { normal[$0] } == ["NO:1", nil, "api:2", "x"])
        let names = normal.mapped { ["api:2": "Kiosk"][$0] }
        #expect((0..<4).map { names[$0] } == [nil, nil, "Kiosk", nil])
    }
}
