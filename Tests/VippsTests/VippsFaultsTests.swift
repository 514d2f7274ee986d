// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTypes
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("What the Vipps stages say when something is wrong")
struct VippsFaultsTests {
    private func connectionFault(_ changes: [String: StageOptions.Value]) async throws -> String {
        try await message { _ = try Bench(changes, baseURL: "https://api.vipps.no") }
    }

    /// How reading one ledger date fails over a list of ledgers with these ids.
    private func ledgerFault(
        _ ids: [String],
        asking ledgers: [String]? = nil,
        keys: [String: StageOptions.Value] = [:]
    ) async throws -> String {
        let items = ids.map { "{\"ledgerId\":\"\($0)\"}" }.joined(separator: ",")
        let options = ledgers.map { ["ledgers": StageOptions.Value.texts($0)] } ?? [:]
        let list = ScriptedServer.Reply.json("{\"items\":[\(items)]}")
        return try await ScriptedServer.serve(ledgers: [list]) { server in
            let bench = try Bench(keys, baseURL: server.baseURL)
            return try await message { _ = try await bench.day(.funds(options)) }
        }
    }

    /// How reading one ledger date fails that is answered so; the server's address reads ADDRESS.
    private func answerFault(_ reply: ScriptedServer.Reply) async throws -> String {
        try await ScriptedServer.serve(dates: [reply]) { server in
            let address = server.baseURL.replacing("http://", with: "")
            return try await Bench(baseURL: server.baseURL).fault()
                .replacing(address, with: "ADDRESS")
        }
    }

    @Test(
        "keys that need a subscription key",
        arguments: [
            ("sales_unit", "sales-unit keys"), ("partner", "partner keys"),
        ]
    )
    func subscriptionKeyMissing(type: String, phrase: String) async throws {
        #expect(
            try await connectionFault(["key_type": .text(type)]) == """
                error: \(phrase) need a 'subscription_key' [vipps-keys-do-not-fit]
                  = fix: add the Ocp-Apim-Subscription-Key from the portal, as in \
                'subscription_key: ${env:VIPPS_SUBSCRIPTION_KEY}'
                """
        )
    }

    @Test(
        "keys that take no subscription key",
        arguments: [
            ("accounting", "accounting keys"), ("management", "management keys"),
        ]
    )
    func subscriptionKeyNotWanted(type: String, phrase: String) async throws {
        let changes: [String: StageOptions.Value] = [
            "key_type": .text(type), "subscription_key": .text(Bench.subscriptionKey),
        ]
        #expect(
            try await connectionFault(changes) == """
                error: \(phrase) take no 'subscription_key': the vendor refuses tokens when one is \
                sent [vipps-keys-do-not-fit]
                  = fix: remove 'subscription_key', or set 'key_type: sales_unit' if these are the \
                keys of a sales unit
                """
        )
    }

    @Test("keys that belong to no one sales unit")
    func serialNumberNotWanted() async throws {
        #expect(
            try await connectionFault(["merchant_serial_number": .text("718204")]) == """
                error: accounting keys take no 'merchant_serial_number': they do not belong to one \
                sales unit [vipps-keys-do-not-fit]
                  = fix: remove it; to read some ledgers only, list them in the stage's 'ledgers'
                """
        )
        let management: [String: StageOptions.Value] = [
            "key_type": .text("management"), "merchant_serial_number": .text("718204"),
        ]
        #expect(
            try await connectionFault(management) == """
                error: management keys take no 'merchant_serial_number': they do not belong to one \
                sales unit [vipps-keys-do-not-fit]
                  = fix: remove it
                """
        )
    }

    @Test("a fault of the keys stands where they are written")
    func keysPlaced() async throws {
        let source = SourceText(name: "fjord.yaml", text: "    subscription_key: abcd\n")
        let options = StageOptions(
            Bench.connectionOptions.merging(["subscription_key": .text("abcd")]) { $1 },
            locations: [
                "subscription_key": source.location(line: 1, column: 23, length: 4)
            ]
        )
        let error = #expect(throws: PipelineError.self) { try VippsKeys(options) }
        #expect(error?.description.hasPrefix("fjord.yaml:1:23: error: accounting keys") == true)
    }

    @Test(
        "keys that cannot read ledgers, before anything is sent",
        arguments: [
            ("partner", "partner keys"), ("management", "management keys"),
        ]
    )
    func cannotReadLedgers(type: String, phrase: String) async throws {
        var keys: [String: StageOptions.Value] = ["key_type": .text(type)]
        if type == "partner" { keys = Bench.partnerKeys }
        let bench = try Bench(keys, baseURL: "http://127.0.0.1:1")
        let text = """
            error: \(phrase) cannot read ledgers [vipps-keys-cannot-reach]
              = fix: use accounting keys, or the keys of the sales unit whose ledger you want
            """
        #expect(try await bench.fault() == text)
        let undated = FetchContext(window: nil, connection: bench.connection)
        #expect(
            try await message { _ = try await LedgersStage.ledgers().readAll(in: undated) } == text
        )
    }

    @Test("no ledger at all")
    func noLedgers() async throws {
        #expect(
            try await ledgerFault([]) == """
                error: these keys have access to no ledger [vipps-no-ledgers]
                  = fix: ask the merchant to grant you access in the portal, under Reports, \
                Accounting partners
                """
        )
        #expect(
            try await ledgerFault([], keys: Bench.salesUnitKeys) == """
                error: these keys have access to no ledger [vipps-no-ledgers]
                  = fix: check that they are the keys of a sales unit that takes payments: one for \
                login only has no ledger
                """
        )
    }

    @Test("an empty list of ledgers")
    func emptyLedgerList() async throws {
        #expect(
            try await message { _ = try FundsStage.funds(["ledgers": .texts([])]) } == """
                error: 'ledgers' lists no ledger [vipps-no-ledgers]
                  = fix: write 'ledgers: all', or the ids of the ledgers that you want
                """
        )
    }

    @Test("a ledger that is not on the list")
    func unknownLedger() async throws {
        #expect(
            try await ledgerFault(["418207", "520113"], asking: ["520113", "418270"]) == """
                error: there is no ledger '418270', or these keys have no access to it \
                [vipps-unknown-ledger]
                  = fix: did you mean '418207'? the keys reach the ledgers 418207, 520113; the \
                merchant grants access in the portal
                """
        )
        #expect(
            try await ledgerFault(["418207"], asking: ["9"]) == """
                error: there is no ledger '9', or these keys have no access to it \
                [vipps-unknown-ledger]
                  = fix: the keys reach ledger 418207; the merchant grants access in the portal
                """
        )
        #expect(
            try await ledgerFault((100...108).map(String.init), asking: ["777777"]) == """
                error: there is no ledger '777777', or these keys have no access to it \
                [vipps-unknown-ledger]
                  = fix: the keys reach 9 ledgers, which a pipeline with 'fetch: vipps.ledgers' \
                lists; the merchant grants access in the portal
                """
        )
    }

    @Test("403")
    func forbidden() async throws {
        let body = #"{"title":"Forbidden","detail":"Not your ledger.","instance":"urn:uuid:9b5f"}"#
        #expect(
            try await answerFault(.init(status: 403, type: "application/problem+json", body: body))
                == """
                error: GET ADDRESS/report/v2/ledgers/418207/funds/dates/2026-10-01: the keys do not \
                allow this (403 Forbidden) [forbidden]
                  = cause: Forbidden: Not your ledger.; instance urn:uuid:9b5f
                  = fix: accounting keys read what a merchant granted in the portal, under Reports, \
                Accounting partners; a sales unit's keys read its own ledger only
                """
        )
    }

    @Test("410")
    func gone() async throws {
        #expect(
            try await answerFault(.init(status: 410, body: #"{"message":"Use v3"}"#)) == """
                error: GET ADDRESS/report/v2/ledgers/418207/funds/dates/2026-10-01: this address was \
                removed for good (410 Gone) [gone]
                  = cause: Use v3
                  = fix: the vendor has switched this part of its API off: install a newer version \
                of fjord
                """
        )
    }

    @Test("an HTML page")
    func html() async throws {
        let page = "<html><head><title>Log in</title></head></html>"
        #expect(
            try await answerFault(.init(type: "text/html", body: page)) == """
                error: GET ADDRESS/report/v2/ledgers/418207/funds/dates/2026-10-01: the answer is an \
                HTML page instead of JSON [not-json]
                  = cause: an HTML page titled 'Log in'
                  = fix: check base_url of connection 'vipps', and whether a proxy or a login page \
                answers in its place
                """
        )
        // As a 404 it is not the vendor's word that a date is not there yet.
        let missing = try await answerFault(.init(status: 404, type: "text/html", body: page))
        #expect(missing.contains("[not-json]"))
    }

    @Test("authorities that cannot be read")
    func certificateFile() async throws {
        let error = try await ScriptedServer.serve(dates: []) { server in
            let url = server.baseURL.replacing("http://", with: "https://")
            return try await Bench(["ca_file": .text("/nowhere/ca.pem")], baseURL: url).fault()
        }
        #expect(error.contains("the file of trusted certificates cannot be read"))
        #expect(error.contains("= fix: check ca_file of connection 'vipps'"))
    }

    @Test(
        "no message and no log holds a secret, whatever the server says back",
        arguments: [
            400, 401, 403, 429, 500,
        ]
    )
    func secrets(status: Int) async throws {
        for keys in [[:], Bench.salesUnitKeys] {
            let lines = try await ScriptedServer.serve { asked in
                guard asked.method == "GET" || status == 401 else { return nil }
                // A server that repeats all it was told.
                let headers = asked.headers.map { "\($0.name)=\($0.value)" }
                let text = headers.joined(separator: " ").replacing("\"", with: "")
                return .init(status: status, body: "{\"message\":\"\(text)\"}")
            } while: { server in
                let bench = try Bench(keys, baseURL: server.baseURL)
                return [try await bench.fault()] + bench.log.lines
            }
            let text = lines.joined(separator: "\n")
            #expect(text.contains("\(status)"))
            #expect(text.contains("***"), "the server did repeat them")
            let pair = "MmY2YzFiMWUtNGQwYS00YTM2"
            for secret in [Bench.secret, Bench.subscriptionKey, ScriptedServer.token, pair] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test("keys that the sandbox does not know")
    func wrongKeys() async throws {
        let settings = try SandboxSettings(query: "today=2026-10-05")
        let error = try await Sandbox.serve(settings) { sandbox in
            try await Bench(baseURL: sandbox.baseURL).fault()
                .replacing(sandbox.baseURL.replacing("http://", with: ""), with: "ADDRESS")
        }
        #expect(
            error == """
                error: POST ADDRESS/miami/v1/token: the server does not accept the keys \
                (401 Unauthorized) [unauthorized]
                  = cause: invalid_client: Client authentication failed.
                  = fix: check the keys of connection 'vipps': all of them, and that they belong to \
                this server
                """
        )
    }
}
