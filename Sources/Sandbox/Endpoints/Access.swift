// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// Which ledgers a request may read, or why none.
    enum Access {
        case granted([Ledger])
        case refused(Answer)
    }

    /// Checks token, subscription key and key type for the report and settlement APIs.
    func access(_ request: SandboxRequest) -> Access {
        let header = request.headers[.authorization] ?? ""
        guard header.hasPrefix("Bearer "),
            let type = tokens.holder(of: String(header.dropFirst(7)), now: clock.now())
        else { return .refused(.unauthorized) }
        let expected = keys.first { $0.type == type }?.subscriptionKey
        let subscriptionKey = request.headers[.subscriptionKey]
        guard subscriptionKey == expected else {
            if expected == nil { return .refused(.unauthorized) }
            return .refused(
                subscriptionKey == nil ? .missingSubscriptionKey : .invalidSubscriptionKey
            )
        }
        switch type {
        case .accounting: return .granted(ledgers)
        case .salesUnit: return .granted(Array(ledgers.prefix(1)))
        case .partner, .management: return .refused(.forbidden(id: identifier(of: request)))
        }
    }
}
