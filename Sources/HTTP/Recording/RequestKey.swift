// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// What tells one request from another in a recording: method and address without secrets, the query sorted.
struct RequestKey: Sendable, Hashable {
    let text: String

    init(_ request: HTTPRequest, over connection: HTTPConnection) throws(PipelineError) {
        guard let address = WebAddress(connection.url(of: request)) else {
            throw PipelineError.invalidAddress(of: request, connection: connection)
        }
        // A server may have put a key of the query into its links.
        let hidden = Set(
            (request.query.filter(\.isSecret) + connection.queryCredentials)
                .map { PercentEncoding.encoded($0.name) }
        )
        let items = (address.query ?? "").split(separator: "&").map { item in
            let name = String(item.prefix { $0 != "=" })
            return hidden.contains(name) ? "\(name)=***" : String(item)
        }
        let query = items.isEmpty ? "" : "?" + items.sorted().joined(separator: "&")
        text = "\(request.method.rawValue) \(address.textWithoutQuery)\(query)"
    }

    init(text: String) {
        self.text = text
    }
}

extension WebAddress {
    /// Scheme, host and path.
    var textWithoutQuery: String { "\(origin.scheme)://\(hostAndPort)\(path)" }
}
