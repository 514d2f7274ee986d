// SPDX-License-Identifier: Apache-2.0

/// What kind of day each date of one ledger is, without looking at any payment.
///
/// Balances could depend on all days before. They do not, because only every fourth date may be out
/// of the ordinary, and because the entries of an ordinary date always end above zero (see
/// `DayEvents`): so the sign of a closing balance, and with it whether there is a payout and which
/// number it has, follows from the kinds alone.
struct LedgerDays: Sendable {
    enum Kind: Hashable, Sendable {
        case ordinary
        /// No entries; the balance is carried.
        case empty
        /// A correction takes the balance below zero; there is no payout.
        case overdrawn(by: Int64, repaidByTopUp: Bool)
        /// The payout of the date before comes back.
        case abortsPayout
        /// A correction takes the balance so far below zero that the next dates do not lift it.
        case sinksIntoDebt
        /// No payout; below zero all day.
        case inDebt
        /// A top-up covers the debt.
        case repaysDebt
    }

    let ledger: Ledger
    let entriesPerDay: Int

    func key(_ date: SandboxDate) -> RandomKey { ledger.key.child(10_000 + date.days) }

    func kind(_ date: SandboxDate) -> Kind {
        if ledger.oddities.contains(.negativeBalance), let kind = debtKind(date) { return kind }
        let sinceStart = date.days - ledger.start.days
        guard sinceStart > 0, sinceStart % 4 == 1 else { return .ordinary }
        let key = key(date).child(-1)
        if let kind = oddKind(date, key) { return kind }
        switch key.draw(12) {
        case 0 where !endsPeriod(date): return .empty
        case 1: return .overdrawn(by: overdraft(key, upTo: 1_000), repaidByTopUp: true)
        case 2: return .overdrawn(by: overdraft(key, upTo: 4), repaidByTopUp: false)
        case 3 where hasPayout(date.advanced(by: -1)): return .abortsPayout
        default: return .ordinary
        }
    }

    /// Payments and refunds of a date; 0 before the ledger's start and on empty dates, else at
    /// least 1.
    func slotCount(_ date: SandboxDate) -> Int {
        guard date >= ledger.start, kind(date) != .empty else { return 0 }
        let perMille = Self.weekdays[date.weekday] * (900 + key(date).child(-2).draw(201)) / 1_000
        return max(1, entriesPerDay * perMille / 1_000)
    }

    func hasPayout(_ date: SandboxDate) -> Bool {
        guard date >= ledger.start, ledger.settlement == .daily || endsPeriod(date) else {
            return false
        }
        switch kind(date) {
        case .ordinary, .abortsPayout, .repaysDebt: return true
        case .empty, .overdrawn, .sinksIntoDebt, .inDebt: return false
        }
    }

    /// The number of the payout of `date`; the ledger's first payout has 2000001.
    ///
    /// - Complexity: O(days since the ledger's start), some nanoseconds each.
    func payoutNumber(_ date: SandboxDate) -> Int {
        var number = 2_000_000
        for days in ledger.start.days...max(ledger.start.days, date.days)
        where hasPayout(SandboxDate(days: days)) {
            number += 1
        }
        return number
    }

    /// Whether a payout that is not daily is due on a date.
    func endsPeriod(_ date: SandboxDate) -> Bool {
        switch ledger.settlement {
        case .daily: false
        case .weekly: date.weekday == 6
        case .monthly: date.endsMonth
        }
    }

    /// At least a tenth and at most `tenths` tenths of the least capture.
    private func overdraft(_ key: RandomKey, upTo tenths: Int) -> Int64 {
        ledger.country.leastCapture * Int64(1 + key.child(1).draw(tenths)) / 10
    }

    /// Monday to Sunday, in thousandths of the average.
    private static let weekdays = [900, 930, 960, 1_000, 1_150, 1_180, 880]
}
