// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What is to be said of a settlement file beside its rows.
struct SettlementRemarks {
    /// How many examples a finding shows.
    private static let exampleCount = 5

    private(set) var settlementCount = 0
    private var brokenCount = 0
    private var broken: [String] = []
    private var netCount = 0
    private var nets: [String] = []
    private var unplacedCount = 0
    private var feeLineCount = 0
    private var repairedCount = 0
    private var repaired: [String] = []

    /// Compares a settlement's totals with its transactions.
    mutating func add(_ head: SettlementHead, _ declared: SettlementTotals, _ sums: SettlementSums)
    {
        settlementCount += 1
        let differences = declared.differences(from: sums, in: head)
        guard !differences.isEmpty else { return }
        addBroken("\(head.name): \(differences.joined(separator: "; "))")
    }

    /// Compares what is declared for all settlements of a sales unit with the settlements.
    mutating func add(_ declared: PaymentSums, _ found: PaymentSums, msn: String?, _ line: Int) {
        let differences = declared.differences(from: found)
        guard !differences.isEmpty else { return }
        let unit = msn.map { "sales unit \($0)" } ?? "a sales unit without a number"
        addBroken("all of \(unit) (line \(line)): \(differences.joined(separator: "; "))")
    }

    /// Looks at one transaction.
    mutating func add(_ transaction: SettlementTransaction) {
        if transaction.time.isUnplaced { unplacedCount += 1 }
        guard transaction.net != transaction.netAmount else { return }
        netCount += 1
        if nets.count < Self.exampleCount {
            nets.append("transaction \(transaction.id) (line \(transaction.line))")
        }
    }

    /// Notes a fee that a report of gross settlement lists by itself.
    mutating func addFeeLine() { feeLineCount += 1 }

    /// Notes a line of which a comma was taken for a part of a value.
    mutating func addRepaired(line: Int) {
        repairedCount += 1
        if repaired.count < Self.exampleCount { repaired.append("line \(line)") }
    }

    private mutating func addBroken(_ text: String) {
        brokenCount += 1
        if broken.count < Self.exampleCount { broken.append(text) }
    }

    /// What the run is to show.
    func findings(in file: String) -> [Finding] {
        var findings: [Finding] = []
        if brokenCount > 0 {
            findings.append(SettlementFaults.brokenTotals(file, brokenCount, broken))
        }
        if netCount > 0 { findings.append(SettlementFaults.otherNets(file, netCount, nets)) }
        if unplacedCount > 0 {
            findings.append(SettlementFaults.unplacedTimes(file, unplacedCount))
        }
        if feeLineCount > 0 { findings.append(SettlementFaults.feeLines(file, feeLineCount)) }
        if repairedCount > 0 {
            findings.append(SettlementFaults.repairedLines(file, repairedCount, repaired))
        }
        return findings
    }
}

extension SettlementHead {
    /// The settlement as a finding names it.
    var name: String {
        "settlement \(payoutNumber)" + (msn.map { " of sales unit \($0)" } ?? "")
            + " (line \(line))"
    }
}

/// What all settlements of a sales unit add up to, by what each declares.
struct PaymentSums: Sendable {
    var settlementCount: Int64 = 0
    /// Nil if nothing was declared or the settlements have several currencies.
    var gross: Int64?
    var net: Int64?
    var fee: Int64?
    private(set) var currency: Currency?
    private var isMixed = false

    /// Adds one settlement.
    ///
    /// - Throws: A sum past what money can hold.
    mutating func add(_ declared: SettlementTotals, _ head: SettlementHead) throws {
        settlementCount += 1
        if let currency, currency != head.currency { isMixed = true }
        currency = head.currency
        gross = try sum(gross, declared.gross, head.line)
        net = try sum(net, declared.net, head.line)
        fee = try sum(fee, declared.fee, head.line)
    }

    private func sum(_ total: Int64?, _ amount: Int64?, _ line: Int) throws -> Int64 {
        let (sum, overflows) = (total ?? 0).addingReportingOverflow(amount ?? 0)
        guard !overflows else { throw SettlementFaults.sumTooLarge(line: line) }
        return sum
    }

    /// The declared sums that differ from these that were found.
    func differences(from found: PaymentSums) -> [String] {
        var texts: [String] = []
        if settlementCount != found.settlementCount {
            texts.append(
                "settlements declared \(settlementCount), counted \(found.settlementCount)"
            )
        }
        guard !found.isMixed, let currency = found.currency else { return texts }
        for (name, declared, summed) in [
            ("gross", gross, found.gross), ("fees", fee, found.fee), ("net", net, found.net),
        ] {
            guard let declared, let summed, declared != summed else { continue }
            let amounts = [declared, summed].map { AmountText.majorUnits($0, currency) }
            texts.append("\(name) declared \(amounts[0]), summed \(amounts[1])")
        }
        return texts
    }
}
