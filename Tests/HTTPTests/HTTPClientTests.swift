// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import HTTPTesting
import Testing

@testable import HTTP

@Suite("HTTP client")
struct HTTPClientTests {
    @Test("sends what the request says and hands back what came")
    func roundTrip() async throws {
        let server = try FaultServer(.answer(200, #"{"a":1}"#, headers: ["X-Page-Size: 7"]))
        defer { server.stop() }
        let bench = try Bench(server, headers: [HTTPHeader("System-Name", "fjord")])
        let request = HTTPRequest(
            .get,
            "/ledgers/\("a/b ?")/funds",
            query: [HTTPQueryItem("handle", "api:7&x=ø"), HTTPQueryItem("empty", "")]
        )
        let response = try await bench.send(request)
        #expect(response.status == 200)
        #expect(response.body.text == #"{"a":1}"#)
        #expect(response.header("x-page-size") == "7")
        let target = "/ledgers/a%2Fb%20%3F/funds?handle=api%3A7%26x%3D%C3%B8&empty="
        #expect(response.effectiveURL == server.url + target)
        let received = try #require(server.requests.first)
        #expect(received.method == "GET")
        #expect(received.target == target)
        #expect(received.headers["system-name"] == "fjord")
        #expect(received.headers["user-agent"] == "fjord/test")
        #expect(received.headers["accept"] == "application/json")
        #expect(received.headers["accept-encoding"] == "gzip")
    }

    @Test("an Accept header of the request replaces the usual one")
    func accept() async throws {
        let server = try FaultServer(.answer(200, "<a/>"))
        defer { server.stop() }
        var request = HTTPRequest(.get, "/x", headers: [HTTPHeader("accept", "application/xml")])
        request.expectedBody = .anything
        _ = try await Bench(server).send(request)
        #expect(server.requests.first?.headers["accept"] == "application/xml")
    }

    @Test("a POST sends its body and nothing libcurl would add", arguments: ["", "grant=a b"])
    func post(body: String) async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        _ = try await bench.send(HTTPRequest(.post, "/token", body: Array(body.utf8)))
        let received = try #require(server.requests.first)
        #expect(received.method == "POST")
        #expect(received.body == body)
        #expect(received.headers["content-length"] == "\(body.utf8.count)")
        #expect(received.headers["content-type"] == nil)
        #expect(received.headers["expect"] == nil)
    }

    @Test("a chunked body is put together")
    func chunked() async throws {
        let server = try FaultServer(
            .raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n",
                .keepOpen
            )
        )
        defer { server.stop() }
        #expect(try await Bench(server).text() == "[1,2]")
    }

    @Test("a gzip body is decompressed and both lengths are counted")
    func gzip() async throws {
        let plain = "[" + String(repeating: "1234567890,", count: 40_000) + "0]"
        let packed = try Command.run("gzip", ["-c"], input: Data(plain.utf8))
        let server = try FaultServer(
            .answer(200, bytes: Array(packed), headers: ["Content-Encoding: gzip"])
        )
        defer { server.stop() }
        let bench = try Bench(server)
        #expect(try await bench.text() == plain)
        #expect(bench.client.counts.bodyBytes == plain.utf8.count)
        #expect(bench.client.counts.wireBytes == packed.count)
    }

    @Test("requests one after the other share a connection")
    func keepAlive() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        for _ in 0..<5 { _ = try await bench.text() }
        #expect(server.connectionCount == 1)
        #expect(bench.client.counts.requests == 5)
        #expect(bench.client.counts.retries == 0)
    }

    @Test("a POST that may not be repeated never takes a kept connection")
    func freshConnection() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        for _ in 0..<2 { _ = try await bench.send(HTTPRequest(.post, "/x")) }
        #expect(server.connectionCount == 2)
    }

    @Test("a large body comes whole", arguments: [0, 1, 511, 512, 300_000, 5_000_000])
    func largeBody(count: Int) async throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let server = try FaultServer(.answer(200, bytes: body))
        defer { server.stop() }
        var request = HTTPRequest(.get, "/x")
        request.expectedBody = .anything
        let response = try await Bench(server).send(request)
        #expect(response.body.count == count)
        #expect(unsafe response.body.withUnsafeBytes { unsafe $0.elementsEqual(body) })
    }

    @Test("an accepted status is handed back, a 204 needs no body", arguments: [204, 404])
    func acceptedStatus(status: Int) async throws {
        let server = try FaultServer(.answer(status, ""))
        defer { server.stop() }
        var request = HTTPRequest(.get, "/x")
        request.acceptedStatuses = [404]
        #expect(try await Bench(server).send(request).status == status)
    }

    @Test("a base URL may have a path and a slash at its end")
    func basePath() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        let connection = try HTTPConnection(name: "x", baseURL: server.url + "/api/")
        _ = try await bench.client.send(HTTPRequest(.get, "/v1"), over: connection)
        #expect(server.requests.map(\.target) == ["/api/v1"])
    }

    @Test(
        "a base URL that is none is refused",
        arguments: ["ftp://a", "https://", "https://u:p@a", "https://a?x", "https://a#x", "a b"]
    )
    func badBaseURL(text: String) async throws {
        let error = try await pipelineError { _ = try HTTPConnection(name: "vipps", baseURL: text) }
        #expect(
            error.description == """
                error: base_url of connection 'vipps' is not a web address: '\(text)' \
                [invalid-base-url]
                  = fix: write it as https://host, without user, query or fragment
                """
        )
    }
}
