// SPDX-License-Identifier: Apache-2.0

/// Makes the sheets of all ledgers' dates, and keeps the latest.
final class DaySheets: Sendable {
    private struct Key: Hashable {
        let ledger: Int
        let oddities: Oddities
        let date: SandboxDate
    }

    private let entriesPerDay: Int
    private let kept = RecentValues<Key, DaySheet>(limit: 16 << 20)
    private let keptTurnovers = RecentValues<Key, Int64>(limit: 1 << 20)

    init(entriesPerDay: Int) {
        self.entriesPerDay = entriesPerDay
    }

    /// - Complexity: A daily settled ledger needs at most the sheet of the date before, others
    ///   those of their week or month.
    func sheet(_ ledger: Ledger, _ date: SandboxDate) -> DaySheet {
        let key = Key(ledger: ledger.index, oddities: ledger.oddities, date: date)
        if let sheet = kept.value(key) { return sheet }
        let days = LedgerDays(ledger: ledger, entriesPerDay: entriesPerDay)
        let sheet = DaySheet(days: days, date: date, carried: carried(days, date))
        kept.keep(sheet, for: key, cost: 1_000 + sheet.blocks.count * 24)
        return sheet
    }

    private func carried(_ days: LedgerDays, _ date: SandboxDate) -> CarriedState {
        var carried = CarriedState()
        carried.opening = opening(days, date)
        carried.abortedPayout = abortedPayout(days, date)
        if days.ledger.isGross { carried.feesOpening = feesOpening(days, date) }
        if days.hasPayout(date) { carried.reserve = reserve(days, date) }
        if days.kind(date) == .sinksIntoDebt { carried.debt = debt(days, date) }
        return carried
    }

    private func opening(_ days: LedgerDays, _ date: SandboxDate) -> Int64 {
        let previous = date.advanced(by: -1)
        guard previous >= days.ledger.start else { return 0 }
        if days.hasPayout(previous) { return reserve(days, previous) }
        switch days.kind(previous) {
        case .overdrawn(let overdraft, _): return -overdraft
        case .sinksIntoDebt: return -debt(days, previous)
        default: return sheet(days.ledger, previous).closing
        }
    }

    private func abortedPayout(
        _ days: LedgerDays,
        _ date: SandboxDate
    ) -> (number: Int, amount: Int64)? {
        guard days.kind(date) == .abortsPayout else { return nil }
        return sheet(days.ledger, date.advanced(by: -1)).payout
    }

    private func feesOpening(_ days: LedgerDays, _ date: SandboxDate) -> Int64 {
        guard date > days.ledger.start, date.dayOfMonth > 1 else { return 0 }
        return sheet(days.ledger, date.advanced(by: -1)).feesClosing
    }

    /// What stays on the ledger after the payout of a date.
    private func reserve(_ days: LedgerDays, _ date: SandboxDate) -> Int64 {
        guard days.ledger.oddities.contains(.rollingReserve) else { return 0 }
        var reserve: Int64 = 0
        for back in 0..<14 {
            let date = date.advanced(by: -back)
            guard date >= days.ledger.start, !days.usesUpReserve(date) else { break }
            reserve += turnover(days, date) / 25
        }
        return reserve
    }

    /// More than the nine dates after `date` can bring.
    private func debt(_ days: LedgerDays, _ date: SandboxDate) -> Int64 {
        let inflow = (1...9).reduce(Int64(0)) { sum, day in
            let slots = Slots(days: days, date: date.advanced(by: day))
            let odd = OddEvents(ledger: days.ledger, slots: slots)
            let total = slots.total()
            let events =
                DayEvents(days: days).drawn(on: slots) + odd.onFunds() + odd.onFees(total.fees)
            return events.reduce(sum + total.amount) { $0 + max(0, $1.amount) }
        }
        return inflow * 5 / 4 + days.ledger.country.leastCapture
    }

    /// Captures less refunds of a date.
    private func turnover(_ days: LedgerDays, _ date: SandboxDate) -> Int64 {
        let key = Key(ledger: days.ledger.index, oddities: days.ledger.oddities, date: date)
        if let turnover = keptTurnovers.value(key) { return turnover }
        let turnover = Slots(days: days, date: date).total().amount
        keptTurnovers.keep(turnover, for: key, cost: 64)
        return turnover
    }
}
