// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sandbox

/// Checks the dates of one ledger, which are given in order.
struct LedgerAudit {
    private let ledger: Ledger
    private var balances: [Topic: Int64] = [:]
    private var captures: [String: Entry] = [:]
    private var captured: [String: Int64] = [:]
    private var refunded: [String: Int64] = [:]
    private var lastPayout: Int?

    init(ledger: Ledger) {
        self.ledger = ledger
    }

    mutating func check(_ date: SandboxDate, funds: [Entry], fees: [Entry]) {
        checkChain(.funds, date, funds)
        checkChain(.fees, date, fees)
        checkNetSettlement(funds, fees)
        for (place, entry) in funds.enumerated() {
            checkPayment(entry)
            if ["payout-scheduled", "scheduled-for-payout"].contains(entry.entryType) {
                checkPayout(entry, isLast: place == funds.count - 1)
            }
        }
        for entry in fees where entry.entryType == "capture-fee" {
            #expect(entry.amount < 0)
            guard let capture = captures[entry.pspReference] else { continue }
            #expect(capture.reference == entry.reference)
            // 2.99 % at most, rounded.
            #expect((-entry.amount - 1) * 100 < capture.amount * 3)
        }
    }

    private mutating func checkChain(_ topic: Topic, _ date: SandboxDate, _ entries: [Entry]) {
        let clock = DayClock(date: date, country: ledger.country)
        let start = Self.utcText(clock.start)
        let end = Self.utcText(clock.end)
        var lastTime = start
        for entry in entries {
            #expect(balances[topic].map { $0 == entry.balanceBefore } ?? true, "\(date) \(entry)")
            #expect(entry.balanceAfter == entry.balanceBefore + entry.amount)
            #expect(entry.ledgerDate == date.description)
            #expect(entry.currency == ledger.country.currency)
            #expect(entry.time >= lastTime && entry.time <= end, "\(date) \(entry)")
            balances[topic] = entry.balanceAfter
            lastTime = entry.time
        }
    }

    /// Fees retained stand on both topics, at the local midnight after the date.
    private func checkNetSettlement(_ funds: [Entry], _ fees: [Entry]) {
        let onFunds = funds.filter { $0.entryType == "fees-retained" }
        let onFees = fees.filter { $0.entryType == "fees-retained" }
        #expect(onFunds.count == onFees.count && onFunds.count == (funds.isEmpty ? 0 : 1))
        for (one, other) in zip(onFunds, onFees) {
            #expect(one.amount == -other.amount && one.amount < 0)
            #expect(one.time == other.time && one.pspReference == other.pspReference)
            #expect(one.reference == nil && one.recipientHandle == nil)
            #expect(other.balanceAfter == 0)
        }
    }

    private mutating func checkPayment(_ entry: Entry) {
        let reference = entry.reference ?? ""
        switch entry.entryType {
        case "capture":
            #expect(entry.amount > 0 && !reference.isEmpty)
            #expect(captures.updateValue(entry, forKey: entry.pspReference) == nil)
            captured[reference, default: 0] += entry.amount
        case "refund":
            refunded[reference, default: 0] -= entry.amount
            #expect(entry.amount < 0)
            guard let captured = captured[reference] else { return }
            #expect(refunded[reference, default: 0] <= captured)
        case "retained-disputed-capture", "returned-disputed-capture":
            guard let capture = captures[entry.pspReference] else { return }
            #expect(abs(entry.amount) == capture.amount && reference == capture.reference)
        default: return
        }
    }

    private mutating func checkPayout(_ entry: Entry, isLast: Bool) {
        #expect(isLast && entry.amount < 0 && entry.balanceAfter == 0)
        let number = Int(entry.pspReference.split(separator: "-").last ?? "")
        if let lastPayout { #expect(number == lastPayout + 1) }
        lastPayout = number
    }

    private static func utcText(_ instant: Int64) -> String {
        let date = SandboxDate(days: Int(instant / 86_400_000_000))
        let hour = instant % 86_400_000_000 / 3_600_000_000
        return "\(date)T\(hour < 10 ? "0" : "")\(hour):00:00.000000Z"
    }
}
