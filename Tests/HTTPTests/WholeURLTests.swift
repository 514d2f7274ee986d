// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import HTTPTesting
import Logging
import Testing

@testable import HTTP

@Suite("requests for whole URLs")
struct WholeURLTests {
    private static let keys = [HTTPHeader("X-Key", "plain"), HTTPHeader("Accept", "text/json")]

    private func client() -> HTTPClient {
        HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            timing: FakeTime().timing,
            logger: Logger(label: "test") { _ in CapturedLog() }
        )
    }

    private func connection(_ server: FaultServer) throws -> HTTPConnection {
        try HTTPConnection(name: "api", baseURL: server.url + "/v1", credentials: Self.keys)
    }

    @Test("add the query to the one that is there, and prove who asks at home")
    func home() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let request = HTTPRequest(
            url: server.url + "/a?b=1 2",
            query: [HTTPQueryItem("c", "3&4")]
        )
        let response = try await client().send(request, over: connection(server))
        #expect(response.effectiveURL == server.url + "/a?b=1+2&c=3%264")
        let received = try #require(server.requests.first)
        #expect(received.headers["x-key"] == "plain")
        #expect(received.headers["accept"] == "text/json")
    }

    @Test("tell another host nothing about who asks")
    func elsewhere() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let other = try FaultServer(.answer(401, "{}"))
        defer { other.stop() }
        let connection = try HTTPConnection(
            name: "api",
            baseURL: server.url,
            credentials: Self.keys,
            authorizer: RedirectTests.FixedKey()
        )
        let error = try await pipelineError {
            _ = try await client().send(HTTPRequest(url: other.url + "/x"), over: connection)
        }
        #expect(error.code.name == "unauthorized")
        #expect(other.requests.count == 1)
        let received = try #require(other.requests.first)
        #expect(received.headers["x-key"] == nil && received.headers["x-fixed"] == nil)
    }

    @Test("come back home from a redirect with the keys of home")
    func backHome() async throws {
        let box = try FaultServer { .json(#"["\#($0.target)"]"#) }
        defer { box.stop() }
        let other = try FaultServer(.redirect(to: box.url + "/back"))
        defer { other.stop() }
        let response = try await client().send(
            HTTPRequest(url: other.url + "/x"),
            over: connection(box)
        )
        #expect(response.body.text == #"["/back"]"#)
        #expect(box.requests.first?.headers["x-key"] == "plain")
        #expect(other.requests.first?.headers["x-key"] == nil)
    }

    @Test("are named in errors with their query, long values cut, and advice on the url")
    func labels() async throws {
        let server = try FaultServer(.answer(404, "{}"))
        defer { server.stop() }
        let long = String(repeating: "x", count: 50)
        let request = HTTPRequest(url: server.url + "/a?b=\(long)&flag", query: [.secret("k", "v")])
        let error = try await pipelineError {
            _ = try await client().send(request, over: HTTPConnection(of: server.url))
        }
        let cut = String(repeating: "x", count: 40) + "…"
        #expect(
            error.message == """
                GET \(server.host)/a?b=\(cut)&flag&k=***: there is nothing at this address \
                (404 Not Found)
                """
        )
        #expect(error.fix == "check the url")
    }

    @Test("without a connection the advice on keys is to name one", arguments: [401, 403])
    func adviceOnKeys(status: Int) async throws {
        let server = try FaultServer(.answer(status, "{}"))
        defer { server.stop() }
        let error = try await pipelineError {
            let request = HTTPRequest(url: server.url + "/x")
            _ = try await client().send(request, over: HTTPConnection(of: server.url))
        }
        let keys = status == 401 ? "the keys" : "keys with access"
        #expect(error.fix == "name a connection that holds \(keys), as in 'connection: api'")
    }

    @Test("that are none are refused", arguments: ["ftp://host/", "http://", "https://u:p@host/"])
    func invalid(url: String) async throws {
        let error = #expect(throws: PipelineError.self) { try HTTPConnection(of: url) }
        #expect(
            error?.description == """
                error: '\(url)' is not a web address [invalid-url]
                  = fix: write it as https://host/path, without a user
                """
        )
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let sent = try await pipelineError {
            _ = try await client().send(HTTPRequest(url: url), over: connection(server))
        }
        #expect(sent == error)
    }

    @Test(
        "links of an answer go on from where it came from",
        arguments: [
            ("/x?y=1", "http://HOST/x?y=1"), ("x", "http://HOST/a/x"),
            ("?p=2", "http://HOST/a/b?p=2"),
            ("https://other.example/z", "https://other.example/z"),
            ("//h.example/z", "http://h.example/z"),
            ("ftp://h/z", nil), ("http://u:p@h/", nil),
        ]
    )
    func links(link: String, url: String?) async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let request = HTTPRequest(url: server.url + "/a/b?c=d")
        let response = try await client().send(request, over: connection(server))
        #expect(response.url(ofLink: link)?.replacing(server.host, with: "HOST") == url)
    }
}
