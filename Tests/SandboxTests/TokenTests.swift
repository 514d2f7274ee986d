// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Token endpoints")
struct TokenTests {
    @Test(
        "a standard token has strings for numbers",
        arguments: [SandboxKeyType.salesUnit, .partner]
    )
    func standard(type: SandboxKeyType) async throws {
        let answer = try await SandboxCaller(as: type).requestToken()
        #expect(answer.status == .ok)
        #expect(try answer.json("expires_in", as: String.self) == "86400")
        #expect(try answer.json("expires_on", as: String.self) == "86401")
        #expect(try answer.json("token_type", as: String.self) == "Bearer")
        #expect(try #require(try answer.json("access_token", as: String.self)).count > 900)
    }

    @Test("a specialised token has a number", arguments: [SandboxKeyType.accounting, .management])
    func specialised(type: SandboxKeyType) async throws {
        let answer = try await SandboxCaller(as: type).requestToken()
        #expect(try answer.json("expires_in", as: Int.self) == 900)
        let short = try await SandboxCaller("token_seconds=5", as: type).requestToken()
        #expect(try short.json("expires_in", as: Int.self) == 5)
    }

    @Test("text and number change places on request")
    func swapped() async throws {
        let query = "oddities=swapped-expires-in"
        let standard = try await SandboxCaller(query, as: .salesUnit).requestToken()
        #expect(try standard.json("expires_in", as: Int.self) == 86_400)
        let specialised = try await SandboxCaller(query).requestToken()
        #expect(try specialised.json("expires_in", as: String.self) == "900")
        let ordered = try await SandboxCaller().requestToken {
            $0[.sandboxOddities] = "swapped-expires-in"
        }
        #expect(try ordered.json("expires_in", as: String.self) == "900")
    }

    @Test("the standard endpoint is strict about its headers")
    func standardRefusals() async throws {
        let caller = try await SandboxCaller(as: .salesUnit)
        for name in [HTTPField.Name.clientID, .clientSecret] {
            let answer = try await caller.requestToken { $0[name] = nil }
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
        let missing = try await caller.requestToken { $0[.subscriptionKey] = nil }
        #expect(missing.text == Answer.missingSubscriptionKey.text)
        let wrong = try await caller.requestToken { $0[.subscriptionKey] = "0" }
        #expect(wrong.text == Answer.invalidSubscriptionKey.text)
        for name in [HTTPField.Name.clientID, .clientSecret, .merchantSerialNumber] {
            let answer = try await caller.requestToken { $0[name] = "other" }
            #expect(answer.status == .unauthorized)
        }
        #expect(try await caller.requestToken { $0[.merchantSerialNumber] = nil }.status == .ok)
    }

    @Test("the specialised endpoint says invalid_client")
    func specialisedRefusals() async throws {
        let caller = try await SandboxCaller(as: .accounting)
        let changes: [(inout HTTPFields) -> Void] = [
            { $0[.subscriptionKey] = "0" },
            { $0[.contentType] = nil },
            { $0[.authorization] = nil },
            { $0[.authorization] = "Basic !" },
            { $0[.authorization] = "Basic \(Base64.encoded(Array("a:b".utf8)))" },
        ]
        for change in changes {
            let answer = try await caller.requestToken(changing: change)
            #expect(try answer.json("error", as: String.self) == "invalid_client")
        }
    }

    @Test("keys of one flow do not work on the other")
    func crossedFlows() async throws {
        let caller = try await SandboxCaller(as: .accounting)
        let crossed = try await caller.service.answer(
            SandboxRequest(
                method: .post,
                target: "/accesstoken/get",
                headers: [
                    .clientID: caller.keys.clientID, .clientSecret: caller.keys.clientSecret,
                    .subscriptionKey: "0",
                ]
            )
        )
        #expect(crossed.status == .unauthorized)
    }

    @Test("a token works until it expires, beside others")
    func expiry() async throws {
        let clock = TestClock(0)
        let first = try await SandboxCaller("token_seconds=60", now: { clock.now })
        clock.advance(seconds: 30)
        let second = try await SandboxCaller(first.service, as: .accounting)
        #expect(try await first.get("/settlement/v1/ledgers").status == .ok)
        clock.advance(seconds: 30)
        let late = try await first.get("/settlement/v1/ledgers")
        #expect(late.status == .unauthorized)
        #expect(
            late.text
                == #"{"code":"Unauthorized","message":"Check the API keys and the access token."}"#
        )
        #expect(try await second.get("/settlement/v1/ledgers").status == .ok)
    }
}
