// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What the transactions of a settlement add up to, in signed minor units, fees negative.
struct SettlementSums: Sendable, Equatable {
    private(set) var transactionCount: Int64 = 0
    private(set) var capture: Int64 = 0
    private(set) var refund: Int64 = 0
    private(set) var fee: Int64 = 0

    /// Captures and refunds.
    var gross: Int64 { capture + refund }
    /// Captures, refunds and fees.
    var net: Int64 { capture + refund + fee }

    /// Adds one transaction.
    ///
    /// - Throws: A sum past what money can hold.
    mutating func add(_ transaction: SettlementTransaction) throws {
        transactionCount += 1
        try Self.add(transaction.capture, to: &capture, transaction.line)
        try Self.add(transaction.refund, to: &refund, transaction.line)
        try Self.add(transaction.fee, to: &fee, transaction.line)
    }

    /// The largest sum, so that three of them can be added.
    private static let limit = Int64.max / 4

    private static func add(_ amount: Int64, to sum: inout Int64, _ line: Int) throws {
        let (total, overflows) = sum.addingReportingOverflow(amount)
        guard !overflows, total.magnitude <= limit.magnitude else {
            throw SettlementFaults.sumTooLarge(line: line)
        }
        sum = total
    }
}

extension SettlementTotals {
    /// The totals that differ from the sums, each as `fee declared -3.74, summed -3.75`.
    func differences(from sums: SettlementSums, in head: SettlementHead) -> [String] {
        let currency = head.currency
        var found: [String] = []
        func check(_ name: String, _ declared: Int64?, _ summed: Int64, or other: Int64? = nil) {
            guard let declared, declared != summed, declared != other else { return }
            let texts = [declared, summed].map { AmountText.majorUnits($0, currency) }
            found.append("\(name) declared \(texts[0]), summed \(texts[1])")
        }
        if let transactionCount, transactionCount != sums.transactionCount {
            found.append(
                "transactions declared \(transactionCount), counted \(sums.transactionCount)"
            )
        }
        check("captures", capture, sums.capture)
        check("refunds", refund, sums.refund)
        // Version 2.0 and CSV do not say whether their gross and net count refunds.
        let isLoose = capture == nil || settled == nil
        check("gross", gross, sums.gross, or: isLoose ? sums.capture : nil)
        check("fees", fee, sums.fee)
        check("net", net, sums.net, or: isLoose ? sums.capture + sums.fee : nil)
        if let settled, let due = head.type == "Gross" ? gross : net, settled != due {
            let texts = [settled, due].map { AmountText.majorUnits($0, currency) }
            found.append("settled \(texts[0]), \(head.type ?? "") amount \(texts[1])")
        }
        return found
    }
}
