// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import HTTPTesting
import Testing

@testable import HTTP

@Suite("redirects")
struct RedirectTests {
    private static let keys: [HTTPHeader] = [
        .secret("Authorization", "Bearer redirect-token"), .secret("X-Key", "redirect-key"),
        HTTPHeader("X-Plain", "plain"),
    ]

    @Test("are followed, relative ones too", arguments: [301, 302, 303, 307, 308])
    func followed(status: Int) async throws {
        let server = try FaultServer { request in
            request.target == "/a/b" ? .redirect(status, to: "../c?d=1") : .json("[1]")
        }
        defer { server.stop() }
        let bench = try Bench(server, headers: Self.keys)
        let response = try await bench.send(HTTPRequest(.get, "/a/b"))
        #expect(response.body.text == "[1]")
        #expect(response.effectiveURL == server.url + "/c?d=1")
        #expect(server.requests.last?.headers["authorization"] == "Bearer redirect-token")
    }

    @Test("carry nothing secret to another host")
    func otherHost() async throws {
        let other = try FaultServer(.json("[2]"))
        defer { other.stop() }
        let server = try FaultServer(.redirect(to: other.url + "/y"))
        defer { server.stop() }
        let bench = try Bench(server, headers: Self.keys, authorizer: FixedKey())
        #expect(try await bench.text() == "[2]")
        let received = try #require(other.requests.first)
        #expect(received.headers["authorization"] == nil)
        #expect(received.headers["x-key"] == nil)
        #expect(received.headers["x-fixed"] == nil)
        #expect(received.headers["x-plain"] == "plain")
        #expect(server.requests.first?.headers["x-fixed"] == "fixed")
    }

    @Test("to a host that wants other keys renew nothing")
    func unauthorizedElsewhere() async throws {
        let other = try FaultServer(.answer(401, "{}"))
        defer { other.stop() }
        let server = try FaultServer(.redirect(to: other.url + "/y"))
        defer { server.stop() }
        let error = try await Bench(server, authorizer: FixedKey()).error()
        #expect(error.code.name == "unauthorized")
        #expect(other.requests.count == 1)
    }

    @Test("an error after a redirect names the host it led to")
    func errorElsewhere() async throws {
        let other = try FaultServer(.json("{}"))
        other.stop()
        for await _ in other.events {}
        let server = try FaultServer(.redirect(to: other.url + "/y"))
        defer { server.stop() }
        var limits = HTTPLimits()
        limits.attempts = 1
        let error = try await Bench(server, limits: limits).error()
        #expect(
            error.message == """
                GET \(server.host)/x: '\(other.host)', where the server redirects, refuses the \
                connection
                """
        )
    }

    @Test("end after five")
    func loop() async throws {
        let server = try FaultServer(.redirect(to: "/x"))
        defer { server.stop() }
        let error = try await Bench(server).error()
        #expect(
            error.description == """
                error: GET \(server.host)/x: the server redirects more than 5 times \
                [redirect-refused]
                  = fix: check base_url of connection 'vipps'
                """
        )
        #expect(server.requests.count == 6)
    }

    @Test("without a usable target are errors", arguments: ["", "ftp://a/b", "http://u:p@a/"])
    func unusable(location: String) async throws {
        let server = try FaultServer(.redirect(to: location))
        defer { server.stop() }
        let error = try await Bench(server).error()
        #expect(
            error.message == "GET \(server.host)/x: the server redirects without saying where to"
        )
    }

    @Test("never leave https")
    func insecure() throws {
        let address = try #require(WebAddress("https://a.example/x"))
        let answer = TransferAnswer(
            status: 302,
            headers: [("location", "http://a.example/y")],
            body: .empty,
            wireByteCount: 0
        )
        guard case .failure(let fault) = Redirect.target(of: answer, from: address) else {
            Issue.record("the redirect was followed")
            return
        }
        let request = HTTPRequest(.get, "/x")
        let connection = try HTTPConnection(name: "vipps", baseURL: "https://a.example")
        let failure = try Attempt(
            request,
            over: connection,
            userAgent: HTTPHeader("User-Agent", "x")
        )
        .failure(fault, at: address)
        #expect(
            failure.error(nil, attempts: 1).message
                == "GET a.example/x: the server redirects from https to http, without encryption"
        )
    }

    @Test("of a POST are not followed")
    func post() async throws {
        let server = try FaultServer(.redirect(307, to: "/y"))
        defer { server.stop() }
        let error = try await Bench(server).error(HTTPRequest(.post, "/x"))
        #expect(
            error.message == "POST \(server.host)/x: unexpected redirect (307 Temporary Redirect)"
        )
        #expect(server.requests.count == 1)
    }

    struct FixedKey: Authorizer {
        func headers(
            replacing rejected: [HTTPHeader]?,
            _ context: AuthorizationContext
        ) async throws -> [HTTPHeader] {
            [HTTPHeader("X-Fixed", "fixed")]
        }
    }
}
