// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// How messages name one request: method, host and path, and the query with its secrets masked.
struct RequestLabel: Sendable, CustomStringConvertible {
    private static let longestValue = 40

    /// `connection 'api'`, as advice names it.
    let connection: String
    /// What the address was made from: `base_url of connection 'api'`.
    let addressSource: String
    /// Whether a connection of the project is meant.
    let isConfigured: Bool
    /// Whether the answer goes into a file.
    let isDownload: Bool
    let address: WebAddress
    let description: String

    init(_ request: HTTPRequest, to address: WebAddress, over connection: HTTPConnection) {
        self.connection =
            connection.isConfigured
            ? "connection '\(connection.name)'" : "a connection of type \(connection.name)"
        addressSource =
            connection.isConfigured ? "\(connection.addressKey) of \(self.connection)" : "the url"
        isConfigured = connection.isConfigured
        isDownload = request.destination != nil
        self.address = address
        let items =
            Self.ownItems(of: request, address)
            + request.query.map { "\($0.name)=\(Self.shown($0))" }
        let query = items.isEmpty ? "" : "?" + items.joined(separator: "&")
        let place = address.hostAndPort + address.path
        description = Secrets.masked("\(request.method.rawValue) \(place)\(query)")
    }

    /// What stands behind the question mark of a whole URL.
    private static func ownItems(of request: HTTPRequest, _ address: WebAddress) -> [String] {
        guard let query = request.url.flatMap({ WebAddress($0)?.query }) else { return [] }
        return query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return String(item) }
            return "\(parts[0])=\(shown(HTTPQueryItem("", String(parts[1]))))"
        }
    }

    private static func shown(_ item: HTTPQueryItem) -> String {
        if item.isSecret { return "***" }
        return item.value.count > longestValue
            ? item.value.prefix(longestValue) + "…" : item.value
    }
}
