// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import HTTPTesting
import Testing

@testable import HTTP

@Suite("HTTP errors, word for word")
struct HTTPErrorsTests {
    struct StatusCase: Sendable {
        let status: Int
        let body: String
        let code: String
        let message: String
        let fix: String?
        var cause: String?
    }

    static let statusCases = [
        StatusCase(
            status: 400,
            body: #"{"errorCode":10002,"errorMessage":"ledgerDate is no date","contextId":"c-1"}"#,
            code: "request-rejected",
            message: "the server rejects the request (400 Bad Request)",
            fix: nil,
            cause: "ledgerDate is no date (10002); contextId c-1"
        ),
        StatusCase(
            status: 401,
            body: #"{"code":"Unauthorized","message":"Check the API keys"}"#,
            code: "unauthorized",
            message: "the server does not accept the keys (401 Unauthorized)",
            fix: """
                check the keys of connection 'vipps': all of them, and that they belong to this server
                """,
            cause: "Check the API keys (Unauthorized)"
        ),
        StatusCase(
            status: 403,
            body: #"{"title":"Forbidden","detail":"Not your ledger","instance":"urn:uuid:1"}"#,
            code: "forbidden",
            message: "the keys do not allow this (403 Forbidden)",
            fix: "ask whoever issued the keys of connection 'vipps' for access",
            cause: "Forbidden: Not your ledger; instance urn:uuid:1"
        ),
        StatusCase(
            status: 404,
            body: "",
            code: "not-found",
            message: "there is nothing at this address (404 Not Found)",
            fix: "check base_url of connection 'vipps'"
        ),
        StatusCase(
            status: 410,
            body: "{}",
            code: "gone",
            message: "this address was removed for good (410 Gone)",
            fix: "use the version of the service that replaced it"
        ),
        StatusCase(
            status: 422,
            body: "no such thing",
            code: "request-rejected",
            message: "the server rejects the request (422 Unprocessable Content)",
            fix: nil,
            cause: "no such thing"
        ),
        StatusCase(
            status: 423,
            body: "{}",
            code: "server-failed",
            message: "the server is busy (423 Locked), tried 6 times",
            fix: "try again later"
        ),
        StatusCase(
            status: 429,
            body:
                #"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 17 seconds."}"#,
            code: "rate-limited",
            message: "the server is asked too often (429 Too Many Requests), tried 6 times",
            fix: "lower requests_in_flight or set requests_per_second in connection 'vipps'",
            cause: "Rate limit is exceeded. Try again in 17 seconds."
        ),
        StatusCase(
            status: 500,
            body: #"{"errorCode":10001,"errorMessage":"Unexpected error","contextId":"0f2a"}"#,
            code: "server-failed",
            message: "the server failed (500 Internal Server Error), tried 6 times",
            fix: """
                try again later; if it stays, tell the vendor's support, with the trace id if one is shown
                """,
            cause: "Unexpected error (10001); contextId 0f2a"
        ),
        StatusCase(
            status: 502,
            body: "<html><head><title>Bad\n Gateway</title></head></html>",
            code: "server-failed",
            message: "the server failed (502 Bad Gateway), tried 6 times",
            fix: """
                try again later; if it stays, tell the vendor's support, with the trace id if one is shown
                """,
            cause: "an HTML page titled 'Bad Gateway'"
        ),
        StatusCase(
            status: 304,
            body: "",
            code: "redirect-refused",
            message: "unexpected redirect (304 Not Modified)",
            fix: "check base_url of connection 'vipps'"
        ),
    ]

    @Test("an answer with an error status", arguments: statusCases)
    func status(example: StatusCase) async throws {
        let server = try FaultServer(.answer(example.status, example.body))
        defer { server.stop() }
        let error = try await Bench(server).error()
        #expect(error.code.name == example.code)
        #expect(error.message == "GET \(server.host)/x: \(example.message)")
        #expect(error.fix == example.fix)
        #expect(error.cause == example.cause)
    }

    @Test("the whole text as a user sees it")
    func rendering() async throws {
        let server = try FaultServer(
            .answer(403, #"{"title":"No access"}"#, headers: ["X-Request-Id: r-7"])
        )
        defer { server.stop() }
        let error = try await Bench(server).error(
            HTTPRequest(
                .get,
                "/report",
                query: [HTTPQueryItem("cursor", "c"), .secret("key", "query-value-77")]
            )
        )
        #expect(
            error.description == """
                error: GET \(server.host)/report?cursor=c&key=***: the keys do not allow this \
                (403 Forbidden) [forbidden]
                  = cause: No access; x-request-id r-7
                  = fix: ask whoever issued the keys of connection 'vipps' for access
                """
        )
    }

    @Test("HTML with 200 is an error at once")
    func html() async throws {
        let server = try FaultServer(
            .answer(200, "\n<!DOCTYPE html><title>Log in</title>", type: "text/html")
        )
        defer { server.stop() }
        let error = try await Bench(server).error()
        #expect(error.code.name == "not-json")
        #expect(
            error.message == "GET \(server.host)/x: the answer is an HTML page instead of JSON"
        )
        #expect(
            error.fix == """
                check base_url of connection 'vipps', and whether a proxy or a login page answers \
                in its place
                """
        )
        #expect(error.cause == "an HTML page titled 'Log in'")
        #expect(server.requests.count == 1)
    }

    @Test("HTML with an accepted status is not taken for the service's word")
    func htmlWithAcceptedStatus() async throws {
        let server = try FaultServer(.answer(404, "<html>proxy</html>"))
        defer { server.stop() }
        var request = HTTPRequest(.get, "/x")
        request.acceptedStatuses = [404]
        let error = try await Bench(server).error(request)
        #expect(error.code.name == "not-json")
        #expect(error.cause == "an HTML page")
    }

    @Test("text instead of JSON")
    func text() async throws {
        let server = try FaultServer(.answer(200, "pong"))
        defer { server.stop() }
        let error = try await Bench(server).error()
        #expect(error.message == "GET \(server.host)/x: the answer is text instead of JSON")
        #expect(error.cause == "pong")
    }

    @Test("an answer past the size limit", arguments: [true, false])
    func tooLarge(isAnnounced: Bool) async throws {
        let body = "[" + String(repeating: "1,", count: 5_000) + "1]"
        let length = isAnnounced ? "Content-Length: \(body.utf8.count)" : "Connection: close"
        let server = try FaultServer(.raw("HTTP/1.1 200 OK\r\n\(length)\r\n\r\n\(body)", .close))
        defer { server.stop() }
        var limits = HTTPLimits()
        limits.responseByteCount = 9_999
        let error = try await Bench(server, limits: limits).error()
        #expect(
            error.description == """
                error: GET \(server.host)/x: the answer is larger than 9999 bytes [answer-too-large]
                  = fix: ask for less at once
                """
        )
        #expect(server.requests.count == 1)
    }

    @Test("a header with a line end is never sent")
    func invalidHeader() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server, headers: [.secret("X-Key", "line-end-value\n")])
        let error = try await bench.error()
        #expect(
            error.description == """
                error: the header 'X-Key' of connection 'vipps' holds a character that cannot be \
                sent [invalid-header]
                  = fix: check the keys of connection 'vipps' for line ends and control characters
                """
        )
        #expect(server.requests.isEmpty)
    }
}
