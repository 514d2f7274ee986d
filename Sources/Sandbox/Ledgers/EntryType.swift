// SPDX-License-Identifier: Apache-2.0

/// The entry types that the sandbox books, on either topic.
enum EntryType: Sendable {
    case capture
    case refund
    case retainedDisputedCapture
    case returnedDisputedCapture
    case correction
    case topUp
    case payoutAborted
    case feesRetained
    case payoutScheduled
    /// What `payoutScheduled` was called on dates before 2024.
    case scheduledForPayout
    case captureFee
    case serviceFee
    case creditNote
    case feesInvoiced
    /// A type that no document names, on funds and on fees.
    case unknownOnFunds
    case unknownOnFees

    var name: StaticString {
        switch self {
        case .capture: "capture"
        case .refund: "refund"
        case .retainedDisputedCapture: "retained-disputed-capture"
        case .returnedDisputedCapture: "returned-disputed-capture"
        case .correction: "correction"
        case .topUp: "top-up"
        case .payoutAborted: "payout-aborted"
        case .feesRetained: "fees-retained"
        case .payoutScheduled: "payout-scheduled"
        case .scheduledForPayout: "scheduled-for-payout"
        case .captureFee: "capture-fee"
        case .serviceFee: "service-fee"
        case .creditNote: "credit-note"
        case .feesInvoiced: "fees-invoiced"
        case .unknownOnFunds: "goodwill-transfer"
        case .unknownOnFees: "campaign-discount"
        }
    }
}

/// The accounts of a ledger that can be read.
enum Topic: String, Hashable, Sendable {
    case funds
    case fees
}
