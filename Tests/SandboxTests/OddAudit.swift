// SPDX-License-Identifier: Apache-2.0

@testable import Sandbox

/// Section 2.10 of the API's description over dates given in order, and what oddities promise.
struct OddAudit {
    private let ledger: Ledger
    private var balances: [Topic: Int64] = [:]
    private var lastPayout: Int?
    /// What does not hold, in words.
    private(set) var findings: [String] = []

    init(ledger: Ledger) {
        self.ledger = ledger
    }

    private mutating func demand(_ holds: Bool, _ date: SandboxDate, _ what: String) {
        if !holds { findings.append("\(date) \(ledger.id): \(what)") }
    }

    mutating func check(_ date: SandboxDate, funds: [OddWorld.Row], fees: [OddWorld.Row]) {
        checkChain(.funds, date, funds)
        checkChain(.fees, date, fees)
        checkPayouts(date, funds)
        if ledger.isGross { checkGross(date, funds, fees) } else { checkNet(date, funds, fees) }
        guard ledger.oddities.contains(.negativeBalance), !funds.isEmpty,
            date.days > ledger.start.days + 31
        else { return }
        let isInDebt = (10...19).contains(date.dayOfMonth)
        demand(!isInDebt || balances[.funds, default: 0] < 0, date, "a debt lasts until the 20th")
    }

    private mutating func checkChain(_ topic: Topic, _ date: SandboxDate, _ rows: [OddWorld.Row]) {
        var time = ""
        for row in rows {
            let before = balances[topic] ?? row.before
            demand(row.before == before, date, "\(topic) \(row.type) follows \(before)")
            demand(row.after == row.before + row.amount, date, "\(topic) \(row.type) adds up")
            demand(row.currency == ledger.country.currency, date, "the currency stays")
            demand(row.time >= time, date, "\(topic) \(row.type) is in time")
            balances[topic] = row.after
            time = row.time
        }
    }

    private mutating func checkPayouts(_ date: SandboxDate, _ rows: [OddWorld.Row]) {
        let payouts = rows.filter(\.isPayout)
        demand(payouts.count <= 1, date, "one payout at most")
        guard let payout = payouts.first else { return }
        demand(payout == rows.last, date, "the payout comes last")
        demand(payout.amount < 0 && payout.before > 0, date, "the payout takes money")
        let hasReserve = ledger.oddities.contains(.rollingReserve)
        demand(hasReserve ? payout.after > 0 : payout.after == 0, date, "what a payout leaves")
        switch ledger.settlement {
        case .daily: break
        case .weekly: demand(date.weekday == 6, date, "payouts on Sundays")
        case .monthly: demand(date.endsMonth, date, "payouts at the end of months")
        }
        let number = Int(payout.pspReference.split(separator: "-").last ?? "")
        if let lastPayout { demand(number == lastPayout + 1, date, "payouts are counted") }
        lastPayout = number
    }

    private mutating func checkNet(
        _ date: SandboxDate,
        _ funds: [OddWorld.Row],
        _ fees: [OddWorld.Row]
    ) {
        let onFunds = funds.filter { $0.type == "fees-retained" }
        let onFees = fees.filter { $0.type == "fees-retained" }
        demand(onFunds.count == onFees.count && onFunds.count <= 1, date, "fees have a mirror")
        for (one, other) in zip(onFunds, onFees) {
            demand(one.amount + other.amount == 0, date, "the mirror has the amount")
            demand(one.time == other.time, date, "the mirror has the time")
            demand(one.pspReference == other.pspReference, date, "the mirror has the reference")
        }
        demand(fees.last?.after ?? 0 == 0, date, "fees are settled daily")
    }

    private mutating func checkGross(
        _ date: SandboxDate,
        _ funds: [OddWorld.Row],
        _ fees: [OddWorld.Row]
    ) {
        let all = (funds + fees).map(\.type)
        demand(!all.contains("fees-retained"), date, "no fees are retained")
        let invoice = fees.last { $0.type == "fees-invoiced" }
        demand(invoice == nil || date.endsMonth, date, "invoices come with a month's end")
        demand(!date.endsMonth || balances[.fees, default: 0] == 0, date, "an invoice settles all")
    }
}
