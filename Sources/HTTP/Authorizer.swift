// SPDX-License-Identifier: Apache-2.0

/// Adds the credentials to a connection's requests.
public protocol Authorizer: Sendable {
    /// The headers that prove who asks; called before every attempt, from many tasks at once.
    ///
    /// - Parameters:
    ///   - rejected: What an earlier call returned and the server answered with 401; nil otherwise.
    ///     Return something fresh then: the request is sent once more, and a second 401 is an
    ///     error.
    ///   - context: How to reach the server and tell the time.
    /// - Returns: Headers for this connection's server alone; mark what is secret.
    /// - Throws: Whatever `context.send` throws, `CancellationError` among it.
    func headers(
        replacing rejected: [HTTPHeader]?,
        _ context: AuthorizationContext
    ) async throws -> [HTTPHeader]
}

/// What an authorizer may use to do its work.
public struct AuthorizationContext: Sendable {
    /// Time since an arbitrary start, to measure the age of a token.
    public let now: @Sendable () -> Duration
    /// Sends a request over the same connection without asking the authorizer.
    public let send: @Sendable (HTTPRequest) async throws -> HTTPResponse
    /// The same over another connection, whose own credentials go along.
    public let sendOver: @Sendable (HTTPRequest, HTTPConnection) async throws -> HTTPResponse
}
