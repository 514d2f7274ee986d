// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What a settlement file says of one settlement before its transactions.
struct SettlementHead: Sendable {
    /// The unit's number, an MSN or a Vipps number; nil if empty.
    var msn: String?
    var salesUnitName: String?
    var organizationNumber: String?
    /// Three letters or nothing; CSV files name none.
    var countryCode = ""
    var account: String?
    var reportFrom: CalendarDate?
    var reportTo: CalendarDate?
    var settlementDate: CalendarDate
    /// The payout's number on its ledger.
    var payoutNumber: String
    var currency: Currency
    /// `Net` or `Gross`; only XML 3.0 tells.
    var type: String?
    /// Where the settlement stands in its file.
    var line: Int
}

/// One transaction of a settlement file; amounts are signed minor units, and a fee is negative as in the API.
struct SettlementTransaction: Sendable {
    var id: String
    /// The merchant's own id; nil for payments to a Vipps number.
    var orderID: String?
    var time: WrittenTime
    var capture: Int64
    var refund: Int64
    var fee: Int64
    /// What the file says the merchant gets.
    var net: Int64
    var line: Int

    /// Capture, refund and fee together.
    var netAmount: Int64 { capture + refund + fee }
}

/// Totals of a settlement in signed minor units, fees negative; nil where a file declares none.
struct SettlementTotals: Sendable, Equatable {
    var transactionCount: Int64?
    var capture: Int64?
    var refund: Int64?
    var gross: Int64?
    var fee: Int64?
    var net: Int64?
    var settled: Int64?
}

/// What a reader of settlement files gives, one after the other.
enum SettlementItem {
    case transaction(SettlementTransaction, SettlementHead)
    case settlement(SettlementHead, declared: SettlementTotals, summed: SettlementSums)
    /// Something that no column takes, by the name under which it is counted.
    case unknown(String)
}

/// Reads the items of one settlement file in order.
protocol SettlementReader {
    /// The next item; nil after the last, once the file is known to be whole.
    mutating func next() throws -> SettlementItem?

    /// What is to be said of the file beside its rows; asked after the last item.
    var remarks: SettlementRemarks { get }
}
