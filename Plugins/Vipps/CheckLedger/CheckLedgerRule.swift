// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What must hold of the entries of a ledger, by the name that findings and options use.
///
/// - Source: The vendor's Report API guide; a break is a matter for a question to the vendor.
enum CheckLedgerRule: String, CaseIterable {
    /// `balanceAfter` is `balanceBefore` and `amount` together.
    case entryAddsUp = "entry-adds-up"
    /// `balanceBefore` is `balanceAfter` of the entry before, over pages and dates.
    case chain
    /// The amounts of a date add up to the change of the balance from its first to its last entry.
    case dateAddsUp = "date-adds-up"
    /// No entry follows a payout on the same ledger date, a second payout neither.
    case payoutLast = "payout-last"
    /// A payout leaves nothing, or no debt if a reserve is agreed.
    case payoutEmpties = "payout-empties"
    /// A payout takes an amount from a balance above zero.
    case noPayoutBelowZero = "no-payout-below-zero"
    /// What is retained on `funds` is settled on `fees` at the same time; asked if both topics are there.
    case feesMirrored = "fees-mirrored"
    /// Nothing is retained on `funds` where fees are invoiced.
    case grossHasNoRetained = "gross-has-no-retained"
    /// All entries of one ledger have one currency.
    case oneCurrency = "one-currency"

    /// What is said of that many breaks among that many entries, dates or payouts.
    func message(_ count: Int, of whole: Int) -> String {
        let share = "\(count.groupedDigits) of \(whole.groupedDigits)"
        let isOne = count == 1
        return switch self {
        case .entryAddsUp: "in \(share) entries balanceAfter is not balanceBefore + amount"
        case .chain:
            "in \(share) entries balanceBefore is not the balanceAfter of the entry before"
        case .dateAddsUp:
            "on \(share) ledger dates the amounts do not add up to the change of the balance"
        case .payoutLast:
            "\(share) entries \(isOne ? "follows" : "follow") a payout on the same ledger date"
        case .payoutEmpties: "\(share) payouts \(isOne ? "leaves" : "leave") a wrong balance"
        case .noPayoutBelowZero:
            "\(share) payouts \(isOne ? "takes" : "take") no amount from a balance above zero"
        case .feesMirrored:
            "\(share) retained fees \(isOne ? "has" : "have") no counterpart on the other topic"
        case .grossHasNoRetained:
            "\(share) entries \(isOne ? "retains" : "retain") fees, which are settled gross"
        case .oneCurrency:
            "\(share) entries \(isOne ? "has" : "have") another currency than their ledger"
        }
    }
}
