// SPDX-License-Identifier: Apache-2.0

import FjordKit
import XML

/// Reads a settlement file in XML, version 2.0 or 3.0, tag by tag.
struct SettlementXML: SettlementReader {
    private let parser: XMLPullParser
    private var version: SettlementVersion?
    /// The records that are open, the report first.
    private var frames: [SettlementFrame] = []
    /// The value that is open.
    private var value: (slot: Int, place: XMLPlace)?
    /// How many elements are open that no row is made of.
    private var skippedDepth = 0
    private var head: SettlementHead?
    private var sums = SettlementSums()
    private var paymentSums = PaymentSums()
    private(set) var remarks = SettlementRemarks()

    init(reading source: @escaping () throws -> Bytes?) {
        parser = XMLPullParser(reading: source)
    }

    mutating func next() throws -> SettlementItem? {
        while let event = try parser.next() {
            switch event {
            case .start(let name, let textBefore, let place):
                if let item = try begin(name, textBefore, at: place) { return item }
            case .end(let text, let place):
                if let item = try end(text, at: place) { return item }
            }
        }
        return nil
    }

    private mutating func begin(
        _ name: XMLName,
        _ textBefore: String,
        at place: XMLPlace
    ) throws -> SettlementItem? {
        if skippedDepth > 0 {
            skippedDepth += 1
            if name.local == "FeeInfo" { remarks.addFeeLine() }
            return nil
        }
        guard let version, let frame = frames.last else {
            try beginReport(name, at: place)
            return nil
        }
        guard value == nil else { throw SettlementFaults.nested(name.local, at: place) }
        try checkBlank(textBefore, frame, at: place)
        guard name.namespace == version.rawValue, !frame.rule.passedOver.contains(name.local) else {
            return skip(name, version)
        }
        if let slot = frame.rule.values[name.local] {
            value = (slot, place)
        } else if let record = frame.rule.records[name.local] {
            try frame.check(isEnd: false, at: place)
            try opening(record)
            frames.append(SettlementFrame(record, version.rule(record), at: place))
        } else {
            return skip(name, version)
        }
        return nil
    }

    private mutating func beginReport(_ name: XMLName, at place: XMLPlace) throws {
        let version = SettlementVersion(rawValue: name.namespace ?? "")
        guard name.local == "SettlementReport", let version else {
            throw SettlementFaults.otherRoot(name, at: place)
        }
        self.version = version
        frames = [SettlementFrame(.report, version.rule(.report), at: place)]
    }

    private mutating func skip(_ name: XMLName, _ version: SettlementVersion) -> SettlementItem? {
        skippedDepth = 1
        guard let rule = frames.last?.rule else { return nil }
        let isKnown = name.namespace == version.rawValue && rule.passedOver.contains(name.local)
        return isKnown ? nil : .unknown("\(rule.name).\(name.local)")
    }

    private mutating func end(_ text: String, at place: XMLPlace) throws -> SettlementItem? {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return nil
        }
        if let value {
            self.value = nil
            try frames[frames.count - 1].take(text, as: value.slot, at: value.place)
            return nil
        }
        guard let frame = frames.popLast() else { return nil }
        try checkBlank(text, frame, at: place)
        try frame.check(isEnd: true, at: place)
        return try close(frame, at: place)
    }

    private func checkBlank(_ text: String, _ frame: SettlementFrame, at place: XMLPlace) throws {
        guard text.utf8.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw SettlementFaults.strayText(in: frame.rule.name, at: place)
        }
    }

    // Records

    private mutating func opening(_ record: SettlementRecord) throws {
        switch record {
        case .payments: paymentSums = PaymentSums()
        case .settlement: (head, sums) = (nil, SettlementSums())
        case .transaction: if head == nil { head = try settlementHead() }
        case .report, .details: break
        }
    }

    private mutating func close(_ frame: SettlementFrame, at place: XMLPlace) throws
        -> SettlementItem?
    {
        switch frame.record {
        case .transaction:
            guard let head, let version else {
                preconditionFailure("a transaction stands in a settlement")
            }
            let transaction = try SettlementTransaction(frame, of: head, version)
            try sums.add(transaction)
            remarks.add(transaction)
            return .transaction(transaction, head)
        case .settlement: return try settlement(frame, at: place)
        case .payments: try check(frame)
        case .report: try checkReport(frame, at: place)
        case .details: break
        }
        return nil
    }

    private func checkReport(_ frame: SettlementFrame, at place: XMLPlace) throws {
        guard remarks.settlementCount > 0 else {
            throw SettlementFaults.noSettlements(at: place.description)
        }
    }

    private func settlementHead() throws -> SettlementHead {
        guard frames.count == 4, let version else {
            preconditionFailure("a settlement has three records around it")
        }
        return try SettlementHead(
            details: frames[1],
            payments: frames[2],
            settlement: frames[3],
            version
        )
    }

    private mutating func settlement(
        _ frame: SettlementFrame,
        at place: XMLPlace
    ) throws -> SettlementItem {
        guard let head, let version else {
            throw SettlementFaults.missing(
                "TransactionInfo",
                in: frame.rule.name,
                beginning: frame.place,
                at: place
            )
        }
        let declared = try SettlementTotals(frame, head.currency, version)
        remarks.add(head, declared, sums)
        try paymentSums.add(declared, head)
        return .settlement(head, declared: declared, summed: sums)
    }

    /// Compares what a report declares for all settlements of a sales unit with what they declare.
    private mutating func check(_ frame: SettlementFrame) throws {
        var declared = PaymentSums()
        declared.settlementCount = try frame.count("NumOfSettlements")
        if version == .two, let currency = paymentSums.currency {
            declared.gross = try frame.amount("TotalSettledGrossAmount", currency)
            declared.net = try frame.amount("TotalSettledNetAmount", currency)
            declared.fee = -(try frame.amount("TotalSettledFeeAmount", currency))
        }
        remarks.add(declared, paymentSums, msn: frames.last?.text("SerialNumber"), frame.place.line)
    }
}
