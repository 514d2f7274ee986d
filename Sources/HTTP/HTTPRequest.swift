// SPDX-License-Identifier: Apache-2.0

/// One question to a server, without the server: that is the connection's part.
public struct HTTPRequest: Sendable {
    /// What is done with the resource.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// What a good answer's body is.
    public enum ExpectedBody: Sendable, Hashable {
        /// A JSON object or array; an HTML page, other text or a cut-off body is an error.
        case json
        /// Text of that name, such as CSV; an HTML page is an error.
        case text(String)
        /// Whatever comes.
        case anything
    }

    /// What is done with the resource.
    public var method: Method
    /// Below the connection's base URL.
    public var path: HTTPPath
    /// A whole URL to ask instead of `path`; where it leads to another server than the connection's, that server gets
    /// nothing that proves who asks.
    public var url: String?
    /// Sent in this order after the path, or after what follows the question mark of `url`.
    public var query: [HTTPQueryItem]
    /// Sent besides those of the connection and its authorizer.
    public var headers: [HTTPHeader]
    /// Sent with POST; empty when nil.
    public var body: [UInt8]?
    /// What a good answer's body is; `json` by default.
    public var expectedBody = ExpectedBody.json
    /// What the header `Accept` says, unless the connection has one; nil for what `expectedBody` makes of it.
    public var accept: String?
    /// Statuses outside 2xx that are handed to the caller instead of thrown.
    public var acceptedStatuses: Set<Int> = []
    /// Of the requests that wait for a place on their connection the lowest number goes first, then
    /// the oldest.
    public var priority = 0
    /// Whether it may be sent again after a fault: by default a GET may, a POST may not.
    public var isRepeatable: Bool

    /// Where the body goes; nil for memory.
    var destination: DownloadFile?

    /// Asks for `path`.
    public init(
        _ method: Method,
        _ path: HTTPPath,
        query: [HTTPQueryItem] = [],
        headers: [HTTPHeader] = [],
        body: [UInt8]? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        isRepeatable = method == .get
    }

    /// Asks for a whole URL, with GET.
    public init(url: String, query: [HTTPQueryItem] = []) {
        self.init(.get, "", query: query)
        self.url = url
    }
}
