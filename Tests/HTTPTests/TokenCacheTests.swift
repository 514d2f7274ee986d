// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import HTTPTesting
import Synchronization
import Testing

@testable import HTTP

@Suite("access tokens")
struct TokenCacheTests {
    /// A service that hands out `tok-1`, `tok-2`… and takes only the tokens it is told to.
    private final class TokenService: Sendable {
        let server: FaultServer

        init(
            expiresIn: String = "900",
            accepts: @escaping @Sendable (_ token: Int) -> Bool = { _ in true }
        ) throws {
            let issued = Mutex(0)
            server = try FaultServer { request in
                if request.target == "/token" {
                    let number = issued.withLock { number in
                        number += 1
                        return number
                    }
                    return .json(
                        #"{"access_token":"token-number-\#(number)","expires_in":\#(expiresIn)}"#
                    )
                }
                let number = request.headers["authorization"]?.split(separator: "-").last
                return number.flatMap { Int($0) }.map(accepts) == true
                    ? .json("[1]") : .answer(401, #"{"code":"Unauthorized","message":"stale"}"#)
            }
        }

        var tokenRequests: Int { server.requests.count { $0.target == "/token" } }
    }

    private static func cache() -> TokenCache {
        var request = HTTPRequest(
            .post,
            "/token",
            headers: [.secret("client_secret", "s3cr3t-of-app")]
        )
        request.body = Array("grant_type=client_credentials".utf8)
        return TokenCache(request: request) { [.secret("Authorization", "Bearer \($0)")] }
    }

    @Test(
        "are fetched once, whether their life is a number or a string",
        arguments: ["900", #""900""#]
    )
    func fetchedOnce(expiresIn: String) async throws {
        let service = try TokenService(expiresIn: expiresIn)
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        for _ in 0..<3 { _ = try await bench.text() }
        #expect(service.server.requests.map(\.target) == ["/token", "/x", "/x", "/x"])
        let authorizations = service.server.requests.map { $0.headers["authorization"] }
        #expect(authorizations == [nil] + Array(repeating: "Bearer token-number-1", count: 3))
        #expect(service.server.requests[0].headers["client_secret"] == "s3cr3t-of-app")
    }

    @Test("are shared by requests that start together")
    func shared() async throws {
        let service = try TokenService()
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = try await bench.text() } }
            try await group.waitForAll()
        }
        #expect(service.tokenRequests == 1)
        #expect(service.server.requests.count == 21)
    }

    @Test(
        "are renewed shortly before their end",
        arguments: [("900", 839.0, 840.0), ("5", 4.4, 4.5), ("86400", 86_339, 86_340)]
    )
    func renewed(expiresIn: String, good: Double, stale: Double) async throws {
        let service = try TokenService(expiresIn: expiresIn)
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        _ = try await bench.text()
        bench.time.advance(by: .seconds(good))
        _ = try await bench.text()
        #expect(service.tokenRequests == 1)
        bench.time.advance(by: .seconds(stale - good))
        _ = try await bench.text()
        #expect(service.tokenRequests == 2)
        #expect(
            service.server.requests.last?.headers["authorization"] == "Bearer token-number-2"
        )
    }

    @Test("are replaced once after a 401, and the request is sent again")
    func replaced() async throws {
        let service = try TokenService { $0 == 2 }
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        #expect(try await bench.text() == "[1]")
        #expect(service.server.requests.map(\.target) == ["/token", "/x", "/token", "/x"])
        #expect(bench.time.sleeps.isEmpty)
    }

    @Test("a second 401 is an error")
    func twiceRejected() async throws {
        let service = try TokenService { _ in false }
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        let error = try await bench.error()
        #expect(error.code.name == "unauthorized")
        #expect(error.cause == "stale (Unauthorized)")
        #expect(service.server.requests.map(\.target) == ["/token", "/x", "/token", "/x"])
    }

    @Test("of many requests that one stale token failed, one fetches the next")
    func replacedTogether() async throws {
        let service = try TokenService { $0 >= 2 }
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = try await bench.text() } }
            try await group.waitForAll()
        }
        #expect(service.tokenRequests == 2)
    }

    @Test("an accepted 401 is handed back after the one renewal")
    func acceptedUnauthorized() async throws {
        let service = try TokenService { _ in false }
        defer { service.server.stop() }
        let bench = try Bench(service.server, authorizer: Self.cache())
        var request = HTTPRequest(.get, "/x")
        request.acceptedStatuses = [401]
        #expect(try await bench.send(request).status == 401)
        #expect(service.tokenRequests == 2)
    }

    @Test("a token service that is busy is asked again, one that refuses the keys is not")
    func tokenFaults() async throws {
        let server = try FaultServer(
            .answer(503, "{}"),
            .answer(400, #"{"error":"invalid_client"}"#)
        )
        defer { server.stop() }
        let bench = try Bench(server, authorizer: Self.cache())
        let error = try await bench.error()
        #expect(
            error.message == """
                POST \(server.host)/token: the server does not accept the keys (400 Bad Request), \
                at attempt 2
                """
        )
        #expect(error.cause == "invalid_client")
    }

    @Test("an answer without a token", arguments: ["{}", #"{"access_token":""}"#, "[]"])
    func noToken(body: String) async throws {
        let server = try FaultServer(.json(body))
        defer { server.stop() }
        let error = try await Bench(server, authorizer: Self.cache()).error()
        #expect(
            error.description == """
                error: POST /token: the answer holds no access token [token-missing]
                  = fix: check base_url: something else than the token service may answer there
                """
        )
    }

    @Test("a cancelled request gives up its wait, and others still get the token")
    func cancelledWaiter() async throws {
        let gate = DispatchSemaphore(value: 0)
        let server = try FaultServer { request in
            guard request.target == "/token" else { return .json("[1]") }
            gate.wait()
            return .json(#"{"access_token":"token-late"}"#)
        }
        defer { server.stop() }
        let bench = try Bench(server, authorizer: Self.cache())
        var events = server.events.makeAsyncIterator()
        let first = Task { try await bench.text() }
        _ = await events.next()
        let second = Task { try await bench.text() }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        // Twice: if the second request came only after the first was gone, it has asked for a token of its own.
        gate.signal()
        gate.signal()
        #expect(try await second.value == "[1]")
    }

    @Test("nothing secret is in any error or log line")
    func secrecy() async throws {
        let secrets = ["s3cr3t-of-app", "token-number", "sub-key-4711", "query-key-4711"]
        let server = try FaultServer { request in
            let echo = request.headers.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            if request.target == "/token", request.number < 2 {
                return .json(#"{"access_token":"token-number-\#(request.number)","expires_in":1}"#)
            }
            return .answer(401, #"{"message":"you sent \#(echo) to \#(request.target)"}"#)
        }
        defer { server.stop() }
        let headers = [HTTPHeader.secret("Subscription-Key", "sub-key-4711")]
        let bench = try Bench(server, headers: headers, authorizer: Self.cache())
        var request = HTTPRequest(.get, "/x", query: [.secret("key", "query-key-4711")])
        for _ in 0..<2 {
            let error = try await bench.error(request)
            request.query.append(.secret("and", "query-key-4711"))
            bench.time.advance(by: .seconds(10))
            for text in [error.description, error.message, error.cause ?? ""] + bench.log.lines {
                #expect(secrets.allSatisfy { !text.contains($0) }, "\(text)")
            }
        }
        #expect(bench.log.lines.count >= 3)
    }

    @Test("come from another server, whose keys no other one sees")
    func otherServer() async throws {
        let tokens = try FaultServer(.json(#"{"access_token":"token-of-other","expires_in":60}"#))
        defer { tokens.stop() }
        let server = try FaultServer(.json("[1]"))
        defer { server.stop() }
        let service = try HTTPConnection(
            name: "vipps",
            baseURL: tokens.url + "/oauth",
            credentials: [.secret("Authorization", "Basic dGhpczppcyBzZWNyZXQ=")],
            addressKey: "token_url"
        )
        var request = HTTPRequest(url: tokens.url + "/oauth/token?v=1")
        (request.method, request.body) = (.post, Array("grant_type=client_credentials".utf8))
        let cache = TokenCache(request: request, over: service) { token in
            [.secret("Authorization", "Bearer \(token)")]
        }
        let bench = try Bench(server, authorizer: cache)
        for _ in 0..<3 { _ = try await bench.text() }
        #expect(tokens.requests.map(\.target) == ["/oauth/token?v=1"])
        #expect(tokens.requests[0].headers["authorization"] == "Basic dGhpczppcyBzZWNyZXQ=")
        #expect(tokens.requests[0].body == "grant_type=client_credentials")
        #expect(
            Set(server.requests.map { $0.headers["authorization"] }) == ["Bearer token-of-other"]
        )
    }

    @Test("that another server does not give are missed there")
    func otherServerWithout() async throws {
        let tokens = try FaultServer(.json("{}"))
        defer { tokens.stop() }
        let server = try FaultServer(.json("[1]"))
        defer { server.stop() }
        let service = try HTTPConnection(name: "x", baseURL: tokens.url, addressKey: "token_url")
        var request = HTTPRequest(url: tokens.url + "/token?secret=1")
        request.method = .post
        let cache = TokenCache(request: request, over: service) { [.secret("Authorization", $0)] }
        let bench = try Bench(server, authorizer: cache)
        #expect(
            try await bench.error().description == """
                error: POST \(tokens.url)/token: the answer holds no access token [token-missing]
                  = fix: check token_url: something else than the token service may answer there
                """
        )
    }
}
