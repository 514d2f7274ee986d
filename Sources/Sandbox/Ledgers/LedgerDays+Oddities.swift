// SPDX-License-Identifier: Apache-2.0

/// Kinds of days that only oddities bring.
extension LedgerDays {
    /// Debts are tied to the calendar, so that no date has to look back for the debt it is in: from
    /// the 10th of a month to the 19th, repaid on the 20th.
    func debtKind(_ date: SandboxDate) -> Kind? {
        let day = date.dayOfMonth
        guard (10...20).contains(day), date.advanced(by: 10 - day) > ledger.start else {
            return nil
        }
        return day == 10 ? .sinksIntoDebt : day == 20 ? .repaysDebt : .inDebt
    }

    /// What becomes of a date that may be out of the ordinary; nil leaves it to chance.
    func oddKind(_ date: SandboxDate, _ key: RandomKey) -> Kind? {
        let oddities = ledger.oddities
        var kinds: [Kind] = []
        if oddities.contains(.gapDates), !endsPeriod(date) { kinds.append(.empty) }
        if oddities.contains(.abortedPayouts), hasPayout(date.advanced(by: -1)) {
            kinds.append(.abortsPayout)
        }
        return kinds.isEmpty ? nil : kinds[key.child(7).draw(kinds.count)]
    }

    /// The first date from `date` on that has a payout, within three months.
    func payoutDate(from date: SandboxDate) -> SandboxDate? {
        (0..<93).lazy.map { date.advanced(by: $0) }.first(where: hasPayout)
    }
}

extension LedgerDays {
    /// Whether a date ends below zero, or owes all it brings.
    func usesUpReserve(_ date: SandboxDate) -> Bool {
        switch kind(date) {
        case .overdrawn, .sinksIntoDebt, .inDebt: true
        case .ordinary, .empty, .abortsPayout, .repaysDebt: false
        }
    }
}
