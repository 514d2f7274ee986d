// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

/// The kinds of keys that the vendor hands out.
enum KeyType: String, CaseIterable, Sendable {
    case accounting
    case salesUnit = "sales_unit"
    case partner
    case management

    /// Whether the token comes from the specialised endpoint, where no subscription key may be sent.
    var usesSpecialisedTokens: Bool { self == .accounting || self == .management }

    /// Whether these keys may read ledgers.
    var readsLedgers: Bool { self == .accounting || self == .salesUnit }

    /// Checks that these keys may ask an endpoint of the Management API.
    ///
    /// - Throws: `vipps-keys-cannot-reach`, naming the keys that may.
    /// - Source: The vendor's guides to keys: accounting keys are for reports only.
    func checkReach(of endpoint: ManagementEndpoint) throws {
        guard self == .partner || !endpoint.needsPartnerKeys else {
            throw VippsFault.cannotAskForPartner(self)
        }
        guard self != .accounting else { throw VippsFault.cannotManage(self) }
    }

    /// The kind as a sentence says it.
    var phrase: String {
        switch self {
        case .accounting: "accounting keys"
        case .salesUnit: "sales-unit keys"
        case .partner: "partner keys"
        case .management: "management keys"
        }
    }
}

/// One set of keys, and how a token is asked for with it.
struct VippsKeys {
    let type: KeyType
    let clientID: String
    let merchantSerialNumber: String?
    private let clientSecret: String
    private let subscriptionKey: String?

    init(_ options: StageOptions) throws {
        guard let type = KeyType(rawValue: options.text("key_type")) else {
            preconditionFailure("the spec lists all kinds of keys")
        }
        self.type = type
        clientID = options.text("client_id")
        clientSecret = options.text("client_secret")
        subscriptionKey = options.optionalText("subscription_key")
        merchantSerialNumber = options.optionalText("merchant_serial_number")
        [clientSecret, subscriptionKey].compactMap { $0 }.forEach(Secrets.register)
        if !type.usesSpecialisedTokens, subscriptionKey == nil {
            throw VippsFault.subscriptionKeyMissing(options, type)
        }
        // A partner acts for one of its sales units at a time: without its MSN the vendor answers 403.
        if type == .partner, merchantSerialNumber == nil {
            throw VippsFault.serialNumberMissing(options)
        }
        if type.usesSpecialisedTokens, subscriptionKey != nil {
            throw VippsFault.subscriptionKeyNotWanted(options, type)
        }
        if type.usesSpecialisedTokens, merchantSerialNumber != nil {
            throw VippsFault.serialNumberNotWanted(options, type)
        }
    }

    /// Fetches tokens and adds them, with whatever else proves who asks, to each request.
    var authorizer: TokenCache {
        let constant = keyHeaders
        return TokenCache(
            request: type.usesSpecialisedTokens ? specialisedRequest : standardRequest
        ) {
            [.secret("Authorization", "Bearer \($0)")] + constant
        }
    }

    private var keyHeaders: [HTTPHeader] {
        guard !type.usesSpecialisedTokens else { return [] }
        let key = subscriptionKey.map { HTTPHeader.secret("Ocp-Apim-Subscription-Key", $0) }
        let unit = merchantSerialNumber.map { HTTPHeader("Merchant-Serial-Number", $0) }
        return [key, unit].compactMap { $0 }
    }

    /// - Source: The vendor's access token guide: an empty body, the keys in headers.
    private var standardRequest: HTTPRequest {
        HTTPRequest(
            .post,
            "/accesstoken/get",
            headers: [.secret("client_id", clientID), .secret("client_secret", clientSecret)]
                + keyHeaders
        )
    }

    /// - Source: The vendor's guide to specialised keys: OAuth2 client credentials with Basic auth.
    private var specialisedRequest: HTTPRequest {
        let pair = Data("\(clientID):\(clientSecret)".utf8).base64EncodedString()
        return HTTPRequest(
            .post,
            "/miami/v1/token",
            headers: [
                .secret("Authorization", "Basic \(pair)"),
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            ],
            body: Array("grant_type=client_credentials".utf8)
        )
    }
}
