// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What is odd about the entries that payouts were made of; none of it stops a run, and no amount is left out for it.
struct PayoutFindings: Sendable {
    private static let exampleLimit = 5

    private var byRule: [PayoutRule: (count: Int, examples: [String])] = [:]

    /// The findings, one per rule that is broken, in the order of the rules.
    var all: [Finding] {
        PayoutRule.allCases.compactMap { rule in
            byRule[rule].map { rule.finding(count: $0.count, examples: $0.examples) }
        }
    }

    /// An entry behind the last payout of its date, or a second payout there.
    mutating func noteBehindPayout(
        _ kind: EntryKind,
        ledger: String,
        _ payout: String,
        _ days: Int32
    ) {
        let date = CalendarDate(daysSinceEpoch: days)
        let rule = kind == .payout ? PayoutRule.secondPayout : .behindPayout
        note(rule, "ledger \(ledger), \(date), behind \(payout)")
    }

    mutating func noteMissingAmount(ledger: String, _ days: Int32) {
        note(.missingAmount, "ledger \(ledger), \(CalendarDate(daysSinceEpoch: days))")
    }

    /// Looks at a payout of the window: `carried` is what the payout before left, if there is one in this run, and
    /// `vendor` the balance after the payout, as its entry says it.
    mutating func judge(_ payout: Payout, carried: Int128?, vendor: Int128?) {
        let name = "ledger \(payout.ledger), \(payout.name)"
        if payout.number == nil { note(.noNumber, name) }
        if payout.paid <= 0 {
            note(.notNegative, "\(name): \(money(-payout.paid, payout.currency))")
        }
        guard let opening = payout.opening, let closing = payout.closing else {
            return note(.noBalance, name)
        }
        if let vendor, vendor != closing {
            note(
                .doesNotAddUp,
                "\(name): the vendor says \(money(vendor, payout.currency)), the entries come to "
                    + money(closing, payout.currency)
            )
        }
        if let carried, carried != opening {
            note(
                .gap,
                "\(name): opens with \(money(opening, payout.currency)), the one before left "
                    + money(carried, payout.currency)
            )
        }
    }

    private mutating func note(_ rule: PayoutRule, _ example: String) {
        var noted = byRule[rule] ?? (0, [])
        noted.count += 1
        if noted.examples.count < Self.exampleLimit { noted.examples.append(example) }
        byRule[rule] = noted
    }

    private func money(_ minorUnits: Int128, _ currency: Currency?) -> String {
        guard let currency, let units = Int64(exactly: minorUnits) else {
            return "\(minorUnits) minor units"
        }
        let amount = Column.money(MoneyArray(Values([units]), .one(currency)))
        return "\(amount.writtenText(ofSlot: 0)) \(currency)"
    }
}

/// What is expected of payouts and their entries.
///
/// - Source: The vendor's Report API guide: at most one payout per date, its last entry; balances are a chain.
enum PayoutRule: Int, CaseIterable, Sendable {
    case doesNotAddUp
    case gap
    case behindPayout
    case secondPayout
    case noNumber
    case notNegative
    case noBalance
    case missingAmount
}
