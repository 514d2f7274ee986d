// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reads a settlement file in CSV: rows of several kinds, each kind under its own header.
///
/// - Source: The vendor's sample of the sectioned file, 2018 and 2021.
struct SettlementCSV: SettlementReader {
    private struct Key: Hashable {
        let msn: String?
        let number: String
    }

    private struct Settlement {
        let head: SettlementHead
        let declared: SettlementTotals
        var sums = SettlementSums()
    }

    private var lines: CSVLines
    private var sections: [String: CSVSection] = [:]
    private var organizationNumber: String?
    private var settlements: [Settlement] = []
    private var places: [Key: Int] = [:]
    /// Items that have been found and not yet given, the last one first.
    private var found: [SettlementItem] = []
    private var isEnd = false
    private(set) var remarks = SettlementRemarks()

    init(reading source: @escaping () throws -> Bytes?) {
        lines = CSVLines(reading: source)
    }

    mutating func next() throws -> SettlementItem? {
        while true {
            if let item = found.popLast() { return item }
            guard !isEnd else { return nil }
            if let line = try lines.next() {
                try read(line)
            } else {
                isEnd = true
                try finish()
            }
        }
    }

    private mutating func read(_ line: CSVLine) throws {
        guard !line.text.isEmpty else { return }
        let fields = line.fields, name = fields[0]
        if let columns = Self.columns[name] {
            try read(line, fields, columns)
        } else if name == "OrganizationNumber" {
            guard let values = try lines.next() else {
                throw SettlementFaults.cutFile(line: line.number)
            }
            organizationNumber = values.fields[0]
        } else if name == "Name" {
            // The vendor's own address follows.
            guard try lines.next() != nil else { throw SettlementFaults.cutFile(line: line.number) }
        } else if name == "FeeInfo" {
            if !fields.contains("SettlementDate") { remarks.addFeeLine() }
        } else if name.hasSuffix("Info") {
            found = [.unknown(name)]
        } else {
            throw SettlementFaults.otherLine(line)
        }
    }

    private mutating func read(
        _ line: CSVLine,
        _ fields: [String],
        _ columns: KeyValuePairs<String, CSVSection.Kind>
    ) throws {
        let name = fields[0]
        if fields.contains("SettlementDate") {
            let section = try CSVSection(fields, columns, line: line.number)
            found = section.unknown.map { .unknown("\(name).\($0)") }
            sections[name] = section
            return
        }
        guard let section = sections[name] else {
            throw SettlementFaults.rowBeforeHeader(name, line: line.number)
        }
        let row = try CSVRow(line, fields, in: section)
        if row.isRepaired { remarks.addRepaired(line: line.number) }
        if name == "SettlementInfo" { try addSettlement(row) } else { try addTransaction(row) }
    }

    private mutating func addSettlement(_ row: CSVRow) throws {
        let currency = try row.currency("Currency")
        let head = SettlementHead(
            msn: row.text("SaleUnitNumber"),
            salesUnitName: row.text("SalesUnitName"),
            organizationNumber: organizationNumber,
            account: row.text("SettlementAccount"),
            settlementDate: try row.time("SettlementDate").date,
            payoutNumber: try row.word("SettlementID"),
            currency: currency,
            line: row.line
        )
        var declared = SettlementTotals()
        declared.transactionCount = try row.count("NumberOfTransactions")
        declared.gross = try row.amount("Gross", currency)
        declared.refund = try row.amount("Refund", currency)
        declared.fee = try row.amount("Fee", currency)
        declared.net = try row.amount("Net", currency)
        let key = Key(msn: head.msn, number: head.payoutNumber)
        guard places.updateValue(settlements.count, forKey: key) == nil else {
            throw SettlementFaults.settlementTwice(head)
        }
        settlements.append(Settlement(head: head, declared: declared))
    }

    private mutating func addTransaction(_ row: CSVRow) throws {
        let key = Key(msn: row.text("SaleUnitNumber"), number: try row.word("SettlementId"))
        guard let place = places[key] else {
            throw row.fault("SettlementId", "belongs to no SettlementInfo row before it")
        }
        let head = settlements[place].head
        guard try row.currency("Currency") == head.currency else {
            throw row.fault("Currency", "is another currency than its settlement's")
        }
        let transaction = try transaction(row, head.currency)
        try settlements[place].sums.add(transaction)
        remarks.add(transaction)
        found = [.transaction(transaction, head)]
    }

    private func transaction(_ row: CSVRow, _ currency: Currency) throws -> SettlementTransaction {
        let gross = try row.amount("Gross", currency), refund = try row.amount("Refund", currency)
        guard refund <= 0 else { throw row.fault("Refund", "is positive; refunds are not") }
        var transaction = SettlementTransaction(
            id: try row.word("TransactionId"),
            orderID: row.text("OrderID"),
            time: try row.time("SalesDate"),
            capture: gross,
            refund: refund,
            fee: try row.amount("Fee", currency),
            net: try row.amount("Net", currency),
            line: row.line
        )
        guard gross >= 0 else { throw row.fault("Gross", "is negative; refunds stand in 'Refund'") }
        // The net of a refund leaves the refund out.
        if transaction.net == gross + transaction.fee { transaction.net = transaction.netAmount }
        return transaction
    }

    /// Without a mark at its end, only the counts tell whether the file is whole.
    private mutating func finish() throws {
        guard !settlements.isEmpty else { throw SettlementFaults.noSettlements(at: nil) }
        for settlement in settlements {
            let (head, sums) = (settlement.head, settlement.sums)
            if let declared = settlement.declared.transactionCount, sums.transactionCount < declared
            {
                throw SettlementFaults.missingTransactions(head, declared, sums.transactionCount)
            }
            remarks.add(head, settlement.declared, sums)
            let item = SettlementItem.settlement(head, declared: settlement.declared, summed: sums)
            found.append(item)
        }
        found.reverse()
    }

    private static let columns: [String: KeyValuePairs<String, CSVSection.Kind>] = [
        "SettlementInfo": [
            "SalesUnitName": .text, "SaleUnitNumber": .digits, "SettlementDate": .date,
            "SettlementID": .digits, "SettlementAccount": .digits, "Gross": .amount,
            "Currency": .currency, "Fee": .amount, "Refund": .amount, "Net": .amount,
            "NumberOfTransactions": .digits,
        ],
        "TransactionInfo": [
            "SalesDate": .date, "SaleUnitName": .text, "SaleUnitNumber": .digits,
            "TransactionId": .digits, "SettlementId": .digits, "OrderID": .text,
            "SettlementDate": .date, "Gross": .amount, "Currency": .currency, "Fee": .amount,
            "Refund": .amount, "Net": .amount,
        ],
    ]
}
