// SPDX-License-Identifier: Apache-2.0

/// The kinds of API keys that the vendor hands out.
package enum SandboxKeyType: String, Sendable, Hashable, CaseIterable {
    /// Keys of one sales unit: its own ledger only.
    case salesUnit = "sales_unit"
    /// Keys of an accounting partner: all ledgers.
    case accounting
    /// Keys of a partner: no access to reports.
    case partner
    /// Keys for the Management API: no access to reports.
    case management

    /// Whether tokens come from `/miami/v1/token`, and no subscription key is sent.
    package var isSpecialised: Bool { self == .accounting || self == .management }
}

/// A working set of keys of one type; worth nothing outside the sandbox.
package struct SandboxKeys: Sendable, Hashable {
    /// The kind of these keys.
    package let type: SandboxKeyType
    /// A GUID.
    package let clientID: String
    /// Base64 text.
    package let clientSecret: String
    /// 32 hexadecimal digits; nil for specialised keys.
    package let subscriptionKey: String?
    /// Of the first sales unit with an API; nil for specialised keys.
    package let merchantSerialNumber: String?

    init(type: SandboxKeyType, root: RandomKey, merchantSerialNumber: String?) {
        let place = SandboxKeyType.allCases.firstIndex(of: type) ?? 0
        let key = root.child(100 + place)
        self.type = type
        clientID = key.child(1).identifier
        clientSecret = Base64.encoded(
            Array((key.child(2).hexadecimal + key.hexadecimal).utf8.prefix(24))
        )
        let hexadecimal = key.child(4).hexadecimal + key.child(5).hexadecimal
        subscriptionKey = type.isSpecialised ? nil : hexadecimal
        self.merchantSerialNumber = type.isSpecialised ? nil : merchantSerialNumber
    }

    /// The members that apply, as they are named in a connection.
    package var members: [(name: String, value: String)] {
        [
            ("client_id", clientID),
            ("client_secret", clientSecret),
            ("subscription_key", subscriptionKey),
            ("merchant_serial_number", merchantSerialNumber),
        ].compactMap { name, value in value.map { (name, $0) } }
    }
}

extension RandomKey {
    /// 16 hexadecimal digits.
    var hexadecimal: String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A text in the form of a GUID.
    var identifier: String {
        let digits = Array(child(1).hexadecimal + child(2).hexadecimal)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            .joined(separator: "-")
    }
}
