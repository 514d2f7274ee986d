// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Which rows a settlement file becomes.
enum SettlementRows: String, CaseIterable, Sendable {
    case transactions
    case settlements

    /// The columns in order; those that the API has too come under its names, with its signs.
    var columns: [JSONDecodePlan.Column] {
        switch self {
        case .transactions: Self.transactionColumns + Self.place
        case .settlements: Self.settlementColumns + Self.place
        }
    }

    /// The money column whose sums are recorded with each file.
    var totalColumn: String { self == .transactions ? "amount" : "summedGross" }

    private static let transactionColumns: [JSONDecodePlan.Column] = [
        .field("time", .timestamp),
        .field("entryType", .text),
        .field("pspReference", .text),
        .field("reference", .text),
        .field("recipientHandle", .text),
        .field("currency", .text),
        .money("amount", currency: "currency"),
        .money("fee", currency: "currency"),
        .money("netAmount", currency: "currency"),
        .field("transactionDate", .date),
        .field("payoutNumber", .text),
        .field("settlementDate", .date),
        .field("settlementType", .text),
    ]

    private static let settlementColumns: [JSONDecodePlan.Column] = [
        .field("payoutNumber", .text),
        .field("settlementDate", .date),
        .field("settlementType", .text),
        .field("reportFrom", .date),
        .field("reportTo", .date),
        .field("currency", .text),
        .field("transactions", .int64),
        .money("captures", currency: "currency"),
        .money("refunds", currency: "currency"),
        .money("gross", currency: "currency"),
        .money("fees", currency: "currency"),
        .money("net", currency: "currency"),
        .money("settled", currency: "currency"),
        .field("countedTransactions", .int64),
        .money("summedCaptures", currency: "currency"),
        .money("summedRefunds", currency: "currency"),
        .money("summedGross", currency: "currency"),
        .money("summedFees", currency: "currency"),
        .money("summedNet", currency: "currency"),
        .field("addsUp", .boolean),
    ]

    private static let place: [JSONDecodePlan.Column] = [
        .field("msn", .text),
        .field("salesUnitName", .text),
        .field("owner.id", .text),
        .field("settlementAccount", .text),
        .constant("file"),
    ]
}
