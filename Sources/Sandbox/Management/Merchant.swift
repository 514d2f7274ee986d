// SPDX-License-Identifier: Apache-2.0

/// A company as the Management API knows it.
struct Merchant: Sendable {
    struct Address: Sendable {
        /// May be empty.
        let lines: [String]
        let postCode: String
        let city: String
    }

    let identifier: BusinessIdentifier
    let name: String
    let country: Country
    let isActive: Bool
    /// As the API writes instants.
    let createdAt: String
    let updatedAt: String
    let address: Address?
    let postAddress: Address?
    /// Those with keys of their own; VM-numbers are not among them.
    let units: [ManagedUnit]
    let key: RandomKey

    /// Whether the partner has one of the units.
    var isConnected: Bool { units.contains(where: \.isConnected) }

    func isMeant(by reference: MerchantReference) -> Bool {
        switch reference {
        case .number(let number): identifier.id == number
        case .identifier(let scheme, let id):
            identifier.scheme.lowercased() == scheme.lowercased()
                && identifier.id.lowercased() == id.lowercased()
        }
    }
}

/// A sales unit as the Management API knows it.
struct ManagedUnit: Sendable {
    enum Kind: Sendable {
        /// Has a ledger.
        case trading
        /// Approved, without a payment so far; no ledger yet.
        case new
        /// Approved for login only; never has a ledger.
        case login
        /// Was given up.
        case closed
    }

    let msn: String
    let name: String
    let kind: Kind
    /// Nil without a ledger.
    let bankAccount: BankAccount?
    /// Whether the partner acts for it.
    let isConnected: Bool
    let key: RandomKey

    var isActive: Bool { kind != .closed }
}

/// Where payouts go.
struct BankAccount: Sendable {
    let scheme: String
    let id: String
}
