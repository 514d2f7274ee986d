// SPDX-License-Identifier: Apache-2.0

/// Numbers that a seed decides.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// - Source: Sebastiano Vigna, SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// An invented report, and the rows that it must become.
struct RandomReport {
    private(set) var xml = ""
    /// entryType, pspReference, reference, amount, fee, netAmount, payoutNumber, msn, salesUnitName, transactionDate.
    private(set) var rows: [[String?]] = []
    private(set) var settlements: [[String?]] = []
    private var numbers: SeededNumbers
    private let isThree: Bool

    init(seed: UInt64, isThree: Bool) {
        numbers = SeededNumbers(seed: seed)
        self.isThree = isThree
        let namespace =
            isThree
            ? "http://vipps.no/xmlschema/SettlementReport-3.0.xsd"
            : "http://vipps.dnb.no/XMLSchema/SettlementReport.xsd"
        xml = "<?xml version='1.0' encoding='UTF-8'?>\n<SettlementReport xmlns='\(namespace)'>"
        for _ in 0..<pick(1...3) { addUnit() }
        xml +=
            "<VippsInfo><Name>V</Name><WebSite>w.example</WebSite><VisitingAddress/><PostBox/><PostAddress/>"
        xml += "<Country>Norge</Country></VippsInfo></SettlementReport>"
    }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &numbers)
    }

    private mutating func element(_ name: String, _ text: String) {
        if pick(0...3) == 0 { xml += "\n  " }
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        xml += text.isEmpty && pick(0...1) == 0 ? "<\(name)/>" : "<\(name)>\(escaped)</\(name)>"
    }

    private mutating func text() -> String {
        let parts = ["Kiosk", "æøå", "<&>", "\"", "'", "😀", " ", ",", "]]", "\\", "1.00", "\n"]
        return (0..<pick(0...4)).map { _ in parts[pick(0...parts.count - 1)] }.joined()
    }

    private mutating func addUnit() {
        let name = text(), msn = String(pick(1_000...9_999_999)), day = "2025-03-0\(pick(1...9))"
        xml += "<SettlementDetailsInfo>"
        element("SaleUnitName", name)
        element("SerialNumber", msn)
        for name in ["OrganizationName", "OrganizationNumber", "MainAddress", "MainAddressZipCode"]
        {
            element(name, text())
        }
        element("MainAddressCity", "Oslo")
        element("MainAddressCountryCode", pick(0...1) == 0 ? "NOR" : "")
        xml += "<PaymentsInfo>"
        element("ReportDateFrom", day)
        element("ReportDateTo", day)
        element("SettlementCurrencyCode", "NOK")
        let count = pick(1...4)
        var body = "", totals = [0, 0, 0, 0]
        let before = xml
        for _ in 0..<count {
            xml = ""
            let sums = addSettlement(day, msn, name)
            for (place, sum) in sums.enumerated() { totals[place] += sum }
            body += xml
        }
        xml = before
        if !isThree {
            for (name, total) in zip(["Gross", "Net", "Fee", "Refund"], totals) {
                element("TotalSettled\(name)Amount", Self.major(total))
            }
        }
        if pick(0...1) == 0 { element("ReportReferenceNum", text()) }
        element("SettlementAccountNum", text())
        if !isThree { element("NumOfSettlements", String(count)) }
        xml += body
        if isThree { element("NumOfSettlements", String(count)) }
        xml += "</PaymentsInfo></SettlementDetailsInfo>"
    }

    /// Gross, net, fee, refund.
    private mutating func addSettlement(_ day: String, _ msn: String, _ name: String) -> [Int] {
        let id = String(pick(2_000_001...2_000_999)), isNet = pick(0...1) == 0
        var capture = 0, refund = 0, fee = 0
        let count = pick(1...6), outer = xml
        xml = ""
        for _ in 0..<count {
            let amounts = addTransaction(id, msn, name)
            capture += amounts.capture
            refund += amounts.refund
            fee += amounts.fee
        }
        let body = xml
        xml = outer + "<SettlementInfo>"
        element(isThree ? "SettlementDate" : "SettlementBatchDate", day)
        element("SettlementID", id)
        element("SettlementCurrencyCode", "NOK")
        let (gross, net) = (capture + refund, capture + refund - fee)
        if isThree {
            element("SettlementType", isNet ? "Net" : "Gross")
            xml += body
            element("NumOfTransactions", String(count))
            element("CaptureSettlementAmount", Self.major(capture))
            element("RefundSettlementAmount", Self.major(refund))
        }
        element("GrossSettlementAmount", Self.major(gross))
        element("NetSettlementAmount", Self.major(net))
        element("FeeSettlementAmount", Self.major(fee))
        if isThree {
            element("SettledAmount", Self.major(isNet ? net : gross))
        } else {
            element("NumOfTransactions", String(count))
            xml += body
        }
        xml += "</SettlementInfo>"
        settlements.append([
            id, Self.major(gross), Self.major(-fee), Self.major(net), String(count), "true", msn,
        ])
        return [gross, net, fee, refund]
    }

    private mutating func addTransaction(
        _ payout: String,
        _ msn: String,
        _ name: String
    ) -> (capture: Int, refund: Int, fee: Int) {
        let isRefund = pick(0...3) == 0, size = pick(0...9) == 0 ? 0 : pick(1...10_000_000)
        let (capture, refund) = (isRefund ? 0 : size, isRefund ? -size : 0)
        let fee = isRefund ? 0 : size * 3 / 200, id = String(pick(1...99_999_999_999)),
            order = text()
        let (day, net) = ("2025-03-1\(pick(0...9))", capture + refund - fee)
        xml += "<TransactionInfo>"
        if isThree {
            let offset = ["+01:00", "Z", "-11:30"][pick(0...2)]
            element("TransactionTime", "\(day)T\(pick(10...23)):05:07.\(pick(10...999))\(offset)")
            element("TransactionCaptureAmount", Self.major(capture))
            element("TransactionRefundAmount", Self.major(refund))
        } else {
            element("TransactionDate", day)
        }
        element("TransactionGrossAmount", Self.major(capture + refund))
        element("TransactionNetAmount", Self.major(net))
        element("TransactionFeeAmount", Self.major(fee))
        element("SettlementCurrencyCode", "NOK")
        element("TransactionID", id)
        element("OrderID", order)
        xml += "</TransactionInfo>"
        rows.append([
            refund < 0 ? "refund" : "capture", id, order.isEmpty ? nil : order,
            Self.major(capture + refund), Self.major(-fee), Self.major(net), payout, msn,
            name.isEmpty ? nil : name, day,
        ])
        return (capture, refund, fee)
    }

    static func major(_ minor: Int) -> String {
        let size = abs(minor), cents = size % 100
        return "\(minor < 0 ? "-" : "")\(size / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
