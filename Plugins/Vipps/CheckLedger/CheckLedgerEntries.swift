// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The entries of one batch as a check of ledgers reads them.
struct CheckLedgerEntries {
    /// The columns that are read.
    static let fields = [
        Field("ledgerId", .text), Field("topic", .text), Field("ledgerDate", .date),
        Field("time", .timestamp), Field("entryType", .text), Field("amount", .money),
        Field("balanceBefore", .money), Field("balanceAfter", .money),
    ]
    /// The columns that a finding shows, as far as they are there.
    private static let shownNames = [
        "ledgerId", "topic", "ledgerDate", "entryType", "pspReference", "amount", "balanceBefore",
        "balanceAfter",
    ]

    let batch: RecordBatch
    let shown: [Int]
    private let ledgers: CodedTexts
    private let topics: CodedTexts
    private let kinds: CodedTexts
    private let kindOfValue: [EntryKind]
    private let amounts: MoneyArray
    private let before: MoneyArray
    private let after: MoneyArray
    private let dates: Date32Array
    private let times: TimestampArray

    init(_ batch: RecordBatch) {
        guard case .text(let ledgers) = batch.column(named: "ledgerId"),
            case .text(let topics) = batch.column(named: "topic"),
            case .date(let dates) = batch.column(named: "ledgerDate"),
            case .timestamp(let times) = batch.column(named: "time"),
            case .text(let types) = batch.column(named: "entryType"),
            case .money(let amounts) = batch.column(named: "amount"),
            case .money(let before) = batch.column(named: "balanceBefore"),
            case .money(let after) = batch.column(named: "balanceAfter")
        else { preconditionFailure("the columns of the entries were checked") }
        self.batch = batch
        shown = Self.shownNames.compactMap { batch.schema.index(of: $0) }
        self.ledgers = CodedTexts(ledgers)
        self.topics = CodedTexts(topics)
        let kinds = CodedTexts(types)
        self.kinds = kinds
        kindOfValue = kinds.values.map { EntryKind($0) }
        self.amounts = amounts
        self.before = before
        self.after = after
        self.dates = dates
        self.times = times
    }

    var count: Int { batch.rowCount }

    func ledger(_ row: Int) -> String { ledgers[row] ?? "" }
    func topic(_ row: Int) -> String { topics[row] ?? "" }
    func date(_ row: Int) -> Int32? { dates[row] }
    func time(_ row: Int) -> Int64? { times[row] }

    func kind(_ row: Int) -> EntryKind {
        kinds.valueIndex(row).map { kindOfValue[$0] } ?? .other
    }

    /// Minor units; nil for a missing amount.
    func amount(_ row: Int) -> Int64? { Self.units(amounts, row) }
    func balanceBefore(_ row: Int) -> Int64? { Self.units(before, row) }
    func balanceAfter(_ row: Int) -> Int64? { Self.units(after, row) }

    /// The currency of the amount; nil for a missing one.
    func currency(_ row: Int) -> Currency? {
        amount(row) == nil ? nil : amounts.currency(ofSlot: row)
    }

    /// Whether two rows surely have the same ledger and topic: the same codes of a dictionary.
    func haveSameAccount(_ row: Int, _ other: Int) -> Bool {
        ledgers.haveSameCode(row, other) && topics.haveSameCode(row, other)
    }

    private static func units(_ array: MoneyArray, _ row: Int) -> Int64? {
        array.validity.map { $0[row] } ?? true ? array.minorUnits[row] : nil
    }
}

/// A text column whose values are read once each, however many rows have them.
private struct CodedTexts {
    let values: [String]
    private let array: TextArray

    init(_ array: TextArray) {
        self.array = array
        let plain = TextArray(offsets: array.offsets, bytes: array.bytes)
        values = (0..<array.valueCount).map { plain[$0] ?? "" }
    }

    /// The number of the row's value; nil for null.
    func valueIndex(_ row: Int) -> Int? {
        guard array.validity.map({ $0[row] }) ?? true else { return nil }
        return array.codes.map { Int($0[row]) } ?? row
    }

    subscript(row: Int) -> String? { valueIndex(row).map { values[$0] } }

    func haveSameCode(_ row: Int, _ other: Int) -> Bool {
        guard array.validity == nil, let codes = array.codes else { return false }
        return codes[row] == codes[other]
    }
}
