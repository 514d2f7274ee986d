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
        switch holder(of: request, unauthorized: .unauthorized) {
        case .known(.accounting): .granted(ledgers)
        case .known(.salesUnit): .granted(Array(ledgers.prefix(1)))
        case .known(.partner), .known(.management):
            .refused(.forbidden(id: identifier(of: request)))
        case .refused(let answer): .refused(answer)
        }
    }

    /// Whose keys a request comes with, or what is wrong with them.
    enum Holder {
        case known(SandboxKeyType)
        case refused(Answer)
    }

    /// Checks token and subscription key; each API has its own answer to a token that is none.
    func holder(of request: SandboxRequest, unauthorized: Answer) -> Holder {
        let header = request.headers[.authorization] ?? ""
        guard header.hasPrefix("Bearer "),
            let type = tokens.holder(of: String(header.dropFirst(7)), now: clock.now())
        else { return .refused(unauthorized) }
        let expected = keys.first { $0.type == type }?.subscriptionKey
        let subscriptionKey = request.headers[.subscriptionKey]
        guard subscriptionKey == expected else {
            if expected == nil { return .refused(unauthorized) }
            return .refused(
                subscriptionKey == nil ? .missingSubscriptionKey : .invalidSubscriptionKey
            )
        }
        return .known(type)
    }
}
