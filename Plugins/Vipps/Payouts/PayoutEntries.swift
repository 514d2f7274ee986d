// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A batch of entries of funds, as folding them into payouts asks for them.
struct PayoutEntries {
    private let rowCount: Int
    private let ledgers: TextArray
    private let dates: Date32Array
    private let times: TimestampArray
    private let pspReferences: TextArray
    private let references: TextArray
    private let amounts: MoneyArray
    private let befores: MoneyArray
    private let afters: MoneyArray
    private let types: TextArray
    /// The kind of each value of `types`.
    private let kinds: [EntryKind]
    private let readDates: DateTexts
    private let windowStarts: DateTexts
    private let periodStarts: DateTexts

    init(_ batch: RecordBatch) {
        rowCount = batch.rowCount
        ledgers = batch.texts("ledgerId")
        pspReferences = batch.texts("pspReference")
        references = batch.texts("reference")
        let types = batch.texts("entryType")
        self.types = types
        kinds = (0..<types.valueCount).map { EntryKind(types.valueText($0)) }
        amounts = batch.money("amount")
        befores = batch.money("balanceBefore")
        afters = batch.money("balanceAfter")
        guard case .date(let dates)? = batch.column(named: "ledgerDate"),
            case .timestamp(let times)? = batch.column(named: "time")
        else { preconditionFailure("entries have a date and a time") }
        self.dates = dates
        self.times = times
        readDates = DateTexts(batch.texts(PayoutContext.columns[0]))
        windowStarts = DateTexts(batch.texts(PayoutContext.columns[1]))
        periodStarts = DateTexts(batch.texts(PayoutContext.columns[2]))
    }

    func ledger(_ row: Int) -> String { ledgers[row] ?? "" }

    /// The row behind the entries of the same ledger that begin at `row`.
    func endOfLedger(from row: Int) -> Int {
        let bytes = ledgers.bytes.span
        let first = ledgers.range(ofSlot: row)
        let isNull = ledgers.isNull(row)
        var end = row + 1
        while end < rowCount {
            let range = ledgers.range(ofSlot: end)
            guard ledgers.isNull(end) == isNull, range.count == first.count else { break }
            let isSame =
                range == first
                || (0..<first.count).allSatisfy {
                    bytes[first.lowerBound + $0] == bytes[range.lowerBound + $0]
                }
            guard isSame else { break }
            end += 1
        }
        return end
    }

    func kind(_ row: Int) -> EntryKind {
        guard !types.isNull(row) else { return .other }
        return kinds[types.codes.map { Int($0[row]) } ?? row]
    }

    /// The entry's ledger date; if it has none, the one that was asked for.
    func date(_ row: Int) -> Int32 { dates[row] ?? readDates[row] ?? 0 }

    func windowStart(_ row: Int) -> Int32? { windowStarts[row] }

    func periodStart(_ row: Int) -> Int32? { periodStarts[row] }

    func time(_ row: Int) -> Int64? { times[row] }

    func reference(_ row: Int) -> String? { references[row] }

    /// The payout's number: what stands behind the last hyphen, or all of it.
    ///
    /// - Source: The vendor's Report API guide; without the ledger until November 2023.
    func payoutNumber(_ row: Int) -> String? {
        guard let number = pspReferences[row]?.split(separator: "-").last else { return nil }
        return String(number)
    }

    func amount(_ row: Int) -> Int128? { amounts.units(row) }

    func before(_ row: Int) -> Int128? { befores.units(row) }

    func after(_ row: Int) -> Int128? { afters.units(row) }

    /// The currency of the entry's amounts; nil if it has none.
    func currency(_ row: Int) -> Currency? {
        [amounts, befores, afters].first { $0.units(row) != nil }?.currency(ofSlot: row)
    }
}

/// Days as texts: read once per value.
private struct DateTexts {
    private let texts: TextArray
    private let days: [Int32?]

    init(_ texts: TextArray) {
        self.texts = texts
        days = (0..<texts.valueCount).map {
            CalendarDate(iso: texts.valueText($0))?.daysSinceEpoch
        }
    }

    subscript(row: Int) -> Int32? {
        texts.isNull(row) ? nil : days[texts.codes.map { Int($0[row]) } ?? row]
    }
}

extension TextArray {
    /// The text of one value, which slots share in a dictionary.
    func valueText(_ value: Int) -> String {
        bytes.slice(Int(offsets[value])..<Int(offsets[value + 1])).text
    }

    fileprivate func isNull(_ slot: Int) -> Bool { validity.map { !$0[slot] } ?? false }
}

extension MoneyArray {
    fileprivate func units(_ slot: Int) -> Int128? {
        validity.map { $0[slot] } ?? true ? Int128(minorUnits[slot]) : nil
    }
}

extension RecordBatch {
    fileprivate func texts(_ name: String) -> TextArray {
        guard case .text(let array)? = column(named: name) else {
            preconditionFailure("entries have a text '\(name)'")
        }
        return array
    }

    fileprivate func money(_ name: String) -> MoneyArray {
        guard case .money(let array)? = column(named: name) else {
            preconditionFailure("entries have an amount '\(name)'")
        }
        return array
    }
}
