// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("What is refused, and how")
struct AccessTests {
    private static let list = "/settlement/v1/ledgers"

    @Test("paths that lead nowhere, methods that nothing takes")
    func paths() async throws {
        let caller = try await SandboxCaller()
        for path in [
            "/", "/settlement/v1", "/settlement/v1/ledgers/", "/report/v2/ledgers/1/funds/dates",
        ] {
            let answer = try await caller.get(path)
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
        let posted = try await caller.get(Self.list, .post)
        #expect(posted.status == .methodNotAllowed)
        #expect(posted.headers[.allow] == "GET")
        #expect(try await caller.get("/accesstoken/get").headers[.allow] == "POST")
    }

    @Test("letters in paths may be of either case")
    func caseOfPaths() async throws {
        let caller = try await SandboxCaller()
        let path = "/Report/V2/Ledgers/\(caller.ledger.id)/Funds/Dates/2026-10-01"
        #expect(try await caller.get(path).status == .ok)
        #expect(try await caller.get("/Settlement/v1/Ledgers").status == .ok)
    }

    @Test(
        "the Authorization header",
        arguments: [nil, "", "bearer TOKEN", "TOKEN", "Bearer  TOKEN", "Bearer x"]
    )
    func authorization(header: String?) async throws {
        var caller = try await SandboxCaller()
        let token = (caller.headers[.authorization] ?? "").replacing("Bearer ", with: "")
        caller.headers[.authorization] = header?.replacing("TOKEN", with: token)
        let answer = try await caller.get(Self.list)
        #expect(answer.status == .unauthorized)
        #expect(answer.text == Answer.unauthorized.text)
    }

    @Test("the subscription key is needed with sales-unit keys")
    func subscriptionKey() async throws {
        var caller = try await SandboxCaller(as: .salesUnit)
        #expect(try await caller.get(Self.list).status == .ok)
        caller.headers[.subscriptionKey] = "0"
        #expect(try await caller.get(Self.list).text == Answer.invalidSubscriptionKey.text)
        caller.headers[.subscriptionKey] = nil
        #expect(
            try await caller.get(Self.list).text == """
                {"statusCode":401,"message":"Access denied due to missing subscription key. \
                Make sure to include subscription key when making requests to an API."}
                """
        )
    }

    @Test("the subscription key must not come with accounting keys")
    func noSubscriptionKey() async throws {
        var caller = try await SandboxCaller()
        caller.headers[.subscriptionKey] = "0"
        #expect(try await caller.get(Self.list).status == .unauthorized)
    }

    @Test(
        "partner and management keys read no ledger",
        arguments: [SandboxKeyType.partner, .management]
    )
    func forbidden(type: SandboxKeyType) async throws {
        let caller = try await SandboxCaller(as: type)
        #expect(try await caller.get(Self.list).status == .forbidden)
        #expect(try await caller.page(caller.ledger, .funds, "2026-10-01").status == .forbidden)
    }

    @Test("sales-unit keys read their own ledger only")
    func ownLedger() async throws {
        let caller = try await SandboxCaller(as: .salesUnit)
        let list = try await caller.get(Self.list).decoded(LedgerPage.self)
        #expect(list.items.map(\.ledgerId) == [caller.ledger.id])
        #expect(
            list.items[0].settlesForRecipientHandles == [
                "api:\(caller.keys.merchantSerialNumber ?? "")"
            ]
        )
        #expect(try await caller.page(caller.ledger, .funds, "2026-10-01").status == .ok)
        let other = try await caller.page(caller.service.ledgers[1], .funds, "2026-10-01")
        #expect(other.status == .notFound)
    }

    @Test("a header about the calling system has at most 30 characters")
    func longSystemHeader() async throws {
        let name = try #require(HTTPField.Name("Vipps-System-Plugin-Version"))
        var caller = try await SandboxCaller()
        caller.headers[name] = String(repeating: "1", count: 30)
        #expect(try await caller.get(Self.list).status == .ok)
        caller.headers[name] = String(repeating: "1", count: 31)
        let answer = try await caller.get(Self.list)
        let message = "Vipps-System-Plugin-Version is longer than 30 characters"
        #expect(try answer.json("errorMessage", as: String.self) == message)
        let problem = try await caller.get("/management/v1/sales-units")
        #expect(try problem.json("detail", as: String.self) == message + ".")
        #expect(try await caller.requestToken { $0[name] = "\(message)" }.status == .badRequest)
    }

    @Test("an unknown ledger")
    func unknownLedger() async throws {
        let caller = try await SandboxCaller()
        let answer = try await caller.get("/report/v2/ledgers/1/funds/dates/2026-10-01")
        #expect(answer.status == .notFound)
        #expect(try answer.json("errorMessage", as: String.self) == "No such ledgerId")
    }

    @Test(
        "parameters that cannot be read",
        arguments: [
            ("founds/dates/2026-10-01", "Invalid topic: use funds or fees"),
            ("funds/dates/2026-31-12", "Invalid ledgerDate: use YYYY-MM-DD"),
            ("funds/dates/2026-10-01?cursor=MTg4MjA0", "Invalid cursor"),
            ("funds/dates/2026-10-01?cursor=%25", "Invalid cursor"),
            (
                "fees/dates/2026-10-01?includeGDPRSensitiveData=1",
                "Invalid includeGDPRSensitiveData: use true or false"
            ),
        ]
    )
    func parameters(path: String, message: String) async throws {
        let caller = try await SandboxCaller()
        let answer = try await caller.get("/report/v2/ledgers/\(caller.ledger.id)/\(path)")
        #expect(answer.status == .badRequest)
        #expect(try answer.json("errorCode", as: Int.self) == 10_002)
        #expect(try answer.json("errorMessage", as: String.self) == message)
        #expect(try #require(try answer.json("contextId", as: String.self)).count == 36)
    }
}
