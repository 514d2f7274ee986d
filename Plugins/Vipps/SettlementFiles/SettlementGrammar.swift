// SPDX-License-Identifier: Apache-2.0

/// The two versions of the vendor's XML, as far as Fjord reads them.
///
/// - Source: The vendor's schemas SettlementReport-2.0.xsd and SettlementReport-3.0.xsd.
enum SettlementVersion: String, CaseIterable, Sendable {
    case two = "http://vipps.dnb.no/XMLSchema/SettlementReport.xsd"
    case three = "http://vipps.no/xmlschema/SettlementReport-3.0.xsd"

    /// The version as people say it.
    var number: String { self == .two ? "2.0" : "3.0" }

    /// The elements of a report, by kind.
    func rule(_ record: SettlementRecord) -> RecordRule {
        switch (record, self) {
        case (.report, _): Self.report
        case (.details, _): Self.details
        case (.payments, .three): Self.payments
        case (.payments, .two): Self.paymentsOfTwo
        case (.settlement, .three): Self.settlement
        case (.settlement, .two): Self.settlementOfTwo
        case (.transaction, .three): Self.transaction
        case (.transaction, .two): Self.transactionOfTwo
        }
    }

    private static let report = RecordRule(
        "SettlementReport",
        records: ["SettlementDetailsInfo": .details],
        passedOver: ["VippsInfo"]
    )

    private static let details = RecordRule(
        "SettlementDetailsInfo",
        heads: ["SaleUnitName", "SerialNumber", "OrganizationNumber"],
        optional: [
            "MainAddressCountryCode", "OrganizationName", "MainAddress", "MainAddressZipCode",
            "MainAddressCity",
        ],
        records: ["PaymentsInfo": .payments]
    )

    private static let payments = RecordRule(
        "PaymentsInfo",
        heads: ["ReportDateFrom", "ReportDateTo", "SettlementAccountNum"],
        totals: ["NumOfSettlements"],
        optional: ["SettlementCurrencyCode", "ReportReferenceNum"],
        records: ["SettlementInfo": .settlement],
        passedOver: ["FeeDetailsInfo"]
    )

    private static let paymentsOfTwo = RecordRule(
        "PaymentsInfo",
        heads: ["ReportDateFrom", "ReportDateTo", "SettlementAccountNum"],
        totals: [
            "NumOfSettlements", "TotalSettledGrossAmount", "TotalSettledNetAmount",
            "TotalSettledFeeAmount",
        ],
        optional: ["SettlementCurrencyCode", "ReportReferenceNum", "TotalSettledRefundAmount"],
        records: ["SettlementInfo": .settlement],
        passedOver: ["FeeDetailsInfo"]
    )

    private static let settlement = RecordRule(
        "SettlementInfo",
        heads: ["SettlementDate", "SettlementID", "SettlementCurrencyCode", "SettlementType"],
        totals: [
            "NumOfTransactions", "CaptureSettlementAmount", "RefundSettlementAmount",
            "GrossSettlementAmount", "NetSettlementAmount", "FeeSettlementAmount", "SettledAmount",
        ],
        records: ["TransactionInfo": .transaction]
    )

    private static let settlementOfTwo = RecordRule(
        "SettlementInfo",
        heads: ["SettlementBatchDate", "SettlementID", "SettlementCurrencyCode"],
        totals: [
            "GrossSettlementAmount", "NetSettlementAmount", "FeeSettlementAmount",
            "NumOfTransactions",
        ],
        records: ["TransactionInfo": .transaction]
    )

    private static let transaction = RecordRule(
        "TransactionInfo",
        heads: [
            "TransactionTime", "TransactionCaptureAmount", "TransactionRefundAmount",
            "TransactionGrossAmount", "TransactionNetAmount", "TransactionFeeAmount",
            "SettlementCurrencyCode", "TransactionID", "OrderID",
        ]
    )

    private static let transactionOfTwo = RecordRule(
        "TransactionInfo",
        heads: [
            "TransactionDate", "TransactionGrossAmount", "TransactionNetAmount",
            "TransactionFeeAmount", "SettlementCurrencyCode", "TransactionID", "OrderID",
        ]
    )
}

/// The elements that hold others.
enum SettlementRecord: Sendable {
    case report
    case details
    case payments
    case settlement
    case transaction
}

/// What stands in one kind of record: values, and records in it.
struct RecordRule: Sendable {
    let name: String
    /// Values that must stand before the first record within.
    let heads: [String]
    /// Values that must be there when the record ends.
    let totals: [String]
    /// The places of all values by name; those that may be missing come last.
    let values: [String: Int]
    let records: [String: SettlementRecord]
    /// Elements that no row is made of.
    let passedOver: Set<String>

    init(
        _ name: String,
        heads: [String] = [],
        totals: [String] = [],
        optional: [String] = [],
        records: [String: SettlementRecord] = [:],
        passedOver: Set<String> = []
    ) {
        self.name = name
        self.heads = heads
        self.totals = totals
        let names = heads + totals + optional
        values = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        self.records = records
        self.passedOver = passedOver
    }
}
