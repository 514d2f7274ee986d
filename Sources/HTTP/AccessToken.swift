// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation

/// A bearer token as a token endpoint answers it.
struct AccessToken: Sendable, Hashable {
    let value: String
    /// How long it is valid from when it was asked for; nil when the server did not say.
    let life: Duration?

    /// Reads `access_token` and `expires_in`, a number or a string of digits; nil without a token.
    ///
    /// The token is registered as a secret.
    init?(json: Data) {
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
            let value = object["access_token"] as? String, !value.isEmpty
        else { return nil }
        Secrets.register(value)
        self.value = value
        life = Self.seconds(object["expires_in"]).map { .seconds($0) }
    }

    /// How long before its end it is replaced: a tenth of its life, at most a minute.
    static func margin(ofLife life: Duration) -> Duration {
        min(life / 10, .seconds(60))
    }

    private static func seconds(_ value: Any?) -> Int? {
        switch value {
        case let number as Int: number
        case let number as Double: Int(exactly: number.rounded(.down))
        case let text as String: Int(text)
        default: nil
        }
    }
}
