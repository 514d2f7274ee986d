// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// One server as one configured user sees it: where it is, who asks, and how much may be asked.
///
/// All requests over one connection share its limits and its token, so stages share one instance.
public final class HTTPConnection: Sendable {
    /// The name in `fjord.yaml`, for messages.
    public let name: String
    /// What comes before every request's path, without a slash at its end.
    public let baseURL: String
    /// What is asked of the server at most.
    public let limits: HTTPLimits

    let address: WebAddress
    let certificateFile: String?
    let headers: [HTTPHeader]
    let authorizer: (any Authorizer)?
    let gate: ConnectionGate

    /// Describes a server; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - name: The name in `fjord.yaml`, for messages.
    ///   - baseURL: `https://host`, with port and path as needed; no user, query or fragment.
    ///   - headers: Sent with every request, those for tokens included.
    ///   - certificateFile: Authorities to trust instead of the system's, in PEM; nil for the
    ///     system's.
    ///   - authorizer: What adds the credentials; nil when none are needed.
    ///   - limits: What is asked of the server at most.
    /// - Throws: `PipelineError` `invalid-base-url`.
    public init(
        name: String,
        baseURL: String,
        headers: [HTTPHeader] = [],
        certificateFile: String? = nil,
        authorizer: (any Authorizer)? = nil,
        limits: HTTPLimits = HTTPLimits()
    ) throws {
        guard let address = WebAddress(baseURL), address.query == nil, !baseURL.contains("#") else {
            throw PipelineError.invalidBaseURL(baseURL, connection: name)
        }
        self.name = name
        self.baseURL = String(baseURL.trimmingSuffix { $0 == "/" })
        self.limits = limits
        self.address = address
        self.certificateFile = certificateFile
        self.headers = headers
        self.authorizer = authorizer
        gate = ConnectionGate(
            places: limits.requestsInFlight,
            startsPerSecond: limits.requestsPerSecond
        )
    }

    func url(of request: HTTPRequest) -> String {
        let items = request.query.map {
            PercentEncoding.encoded($0.name) + "=" + PercentEncoding.encoded($0.value)
        }
        let query = items.isEmpty ? "" : "?" + items.joined(separator: "&")
        return baseURL + request.path.text + query
    }
}

extension String {
    func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
