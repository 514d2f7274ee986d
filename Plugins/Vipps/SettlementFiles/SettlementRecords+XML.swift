// SPDX-License-Identifier: Apache-2.0

import FjordKit
import XML

extension SettlementHead {
    /// Reads what stands before the transactions of a settlement.
    init(
        details: SettlementFrame,
        payments: SettlementFrame,
        settlement: SettlementFrame,
        _ version: SettlementVersion
    ) throws {
        let isThree = version == .three
        let day = isThree ? "SettlementDate" : "SettlementBatchDate"
        self.init(
            msn: details.text("SerialNumber"),
            salesUnitName: details.text("SaleUnitName"),
            organizationNumber: details.text("OrganizationNumber"),
            countryCode: details.text("MainAddressCountryCode") ?? "",
            account: payments.text("SettlementAccountNum"),
            reportFrom: try payments.time("ReportDateFrom").date,
            reportTo: try payments.time("ReportDateTo").date,
            settlementDate: try settlement.time(day).date,
            payoutNumber: try settlement.word("SettlementID"),
            currency: try settlement.currency("SettlementCurrencyCode"),
            type: isThree ? try Self.type(settlement) : nil,
            line: settlement.place.line
        )
    }

    private static func type(_ frame: SettlementFrame) throws -> String {
        let type = try frame.word("SettlementType")
        guard ["Net", "Gross"].contains(type) else {
            throw frame.fault("SettlementType", "is neither Net nor Gross")
        }
        return type
    }
}

extension SettlementTransaction {
    /// Reads a transaction.
    init(
        _ frame: SettlementFrame,
        of head: SettlementHead,
        _ version: SettlementVersion
    ) throws {
        let currency = try frame.currency("SettlementCurrencyCode")
        guard currency == head.currency else {
            throw frame.fault("SettlementCurrencyCode", "is another currency than its settlement's")
        }
        let (capture, refund) = try Self.captureAndRefund(frame, currency, version)
        self.init(
            id: try frame.word("TransactionID"),
            orderID: frame.text("OrderID"),
            time: try frame.time(version == .three ? "TransactionTime" : "TransactionDate"),
            capture: capture,
            refund: refund,
            // What the vendor takes is positive here and negative in the API.
            fee: -(try frame.amount("TransactionFeeAmount", currency)),
            net: try frame.amount("TransactionNetAmount", currency),
            line: frame.place.line
        )
    }

    private static func captureAndRefund(
        _ frame: SettlementFrame,
        _ currency: Currency,
        _ version: SettlementVersion
    ) throws -> (capture: Int64, refund: Int64) {
        let gross = try frame.amount("TransactionGrossAmount", currency)
        // Version 2.0 has one amount; its sign tells the two apart.
        guard version == .three else { return (max(gross, 0), min(gross, 0)) }
        let capture = try frame.amount("TransactionCaptureAmount", currency)
        let refund = try frame.amount("TransactionRefundAmount", currency)
        guard capture >= 0 else {
            throw frame.fault("TransactionCaptureAmount", "is negative; captures are not")
        }
        guard refund <= 0 else {
            throw frame.fault("TransactionRefundAmount", "is positive; refunds are not")
        }
        guard capture + refund == gross else {
            throw frame.fault("TransactionGrossAmount", "is not the sum of capture and refund")
        }
        return (capture, refund)
    }
}

extension SettlementTotals {
    /// Reads what a settlement declares.
    init(
        _ frame: SettlementFrame,
        _ currency: Currency,
        _ version: SettlementVersion
    ) throws {
        transactionCount = try frame.count("NumOfTransactions")
        gross = try frame.amount("GrossSettlementAmount", currency)
        net = try frame.amount("NetSettlementAmount", currency)
        fee = -(try frame.amount("FeeSettlementAmount", currency))
        guard version == .three else { return }
        capture = try frame.amount("CaptureSettlementAmount", currency)
        refund = try frame.amount("RefundSettlementAmount", currency)
        settled = try frame.amount("SettledAmount", currency)
    }
}
