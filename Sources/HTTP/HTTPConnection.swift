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
    let credentials: [HTTPHeader]
    let queryCredentials: [HTTPQueryItem]
    /// The key of `fjord.yaml` that says where the server is, for messages.
    let addressKey: String
    /// Whether it stands in `fjord.yaml`, so that messages may name it.
    let isConfigured: Bool
    let authorizer: (any Authorizer)?
    let gate: ConnectionGate

    /// Describes a server; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - name: The name in `fjord.yaml`, for messages.
    ///   - baseURL: `https://host`, with port and path as needed; no user, query or fragment.
    ///   - headers: Sent with every request, those for tokens included.
    ///   - credentials: Sent with every request to this server, and to no other one whatever it redirects to.
    ///   - queryCredentials: The same in the query, for servers that want a key there; no message shows them.
    ///   - addressKey: The key of `fjord.yaml` that holds the base URL, for messages.
    ///   - certificateFile: Authorities to trust instead of the system's, in PEM; nil for the
    ///     system's.
    ///   - authorizer: What adds the credentials; nil when none are needed.
    ///   - limits: What is asked of the server at most.
    /// - Throws: `PipelineError` `invalid-base-url`.
    public convenience init(
        name: String,
        baseURL: String,
        headers: [HTTPHeader] = [],
        credentials: [HTTPHeader] = [],
        queryCredentials: [HTTPQueryItem] = [],
        addressKey: String = "base_url",
        certificateFile: String? = nil,
        authorizer: (any Authorizer)? = nil,
        limits: HTTPLimits = HTTPLimits()
    ) throws {
        guard let address = WebAddress(baseURL), address.query == nil, !baseURL.contains("#") else {
            throw PipelineError.invalidBaseURL(baseURL, addressKey, connection: name)
        }
        self.init(
            name: name,
            address: address,
            baseURL: String(baseURL.trimmingSuffix { $0 == "/" }),
            headers: headers,
            credentials: credentials,
            queryCredentials: queryCredentials,
            addressKey: addressKey,
            isConfigured: true,
            certificateFile: certificateFile,
            authorizer: authorizer,
            limits: limits
        )
    }

    /// The server of a URL that stands in a pipeline, which no connection describes; it knows nobody who asks.
    ///
    /// - Parameters:
    ///   - url: An absolute URL; path and query of it do not matter.
    ///   - limits: What is asked of the server at most.
    /// - Throws: `PipelineError` `invalid-url`.
    public convenience init(of url: String, limits: HTTPLimits = HTTPLimits()) throws {
        guard let address = WebAddress(url) else { throw PipelineError.invalidURL(url) }
        self.init(
            name: "http",
            address: address,
            baseURL: "\(address.origin.scheme)://\(address.hostAndPort)",
            headers: [],
            credentials: [],
            queryCredentials: [],
            addressKey: "url",
            isConfigured: false,
            certificateFile: nil,
            authorizer: nil,
            limits: limits
        )
    }

    private init(
        name: String,
        address: WebAddress,
        baseURL: String,
        headers: [HTTPHeader],
        credentials: [HTTPHeader],
        queryCredentials: [HTTPQueryItem],
        addressKey: String,
        isConfigured: Bool,
        certificateFile: String?,
        authorizer: (any Authorizer)?,
        limits: HTTPLimits
    ) {
        self.name = name
        self.baseURL = baseURL
        self.limits = limits
        self.address = address
        self.certificateFile = certificateFile
        self.headers = headers
        self.credentials = credentials
        self.queryCredentials = queryCredentials
        self.addressKey = addressKey
        self.isConfigured = isConfigured
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
        let start = request.url ?? baseURL + request.path.text
        guard !items.isEmpty else { return start }
        return start + (start.contains("?") ? "&" : "?") + items.joined(separator: "&")
    }
}

extension String {
    func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
