// SPDX-License-Identifier: Apache-2.0

/// The names of status codes (RFC 9110), since HTTP/2 sends none.
enum StatusPhrase {
    /// `404 Not Found`; the number alone when it has no common name.
    static func text(of status: Int) -> String {
        phrases[status].map { "\(status) \($0)" } ?? "\(status)"
    }

    private static let phrases = [
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout",
        409: "Conflict", 410: "Gone", 413: "Content Too Large", 415: "Unsupported Media Type",
        422: "Unprocessable Content", 423: "Locked", 425: "Too Early", 429: "Too Many Requests",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}
