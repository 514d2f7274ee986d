// SPDX-License-Identifier: Apache-2.0

/// The kinds of entries that a payout tells apart; the vendor's list of types is open.
enum EntryKind: Int, CaseIterable, Sendable {
    case capture
    case refund
    case feesRetained
    case correction
    case dispute
    case topUp
    case creditNote
    case payoutAborted
    case other
    case payout

    /// The kinds of everything but payouts.
    static let movements = allCases.dropLast()

    /// The kind of an entry by its `entryType`; `other` for types that nobody has heard of.
    ///
    /// - Source: The vendor's Report API guide; `scheduled-for-payout` until about 2024, `payout` in the first version.
    init(_ type: String?) {
        self =
            switch type {
            case "capture": .capture
            case "refund": .refund
            case "fees-retained": .feesRetained
            case "correction": .correction
            case "retained-disputed-capture", "returned-disputed-capture": .dispute
            case "top-up": .topUp
            case "credit-note": .creditNote
            case "payout-aborted": .payoutAborted
            case "payout-scheduled", "scheduled-for-payout", "payout": .payout
            default: .other
            }
    }

    /// The column of `vipps.payouts` that its amounts are added to.
    var column: String {
        switch self {
        case .capture: "captured"
        case .refund: "refunded"
        case .feesRetained: "feesRetained"
        case .correction: "corrections"
        case .dispute: "disputes"
        case .topUp: "topUps"
        case .creditNote: "creditNotes"
        case .payoutAborted: "payoutsAborted"
        case .other: "otherEntries"
        case .payout: "paidOut"
        }
    }
}
