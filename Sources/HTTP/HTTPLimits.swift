// SPDX-License-Identifier: Apache-2.0

/// How much a connection asks of its server, and how long it waits.
public struct HTTPLimits: Sendable, Hashable {
    /// How many requests may be under way at once.
    public var requestsInFlight = 4
    /// How many requests may start in a second, evenly spaced; above 0, nil sets no limit.
    public var requestsPerSecond: Double?
    /// How long finding the host, connecting and the TLS handshake may take together.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a server may send nothing; whole seconds.
    public var idleTimeout: Duration = .seconds(60)
    /// How long one attempt may take from connecting to its last byte.
    public var totalTimeout: Duration = .seconds(300)
    /// How large a decompressed body may be.
    public var responseByteCount = 256 << 20
    /// How often one request is sent at most.
    public var attempts = 6
    /// How long one request may wait between its attempts, all waits together.
    public var retryWait: Duration = .seconds(300)

    /// The usual limits.
    public init() {}
}
