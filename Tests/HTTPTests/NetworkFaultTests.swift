// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc
import HTTPTesting
import Testing

@testable import HTTP

@Suite("faults of the network, word for word")
struct NetworkFaultTests {
    struct FaultCase: Sendable {
        let reply: Reply
        let code: String
        let message: String
    }

    static let lostCases = [
        FaultCase(
            reply: .answer(bytes: Array("[1,".utf8), announced: 10, ending: .close),
            code: "truncated-answer",
            message: "the answer broke off before its end"
        ),
        FaultCase(
            reply: .answer(bytes: Array("[1,".utf8), announced: 10, ending: .reset),
            code: "truncated-answer",
            message: "the answer broke off before its end"
        ),
        FaultCase(
            reply: .raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n",
                .close
            ),
            code: "truncated-answer",
            message: "the answer broke off before its end"
        ),
        FaultCase(
            reply: .json(#"{"items": [1, 2"#),
            code: "truncated-answer",
            message: "the answer ends before its JSON does"
        ),
        FaultCase(
            reply: .json(""),
            code: "truncated-answer",
            message: "the answer ends before its JSON does"
        ),
        FaultCase(
            reply: .answer(200, "this is not gzip", headers: ["Content-Encoding: gzip"]),
            code: "truncated-answer",
            message: "the compressed answer is damaged"
        ),
        FaultCase(
            reply: .raw("", .reset),
            code: "connection-lost",
            message: "'HOST' ended the connection without an answer"
        ),
        FaultCase(
            reply: .raw("", .close),
            code: "connection-lost",
            message: "'HOST' ended the connection without an answer"
        ),
    ]

    @Test("a lost or broken answer, after its retries", arguments: lostCases)
    func lost(example: FaultCase) async throws {
        let server = try FaultServer(example.reply)
        defer { server.stop() }
        var limits = HTTPLimits()
        limits.attempts = 3
        let error = try await Bench(server, limits: limits).error()
        let message = example.message.replacing("HOST", with: server.host)
        #expect(error.code.name == example.code)
        #expect(error.message == "GET \(server.host)/x: \(message), tried 3 times")
        #expect(error.fix == "try again later")
        // libcurl itself asks once more when a kept connection turns out to be closed.
        #expect(server.requests.count >= 3)
    }

    @Test("a port where nobody listens")
    func refused() async throws {
        let server = try FaultServer(.json("{}"))
        let bench = try Bench(server)
        try await closed(server)
        let error = try await bench.error()
        #expect(error.code.name == "connection-refused")
        #expect(error.message == "GET \(server.host)/x: '\(server.host)' refuses the connection")
        #expect(
            error.fix == """
                check host and port in base_url of connection 'vipps', and that the server is running
                """
        )
        #expect(bench.time.sleeps.isEmpty)
    }

    @Test("a host that does not exist")
    func unknownHost() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        let connection = try HTTPConnection(name: "vipps", baseURL: "https://nowhere.invalid")
        let error = try await pipelineError {
            _ = try await bench.client.send(HTTPRequest(.get, "/x"), over: connection)
        }
        #expect(error.code.name == "host-not-found")
        #expect(
            error.message == "GET nowhere.invalid/x: no host named 'nowhere.invalid' was found"
        )
        #expect(
            error.fix == """
                check base_url of connection 'vipps', and this machine's network and name service
                """
        )
    }

    @Test("a server that accepts no more connections")
    func connectTimeout() async throws {
        let full = try FullListener()
        var limits = HTTPLimits()
        limits.connectTimeout = .milliseconds(150)
        let error = try await timeoutError(url: "http://127.0.0.1:\(full.port)", limits)
        #expect(error.code.name == "connect-timeout")
        #expect(
            error.message == """
                GET 127.0.0.1:\(full.port)/x: no connection to '127.0.0.1:\(full.port)' within 0.2 s
                """
        )
        #expect(
            error.fix == """
                check network, firewall and the environment variables https_proxy and no_proxy
                """
        )
    }

    @Test("a server that never answers", arguments: [true, false])
    func silence(isTotal: Bool) async throws {
        let server = try FaultServer(.raw("", .hold))
        defer { server.stop() }
        var limits = HTTPLimits()
        limits.idleTimeout = .seconds(isTotal ? 60 : 1)
        limits.totalTimeout = isTotal ? .milliseconds(100) : .seconds(60)
        let error = try await timeoutError(url: server.url, limits)
        #expect(error.code.name == (isTotal ? "total-timeout" : "idle-timeout"))
        let message =
            isTotal
            ? "the answer was not complete after 0.1 s" : "'\(server.host)' sent nothing for 1 s"
        #expect(error.message == "GET \(server.host)/x: \(message)")
        #expect(error.fix == "try again later")
    }

    private func timeoutError(url: String, _ limits: HTTPLimits) async throws -> PipelineError {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        let connection = try HTTPConnection(name: "vipps", baseURL: url, limits: limits)
        return try await pipelineError {
            _ = try await bench.client.send(HTTPRequest(.get, "/x"), over: connection)
        }
    }

    /// Returns when nobody listens on the server's port any more.
    private func closed(_ server: FaultServer) async throws {
        server.stop()
        for await _ in server.events {}
    }
}

/// A listening socket whose queue is full, so that a further connection gets no answer.
private final class FullListener: Sendable {
    let port: Int
    private let sockets: [Int32]

    init() throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var sockets = [socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)]
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(sockets[0], pointer, length)
                listen(sockets[0], 0)
                unsafe getsockname(sockets[0], pointer, &length)
                for _ in 0..<4 {
                    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
                    sockets.append(socket(AF_INET, type, 0))
                    unsafe connect(sockets[sockets.count - 1], pointer, length)
                }
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.sockets = sockets
    }

    deinit {
        sockets.forEach { close($0) }
    }
}
