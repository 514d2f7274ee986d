// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import HTTPTesting
import Testing

@testable import HTTP

@Suite("retries")
struct RetryTests {
    @Test("a fault that passes is waited out", arguments: [408, 423, 425, 429, 500, 502, 503, 504])
    func passingStatus(status: Int) async throws {
        let server = try FaultServer(.answer(status, "<html>"), .answer(status, ""), .json("[1]"))
        defer { server.stop() }
        let bench = try Bench(server)
        #expect(try await bench.text() == "[1]")
        #expect(bench.time.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(bench.client.counts.requests == 3)
        #expect(bench.client.counts.retries == 2)
        #expect(bench.client.counts.waits == 2)
        #expect(bench.client.counts.waited == .milliseconds(1_500))
    }

    @Test("a reset and a broken answer are waited out")
    func passingFaults() async throws {
        let server = try FaultServer(
            .raw("", .reset),
            .answer(bytes: [0x5B], announced: 9, ending: .close),
            .json("[1]")
        )
        defer { server.stop() }
        #expect(try await Bench(server).text() == "[1]")
    }

    @Test("a POST is sent once, unless it is said to be repeatable", arguments: [false, true])
    func post(isRepeatable: Bool) async throws {
        let server = try FaultServer(.answer(503, "{}"), .json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        var request = HTTPRequest(.post, "/x")
        request.isRepeatable = request.isRepeatable || isRepeatable
        if isRepeatable {
            _ = try await bench.send(request)
        } else {
            let error = try await bench.error(request)
            #expect(
                error.message
                    == "POST \(server.host)/x: the server failed (503 Service Unavailable)"
            )
        }
        #expect(server.requests.count == (isRepeatable ? 2 : 1))
    }

    @Test(
        "what the request itself got wrong is not repeated",
        arguments: [400, 403, 404, 410, 422]
    )
    func finalStatus(status: Int) async throws {
        let server = try FaultServer(.answer(status, "{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        _ = try await bench.error()
        #expect(server.requests.count == 1)
    }

    @Test(
        "Retry-After is obeyed as seconds and as a date",
        arguments: [
            ("17", 17.0), ("0", 0.5), ("Mon, 21 Sep 2026 14:13:39 GMT", 19), ("soon", 0.5),
            ("Mon, 21 Sep 2020 14:13:39 GMT", 0.5),
        ]
    )
    func retryAfter(text: String, seconds: Double) async throws {
        let server = try FaultServer(
            .answer(429, "{}", headers: ["Retry-After: \(text)"]),
            .json("{}")
        )
        defer { server.stop() }
        let bench = try Bench(server)
        _ = try await bench.text()
        #expect(bench.time.sleeps == [.seconds(seconds)])
    }

    @Test("a Retry-After beyond the budget ends the request and says so")
    func waitTooLong() async throws {
        let server = try FaultServer(.answer(503, "{}", headers: ["Retry-After: 3600"]))
        defer { server.stop() }
        let bench = try Bench(server)
        let error = try await bench.error()
        #expect(
            error.message == """
                GET \(server.host)/x: the server failed (503 Service Unavailable); the next attempt \
                would have to wait 3600 s, longer than allowed
                """
        )
        #expect(bench.time.sleeps.isEmpty)
    }

    @Test("all waits together stay within the budget")
    func totalWait() async throws {
        let server = try FaultServer(.answer(429, "{}", headers: ["Retry-After: 100"]))
        defer { server.stop() }
        let bench = try Bench(server)
        let error = try await bench.error()
        #expect(error.message.hasSuffix("would have to wait 100 s, longer than allowed"))
        #expect(bench.time.sleeps == [.seconds(100), .seconds(100), .seconds(100)])
    }

    @Test("back-off doubles up to its cap, and jitter draws from all of it")
    func backOff() {
        var limits = HTTPLimits()
        limits.attempts = 10
        var whole = RetryBudget(limits)
        let waits = (0..<9).map { _ in whole.next(retryAfter: nil, random: 1) }
        let seconds = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
        #expect(waits == seconds.map { .wait(.seconds($0)) })
        #expect(whole.next(retryAfter: nil, random: 1) == .attemptsUsedUp)
        var half = RetryBudget(limits)
        #expect(half.next(retryAfter: nil, random: 0.5) == .wait(.milliseconds(250)))
        #expect(half.next(retryAfter: nil, random: 0) == .wait(.zero))
    }

    @Test("a server that answered before is waited for when it cannot be reached")
    func knownServer() async throws {
        let server = try FaultServer(.answer(200, "{}", headers: ["Connection: close"]))
        let bench = try Bench(server)
        _ = try await bench.text()
        server.stop()
        for await _ in server.events {}
        let error = try await bench.error()
        #expect(error.message.hasSuffix("refuses the connection, tried 6 times"))
        #expect(bench.time.sleeps.count == 5)
    }

    @Test("every failed call is logged")
    func log() async throws {
        let body = #"{"errorMessage":"busy","contextId":"c9"}"#
        let server = try FaultServer(.answer(503, body))
        defer { server.stop() }
        var limits = HTTPLimits()
        limits.attempts = 2
        let bench = try Bench(server, limits: limits)
        _ = try await bench.error()
        let fault = "GET \(server.host)/x: the server failed (503 Service Unavailable)"
        #expect(
            bench.log.lines == [
                "warning: \(fault) (busy; contextId c9); attempt 2 of 2 in 0.5 s",
                "warning: \(fault) (busy; contextId c9); given up at attempt 2",
            ]
        )
    }
}
