// SPDX-License-Identifier: Apache-2.0

/// Makes the sheets of all ledgers' dates, and keeps the latest.
final class DaySheets: Sendable {
    private struct Key: Hashable {
        let ledger: Int
        let date: SandboxDate
    }

    private let entriesPerDay: Int
    private let kept = RecentValues<Key, DaySheet>(limit: 16 << 20)

    init(entriesPerDay: Int) {
        self.entriesPerDay = entriesPerDay
    }

    /// - Complexity: A daily settled ledger needs at most the sheet of the date before, a weekly
    ///   one those of its week.
    func sheet(_ ledger: Ledger, _ date: SandboxDate) -> DaySheet {
        let key = Key(ledger: ledger.index, date: date)
        if let sheet = kept.value(key) { return sheet }
        let days = LedgerDays(ledger: ledger, entriesPerDay: entriesPerDay)
        let sheet = DaySheet(
            days: days,
            date: date,
            opening: opening(days, date),
            abortedPayout: abortedPayout(days, date)
        )
        kept.keep(sheet, for: key, cost: 1_000 + sheet.blocks.count * 24)
        return sheet
    }

    private func opening(_ days: LedgerDays, _ date: SandboxDate) -> Int64 {
        let previous = date.advanced(by: -1)
        guard previous >= days.ledger.start, !days.hasPayout(previous) else { return 0 }
        if case .overdrawn(let overdraft, _) = days.kind(previous) { return -overdraft }
        return sheet(days.ledger, previous).closing
    }

    private func abortedPayout(_ days: LedgerDays, _ date: SandboxDate) -> Int64? {
        guard days.kind(date) == .abortsPayout else { return nil }
        return sheet(days.ledger, date.advanced(by: -1)).payout?.amount
    }
}
