// SPDX-License-Identifier: Apache-2.0

public import HTTP

/// A connection by which any stage can ask for web addresses.
public protocol WebAccess: Connection {
    /// The one HTTP client of the process.
    var client: HTTPClient { get }
    /// The configured server; nil for a connection that stands in where none is configured.
    var service: HTTPConnection? { get }
    /// What is asked of a server at most.
    var limits: HTTPLimits { get }
}

extension WebAccess {
    /// What to ask for an absolute URL over: the configured server, whose keys no other host is sent, else the URL's own.
    ///
    /// - Throws: `invalid-url`.
    public func service(for url: String) throws -> HTTPConnection {
        try service ?? HTTPConnection(of: url, limits: limits)
    }
}
