// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import NIOCore
import NIOPosix
import Testing

@testable import Sandbox

@Suite("Server")
struct ServerTests {
    @Test("requests over loopback are answered, kept alive and ended with the server")
    func roundTrip() async throws {
        let settings = try SandboxSettings(query: "seed=7&today=2026-11-20")
        let answer = try await Sandbox.serve(settings) { endpoint in
            #expect(
                endpoint.json.hasPrefix(
                    "{\"base_url\":\"\(endpoint.baseURL)\",\"sales_unit\":{\"client_id\":\""
                )
            )
            let keys = endpoint.keys(.salesUnit)
            let token = try await exchange(
                endpoint,
                """
                POST /accessToken/get HTTP/1.1\r
                Host: localhost\r
                client_id: \(keys.clientID)\r
                client_secret: \(keys.clientSecret)\r
                Ocp-Apim-Subscription-Key: \(keys.subscriptionKey ?? "")\r
                Content-Length: 0\r
                Connection: close\r
                \r

                """
            )
            #expect(token.contains("\"expires_in\":\"86400\""))
            return try await exchange(
                endpoint,
                "GET /settlement/v1/ledgers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            )
        }
        #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
        #expect(answer.contains("\r\n\r\n{\"code\":\"Unauthorized\""))
    }

    @Test("a truncated answer announces more than it brings, a reset one brings nothing")
    func brokenAnswers() async throws {
        let settings = try SandboxSettings(query: "faults=truncated,reset&fault_every=1")
        try await Sandbox.serve(settings) { endpoint in
            let head = "HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let half = try await exchange(endpoint, "GET /settlement/v1/ledgers \(head)")
            let body = half.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
            #expect(half.contains("Content-Length: \(Answer.unauthorized.text.utf8.count)\r\n"))
            #expect(body.utf8.count == Answer.unauthorized.text.utf8.count / 2)
            await #expect(throws: IOError.self) {
                try await exchange(endpoint, "GET /settlement/v1/ledgers?x \(head)")
            }
        }
    }

    @Test("a port in use is explained")
    func portInUse() async throws {
        let settings = SandboxSettings()
        try await Sandbox.serve(settings) { endpoint in
            let port = try #require(Int(endpoint.baseURL.split(separator: ":").last ?? ""))
            let error = await #expect(throws: PipelineError.self) {
                try await Sandbox.serve(settings, port: port) { _ in }
            }
            #expect(error?.message == "cannot listen on 127.0.0.1:\(port)")
            #expect(error?.code == .sandboxPort)
        }
    }

    @Test("cancelling ends the server though a client has not read its answers")
    func cancellation() async throws {
        let (connections, connected) = AsyncStream<Void>.makeStream()
        let server = Task {
            try await Sandbox.serve(SandboxSettings()) { endpoint in
                try await withConnection(endpoint) { _, outbound in
                    // More answers than sockets hold, and nobody reads them.
                    let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    let requests = String(repeating: request, count: 40_000)
                    try await outbound.write(ByteBuffer(string: requests))
                    connected.yield()
                    try await Task.sleep(for: .seconds(3_600))
                }
            }
        }
        _ = await connections.first { true }
        server.cancel()
        await #expect(throws: CancellationError.self) { try await server.value }
    }

    /// Sends bytes and returns everything that comes until the server closes.
    private func exchange(_ endpoint: SandboxEndpoint, _ request: String) async throws -> String {
        try await withConnection(endpoint) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            return String(buffer: answer)
        }
    }

    private func withConnection<Result: Sendable>(
        _ endpoint: SandboxEndpoint,
        _ body: (
            NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) async throws -> Result
    ) async throws -> Result {
        let port = Int(endpoint.baseURL.split(separator: ":").last ?? "") ?? 0
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose(body)
    }
}
