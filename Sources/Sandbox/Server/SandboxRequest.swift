// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// A request as far as the endpoints look at it.
struct SandboxRequest: Sendable {
    let method: HTTPRequest.Method
    /// Path and query as they were sent.
    let target: String
    let headers: HTTPFields
    var body = ""

    /// The path's parts, unescaped; empty ones count.
    var path: [String] {
        target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst().map { PercentEncoding.decoded($0) }
    }

    /// The query's parameters, unescaped, the last one of a name.
    var query: [String: String] {
        guard let mark = target.firstIndex(of: "?") else { return [:] }
        return Self.form(target[target.index(after: mark)...])
    }

    /// Reads `a=b&c=d`, where `+` stands for a space.
    static func form(_ text: some StringProtocol) -> [String: String] {
        var values: [String: String] = [:]
        for part in text.split(separator: "&") {
            let cut = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { piece in PercentEncoding.decoded(String(piece.map { $0 == "+" ? " " : $0 }))
                }
            values[cut[0]] = cut.count > 1 ? cut[1] : ""
        }
        return values
    }
}

extension HTTPField.Name {
    static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("'\(name)' is a token of HTTP")
        }
        return name
    }

    static let subscriptionKey = named("Ocp-Apim-Subscription-Key")
    static let merchantSerialNumber = named("Merchant-Serial-Number")
    static let idempotencyKey = named("Idempotency-Key")
    static let sandboxFaults = named("Sandbox-Faults")
    static let clientID = named("client_id")
    static let clientSecret = named("client_secret")
    static let feedPageSize = named("Vipps-Feed-Page-Size")
}
