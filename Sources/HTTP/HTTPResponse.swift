// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The answer to one request.
public struct HTTPResponse: Sendable {
    /// The status code: 2xx, or one of the request's `acceptedStatuses`.
    public let status: Int
    /// Names and values in the order they came; names may repeat.
    public let headers: [(name: String, value: String)]
    /// The body, decompressed; shares its buffer with nothing.
    public let body: Bytes
    /// Where the answer came from, redirects followed.
    ///
    /// It may hold secret query values: never print it.
    public let effectiveURL: String

    init(
        status: Int,
        headers: [(name: String, value: String)],
        body: Bytes,
        effectiveURL: String
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.effectiveURL = effectiveURL
    }

    /// The URL that a link of this answer leads to, an absolute one or one relative to where the answer came from; nil
    /// unless it is http or https and names no user.
    ///
    /// It may hold secret query values: never print it.
    public func url(ofLink link: String) -> String? {
        guard let base = WebAddress(effectiveURL) else { return nil }
        return WebAddress(link, relativeTo: base)?.text
    }

    /// The first value of a header, whatever the case of its name; nil when it did not come.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}
