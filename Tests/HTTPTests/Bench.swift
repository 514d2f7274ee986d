// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import HTTPTesting
import Logging
import Testing

@testable import HTTP

/// A client with a fake clock and a captured log, and a connection to a fault server.
struct Bench: Sendable {
    let server: FaultServer
    let client: HTTPClient
    let connection: HTTPConnection
    let time: FakeTime
    let log = CapturedLog()

    init(
        _ server: FaultServer,
        headers: [HTTPHeader] = [],
        queryCredentials: [HTTPQueryItem] = [],
        authorizer: (any Authorizer)? = nil,
        time: FakeTime = FakeTime(),
        limits: HTTPLimits = HTTPLimits(),
        book: ExchangeBook? = nil
    ) throws {
        self.server = server
        self.time = time
        let log = log
        client = HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            timing: time.timing,
            logger: Logger(label: "test") { _ in log },
            book: book
        )
        connection = try HTTPConnection(
            name: "vipps",
            baseURL: server.url,
            headers: headers,
            queryCredentials: queryCredentials,
            authorizer: authorizer,
            limits: limits
        )
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await client.send(request, over: connection)
    }

    /// The text of a GET's body.
    func text(_ path: HTTPPath = "/x") async throws -> String {
        try await send(HTTPRequest(.get, path)).body.text
    }

    /// The error a request ends with.
    func error(_ request: HTTPRequest = HTTPRequest(.get, "/x")) async throws -> PipelineError {
        try await pipelineError { _ = try await send(request) }
    }
}

/// The error that `work` throws.
func pipelineError(_ work: () async throws -> Void) async throws -> PipelineError {
    let error = await #expect(throws: PipelineError.self) { try await work() }
    return try #require(error)
}
