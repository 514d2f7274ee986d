// SPDX-License-Identifier: Apache-2.0

public import HTTP

/// How to reach one outside system, as `connections:` of a project describes it.
public protocol Connection: Sendable, SendableMetatype {
    /// What users see of it; the spec's name is the connection's `type:`.
    static var spec: StageSpec { get }

    /// Makes the connection; no request is sent yet.
    ///
    /// - Parameters:
    ///   - name: The connection's name in `fjord.yaml`, for messages.
    ///   - options: Checked against `spec`, secrets read and registered.
    ///   - client: The one HTTP client of the process.
    /// - Throws: What only the connection can know to be wrong, by `StageOptions.fault`.
    init(name: String, _ options: StageOptions, client: HTTPClient) throws

    /// What tells one connection from another in the records of a project: type, address, kind of key, key id;
    /// never a name or a secret.
    var identity: String { get }

    /// How many requests may be under way at once.
    var requestsInFlight: Int { get }
}
