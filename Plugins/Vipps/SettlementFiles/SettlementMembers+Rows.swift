// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension SettlementTransaction {
    /// One row's share of a transaction.
    struct Part {
        let entryType: String
        let amount: Int64
        let fee: Int64
    }

    /// A row each for what was captured and what was refunded; the fee belongs to the first.
    ///
    /// A transaction of nothing counts as a capture.
    var parts: [Part] {
        guard refund != 0 else { return [Part(entryType: "capture", amount: capture, fee: fee)] }
        guard capture != 0 else { return [Part(entryType: "refund", amount: refund, fee: fee)] }
        return [
            Part(entryType: "capture", amount: capture, fee: fee),
            Part(entryType: "refund", amount: refund, fee: 0),
        ]
    }
}

extension SettlementHead {
    /// The unit's handle as the API spells it; nil without a number.
    ///
    /// A file does not say whether the number is an MSN or a Vipps number. Payments over the API have an order id and
    /// those to a Vipps number have none.
    ///
    /// - Source: The vendor's description of the settlement reports: the order id is empty for Vipps numbers.
    func recipientHandle(hasOrder: Bool) -> String? {
        guard let msn else { return nil }
        guard !hasOrder else { return "api:\(msn)" }
        let handle = RecipientHandle.normalized("\(countryCode):\(msn)")
        return RecipientHandle.isNormal(handle) ? handle : "NO:\(msn)"
    }
}

extension SettlementMembers {
    static func transaction(
        _ part: SettlementTransaction.Part,
        _ transaction: SettlementTransaction,
        _ head: SettlementHead
    ) -> SettlementMembers {
        var members = SettlementMembers()
        members.add("time", microseconds: transaction.time.instant)
        members.add("entryType", part.entryType)
        members.add("pspReference", transaction.id)
        members.add("reference", transaction.orderID)
        let handle = head.recipientHandle(hasOrder: transaction.orderID != nil)
        members.add("recipientHandle", handle)
        members.add("currency", head.currency.description)
        members.add("amount", part.amount)
        members.add("fee", part.fee)
        members.add("netAmount", part.amount + part.fee)
        members.add("transactionDate", transaction.time.date)
        members.addPlace(head)
        return members
    }

    static func settlement(
        _ head: SettlementHead,
        _ declared: SettlementTotals,
        _ summed: SettlementSums
    ) -> SettlementMembers {
        var members = SettlementMembers()
        members.add("reportFrom", head.reportFrom)
        members.add("reportTo", head.reportTo)
        members.add("currency", head.currency.description)
        members.add("transactions", declared.transactionCount)
        members.add("captures", declared.capture)
        members.add("refunds", declared.refund)
        members.add("gross", declared.gross)
        members.add("fees", declared.fee)
        members.add("net", declared.net)
        members.add("settled", declared.settled)
        members.add("countedTransactions", summed.transactionCount)
        members.add("summedCaptures", summed.capture)
        members.add("summedRefunds", summed.refund)
        members.add("summedGross", summed.gross)
        members.add("summedFees", summed.fee)
        members.add("summedNet", summed.net)
        members.add("addsUp", declared.differences(from: summed, in: head).isEmpty)
        members.addPlace(head)
        return members
    }

    private mutating func addPlace(_ head: SettlementHead) {
        add("payoutNumber", head.payoutNumber)
        add("settlementDate", head.settlementDate)
        add("settlementType", head.type)
        add("msn", head.msn)
        add("salesUnitName", head.salesUnitName)
        add("owner.id", head.organizationNumber)
        add("settlementAccount", head.account)
    }
}
