// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Follows each ledger and topic from entry to entry and counts what breaks a rule.
///
/// Held are one balance per ledger and topic, and the retained fees whose counterpart has not come yet: about one per
/// ledger and date.
struct CheckLedgerAudit: Sendable {
    /// One topic of one ledger.
    private struct Account {
        let name: String
        /// `balanceAfter` of the last entry.
        var balance: Int64?
        var date: Int32?
        /// `balanceBefore` of the date's first entry.
        var opening: Int64?
        /// The sum of the date's amounts; nil once one was missing.
        var sum: Int64? = 0
        var hasPayout = false
        /// The currency of the ledger, once an entry had it.
        var currency: Currency?
    }

    /// Retained fees of one ledger and instant.
    private struct Retained: Sendable {
        var sum: Int64 = 0
        var text = ""
        var order = 0
    }

    private struct RetainedKey: Hashable, Sendable {
        let ledger: String
        let time: Int64?
    }

    private let rules: Set<CheckLedgerRule>
    private let hasReserve: Bool
    private let exampleLimit: Int
    private var broken: [CheckLedgerRule: BrokenRows] = [:]
    private var accounts: [Account] = []
    private var accountNumbers: [String: Int] = [:]
    private var currencies: [String: Currency] = [:]
    private var topics: Set<String> = []
    private var retained: [RetainedKey: Retained] = [:]
    private var entryCount = 0
    private var dateCount = 0
    private var payoutCount = 0
    private var retainedCount = 0

    init(_ rules: Set<CheckLedgerRule>, hasReserve: Bool, exampleLimit: Int) {
        self.rules = rules
        self.hasReserve = hasReserve
        self.exampleLimit = exampleLimit
    }

    /// Takes the next entries, those of each ledger and topic in their order.
    mutating func add(_ entries: CheckLedgerEntries) {
        var number = 0
        for row in 0..<entries.count {
            if row == 0 || !entries.haveSameAccount(row, row - 1) {
                number = accountNumber(entries.ledger(row), entries.topic(row))
            }
            if accounts[number].date != entries.date(row) {
                endDate(of: number)
                beginDate(of: number, entries, row)
            }
            check(entries, row, number)
            entryCount += 1
        }
    }

    /// What there is to say after the last entry.
    mutating func finish(_ level: Finding.Level) -> [Finding] {
        for number in accounts.indices { endDate(of: number) }
        noteUnmirrored()
        return CheckLedgerRule.allCases.compactMap { rule in
            guard let breaks = broken[rule] else { return nil }
            return Finding(
                level,
                rule: rule.rawValue,
                rule.message(breaks.count, of: count(askedOf: rule)),
                count: breaks.count,
                examples: breaks.examples
            )
        }
    }

    private func count(askedOf rule: CheckLedgerRule) -> Int {
        switch rule {
        case .dateAddsUp: dateCount
        case .payoutEmpties, .noPayoutBelowZero: payoutCount
        case .feesMirrored: retainedCount
        default: entryCount
        }
    }

    private mutating func accountNumber(_ ledger: String, _ topic: String) -> Int {
        let name = "\(ledger)/\(topic)"
        if let number = accountNumbers[name] { return number }
        accountNumbers[name] = accounts.count
        topics.insert(topic)
        accounts.append(Account(name: name))
        return accounts.count - 1
    }

    private mutating func check(_ entries: CheckLedgerEntries, _ row: Int, _ number: Int) {
        let amount = entries.amount(row)
        let before = entries.balanceBefore(row)
        let after = entries.balanceAfter(row)
        if amount == nil || before == nil || after != before.adding(amount) {
            note(.entryAddsUp, entries, row)
        }
        if let balance = accounts[number].balance, let before, balance != before {
            note(.chain, entries, row, "the entry before left \(Self.text(balance, entries, row))")
        }
        accounts[number].balance = after
        let sum = accounts[number].sum
        accounts[number].sum = sum.adding(amount)
        if accounts[number].hasPayout { note(.payoutLast, entries, row) }
        if let currency = entries.currency(row), currency != accounts[number].currency {
            let ledger = entries.ledger(row)
            let known = currencies[ledger] ?? currency
            currencies[ledger] = known
            accounts[number].currency = known
            if known != currency { note(.oneCurrency, entries, row, "its ledger has \(known)") }
        }
        switch entries.kind(row) {
        case .payout:
            accounts[number].hasPayout = true
            checkPayout(entries, row)
        case .feesRetained: checkRetained(entries, row)
        default: break
        }
    }

    private mutating func checkPayout(_ entries: CheckLedgerEntries, _ row: Int) {
        payoutCount += 1
        let after = entries.balanceAfter(row) ?? 0
        if hasReserve ? after < 0 : after != 0 { note(.payoutEmpties, entries, row) }
        if (entries.amount(row) ?? 0) >= 0 || (entries.balanceBefore(row) ?? 0) <= 0 {
            note(.noPayoutBelowZero, entries, row)
        }
    }

    private mutating func checkRetained(_ entries: CheckLedgerEntries, _ row: Int) {
        if entries.topic(row) == LedgerTopic.funds.rawValue {
            note(.grossHasNoRetained, entries, row)
        }
        guard rules.contains(.feesMirrored), let amount = entries.amount(row) else { return }
        retainedCount += 1
        let key = RetainedKey(ledger: entries.ledger(row), time: entries.time(row))
        var known = retained[key] ?? Retained()
        known.sum &+= amount
        if known.text.isEmpty {
            var shown = BrokenRows(exampleLimit: 1)
            shown.add(row: row, of: entries.batch, showing: entries.shown)
            known.text = shown.examples.first ?? ""
            known.order = retainedCount
        }
        retained[key] = known.sum == 0 ? nil : known
    }

    /// Retained fees without a counterpart, if the input has both topics.
    private mutating func noteUnmirrored() {
        guard topics.contains(LedgerTopic.funds.rawValue),
            topics.contains(LedgerTopic.fees.rawValue)
        else { return }
        for fee in retained.values.sorted(by: { $0.order < $1.order }) {
            var breaks = broken[.feesMirrored] ?? BrokenRows(exampleLimit: exampleLimit)
            breaks.add(fee.text)
            broken[.feesMirrored] = breaks
        }
        retained = [:]
    }

    private mutating func beginDate(
        of number: Int,
        _ entries: CheckLedgerEntries,
        _ row: Int
    ) {
        accounts[number].date = entries.date(row)
        accounts[number].opening = entries.balanceBefore(row)
        accounts[number].sum = 0
        accounts[number].hasPayout = false
    }

    private mutating func endDate(of number: Int) {
        let account = accounts[number]
        guard let date = account.date else { return }
        accounts[number].date = nil
        dateCount += 1
        guard rules.contains(.dateAddsUp) else { return }
        if let sum = account.sum, let opening = account.opening, let balance = account.balance,
            balance &- opening == sum
        {
            return
        }
        var breaks = broken[.dateAddsUp] ?? BrokenRows(exampleLimit: exampleLimit)
        breaks.add("\(account.name)/\(CalendarDate(daysSinceEpoch: date))")
        broken[.dateAddsUp] = breaks
    }

    private mutating func note(
        _ rule: CheckLedgerRule,
        _ entries: CheckLedgerEntries,
        _ row: Int,
        _ words: @autoclosure () -> String = ""
    ) {
        guard rules.contains(rule) else { return }
        var breaks = broken.removeValue(forKey: rule) ?? BrokenRows(exampleLimit: exampleLimit)
        let isShown = breaks.examples.count < exampleLimit
        breaks.add(
            row: row,
            of: entries.batch,
            showing: entries.shown,
            note: isShown ? words() : ""
        )
        broken[rule] = breaks
    }

    /// A balance in major units.
    private static func text(_ units: Int64, _ entries: CheckLedgerEntries, _ row: Int) -> String {
        guard let currency = entries.currency(row) else { return "another balance" }
        return Column.money(MoneyArray(Values([units]), .one(currency))).writtenText(ofSlot: 0)
    }
}

extension Int64? {
    /// The sum of both; nil if one is missing.
    ///
    /// Wraps where it overflows, since sums are only compared.
    fileprivate func adding(_ other: Int64?) -> Int64? {
        guard let self, let other else { return nil }
        return self &+ other
    }
}
