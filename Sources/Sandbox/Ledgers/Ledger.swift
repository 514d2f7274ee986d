// SPDX-License-Identifier: Apache-2.0

/// One merchant's ledger: what the ledgers endpoint says about it and what its entries are made
/// from.
struct Ledger: Sendable {
    enum Settlement: Sendable {
        case daily
        /// Paid out with the Sunday's ledger date.
        case weekly
        /// Paid out with the ledger date of a month's last day.
        case monthly
    }

    /// Place in the list, from 0.
    let index: Int
    /// Six digits; ascending with `index`.
    let id: String
    let country: Country
    let owner: BusinessIdentifier
    /// Scheme and id.
    let bankAccount: (scheme: String, id: String)
    /// At least one.
    var units: [SalesUnit]
    /// The first date with entries.
    let start: SandboxDate
    var settlement: Settlement
    /// Fee of a capture in hundredths of a percent, at most 299.
    let feeRate: Int64
    let key: RandomKey
    /// What is odd about it for the request at hand.
    var oddities: Oddities = []

    /// Whether fees are invoiced, not retained from the payouts.
    var isGross: Bool { oddities.contains(.gross) }
}

/// A company in its country's register.
struct BusinessIdentifier: Sendable {
    let scheme: String
    let id: String
}

/// A shop that takes payments.
struct SalesUnit: Sendable {
    let name: String
    /// `api:718204`, or `NO:61234` for a VM-number.
    let handle: String
    /// Whether payers' names and messages exist.
    let isVMNumber: Bool

    /// The handle without its prefix.
    var number: String { String(handle.drop { $0 != ":" && $0 != "/" }.dropFirst()) }
}
