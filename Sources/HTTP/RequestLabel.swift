// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// How messages name one request: method, host and path, and the query with its secrets masked.
struct RequestLabel: Sendable, CustomStringConvertible {
    private static let longestValue = 40

    let connection: String
    let address: WebAddress
    let description: String

    init(_ request: HTTPRequest, to address: WebAddress, over connection: HTTPConnection) {
        self.connection = connection.name
        self.address = address
        let items = request.query.map { "\($0.name)=\(Self.shown($0))" }
        let query = items.isEmpty ? "" : "?" + items.joined(separator: "&")
        let place = address.hostAndPort + address.path
        description = Secrets.masked("\(request.method.rawValue) \(place)\(query)")
    }

    private static func shown(_ item: HTTPQueryItem) -> String {
        if item.isSecret { return "***" }
        return item.value.count > longestValue
            ? item.value.prefix(longestValue) + "…" : item.value
    }
}
