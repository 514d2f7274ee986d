// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// `POST /accesstoken/get`: keys in headers, every value of the answer a string.
    func standardToken(_ request: SandboxRequest) -> Answer {
        let id = identifier(of: request)
        guard let clientID = request.headers[.clientID],
            let clientSecret = request.headers[.clientSecret]
        else {
            let detail = "The headers client_id and client_secret are required."
            return .problem(.badRequest, "Bad request", detail, id: id)
        }
        guard let subscriptionKey = request.headers[.subscriptionKey] else {
            return .missingSubscriptionKey
        }
        let owner = keys.first { keys in
            !keys.type.isSpecialised && keys.clientID == clientID
                && keys.clientSecret == clientSecret
        }
        guard let owner else { return .unauthorized }
        guard owner.subscriptionKey == subscriptionKey else { return .invalidSubscriptionKey }
        let number = request.headers[.merchantSerialNumber] ?? owner.merchantSerialNumber
        guard owner.type == .partner || number == owner.merchantSerialNumber else {
            return .unauthorized
        }
        return standardToken(for: owner, request)
    }

    private func standardToken(for owner: SandboxKeys, _ request: SandboxRequest) -> Answer {
        let now = clock.now()
        let seconds = settings.tokenSeconds ?? 86_400
        let start = now / 1_000_000
        let life = expiresIn(seconds, isText: true, request)
        return Answer(
            .ok,
            .json,
            """
            {"token_type":"Bearer","expires_in":\(life),"ext_expires_in":"0",\
            "expires_on":"\(start + Int64(seconds))","not_before":"\(start)",\
            "resource":"00000002-0000-0000-c000-000000000000",\
            "access_token":"\(tokens.issue(to: owner.type, seconds: seconds, now: now))"}
            """
        )
    }

    /// `POST /miami/v1/token`: OAuth 2.0 client credentials, with `expires_in` as a number.
    func specialisedToken(_ request: SandboxRequest) -> Answer {
        guard request.headers[.subscriptionKey] == nil else {
            return .invalidClient(.badRequest, "No subscription key may be sent.")
        }
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("application/x-www-form-urlencoded"),
            SandboxRequest.form(request.body)["grant_type"] == "client_credentials"
        else {
            return .invalidClient(.badRequest, "grant_type must be client_credentials.")
        }
        let owner = keys.first { keys in
            keys.type.isSpecialised
                && credentials(of: request) == "\(keys.clientID):\(keys.clientSecret)"
        }
        guard let owner else {
            return .invalidClient(.unauthorized, "Client authentication failed.")
        }
        let seconds = settings.tokenSeconds ?? 900
        let token = tokens.issue(to: owner.type, seconds: seconds, now: clock.now())
        let life = expiresIn(seconds, isText: false, request)
        return Answer(
            .ok,
            .json,
            """
            {"access_token":"\(token)","token_type":"Bearer","expires_in":\(life)}
            """
        )
    }

    /// The member's value, as the vendor has it on this endpoint or the other way round.
    private func expiresIn(_ seconds: Int, isText: Bool, _ request: SandboxRequest) -> String {
        // A header that cannot be read is refused where ledgers are asked for.
        let wanted = (try? oddities(request)) ?? oddities
        let isSwapped = wanted.everywhere.contains(.swappedExpiresIn)
        return isText != isSwapped ? "\"\(seconds)\"" : String(seconds)
    }

    /// What `Authorization: Basic` carries.
    private func credentials(of request: SandboxRequest) -> String? {
        let header = request.headers[.authorization] ?? ""
        guard header.hasPrefix("Basic ") else { return nil }
        return Base64.decoded(header.dropFirst(6)).map { String(decoding: $0, as: UTF8.self) }
    }
}
