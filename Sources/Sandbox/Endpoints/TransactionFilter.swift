// SPDX-License-Identifier: Apache-2.0

/// A query parameter that says nothing that can be understood.
struct UnreadableParameter: Error {
    let parameter: String
}

/// The dates that the query parameters of version 1 leave.
struct TransactionFilter {
    let days: LedgerDays
    private var first: SandboxDate?
    private var last: SandboxDate
    private var isEmpty = false

    init(days: LedgerDays, lastClosed: SandboxDate) {
        self.days = days
        last = lastClosed
    }

    mutating func read(_ query: [String: String]) throws(UnreadableParameter) {
        if let date = try Self.date("ledgerDate", query) { narrow(from: date, to: date) }
        if let date = try Self.date("fromLedgerDate", query) { narrow(from: date, to: last) }
        if let date = try Self.date("toLedgerDate", query) { last = min(last, date) }
        if let payout = try Self.number("inPayout", query) {
            let period = days.payoutPeriod(payout, upTo: last)
            if let period { narrow(from: period.lowerBound, to: period.upperBound) }
            isEmpty = isEmpty || period == nil
        }
        if let payout = try Self.number("sincePayout", query) {
            let period = days.payoutPeriod(payout, upTo: last)
            if let period { narrow(from: period.upperBound.advanced(by: 1), to: last) }
            isEmpty = isEmpty || period == nil
        }
    }

    func range(withoutFilterFrom start: SandboxDate) -> TransactionRange? {
        let first = max(first ?? start, days.ledger.start)
        guard !isEmpty, first <= last else { return nil }
        return TransactionRange(date: first, last: last)
    }

    private mutating func narrow(from date: SandboxDate, to end: SandboxDate) {
        first = max(first ?? date, date)
        last = min(last, end)
    }

    private static func date(
        _ name: String,
        _ query: [String: String]
    ) throws(UnreadableParameter) -> SandboxDate? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard let date = SandboxDate(text) else { throw UnreadableParameter(parameter: name) }
        return date
    }

    private static func number(
        _ name: String,
        _ query: [String: String]
    ) throws(UnreadableParameter) -> Int? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard let number = Int(text) else { throw UnreadableParameter(parameter: name) }
        return number
    }
}

extension LedgerDays {
    /// The dates that a payout pays for, the last of them its own; nil when there is none up to
    /// `last`.
    func payoutPeriod(_ number: Int, upTo last: SandboxDate) -> ClosedRange<SandboxDate>? {
        var count = 2_000_000
        var first = ledger.start
        var date = ledger.start
        while date <= last {
            if hasPayout(date) {
                count += 1
                if count == number { return first...date }
                first = date.advanced(by: 1)
            }
            date = date.advanced(by: 1)
        }
        return nil
    }
}
