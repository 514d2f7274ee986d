// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Sees to it that a reader of the output can tell the currency of every amount: it is that of the row's `currency`
/// column or, without one, the same in all rows.
struct CurrencyCheck {
    /// The name of the column that holds each row's currency.
    static let currencyColumn = "currency"

    private let currencyIndex: Int?
    private let moneyIndexes: [Int]
    /// Without a currency column: the one currency of each money column so far, by the column's name.
    private var single: [String: Currency] = [:]

    init(_ schema: Schema) {
        let index = schema.index(of: Self.currencyColumn)
        currencyIndex = index.flatMap { schema.fields[$0].type == .text ? $0 : nil }
        moneyIndexes = schema.fields.indices.filter { schema.fields[$0].type == .money }
    }

    /// Forgets the currencies seen so far, for another part of the file.
    mutating func takeSingle() -> [String: Currency] {
        defer { single = [:] }
        return single
    }

    mutating func check(_ batch: RecordBatch) throws(RowError) {
        for index in moneyIndexes {
            guard case .money(let money) = batch.columns[index] else { continue }
            let name = batch.schema.fields[index].name
            if let currencyIndex, case .text(let text) = batch.columns[currencyIndex] {
                try check(money, name, against: text, batch)
            } else {
                try checkSingle(money, name, batch)
            }
        }
    }

    private func check(
        _ money: MoneyArray,
        _ name: String,
        against text: TextArray,
        _ batch: RecordBatch
    ) throws(RowError) {
        let codes = CurrencyCodes(text)
        if case .one(let currency) = money.currencies, codes.areAll(currency) { return }
        for slot in 0..<money.count where money.validity.isValid(slot) {
            let currency = money.currency(ofSlot: slot)
            guard codes.code(ofSlot: slot) != currency.code else { continue }
            throw .otherCurrency(
                column: name,
                currency,
                found: text[slot],
                row: slot
            )
        }
    }

    private mutating func checkSingle(
        _ money: MoneyArray,
        _ name: String,
        _ batch: RecordBatch
    ) throws(RowError) {
        for slot in 0..<money.count where money.validity.isValid(slot) {
            let currency = money.currency(ofSlot: slot)
            let known = single[name]
            if known == nil { single[name] = currency }
            guard let known, known != currency else {
                if case .one = money.currencies { return }
                continue
            }
            throw .twoCurrencies(column: name, known, currency, row: slot)
        }
    }
}

/// The packed currency code of each slot of a text column.
private struct CurrencyCodes {
    private let text: TextArray
    /// For a dictionary, the code of each value.
    private let valueCodes: [UInt16]

    /// No currency at all.
    private static let none = UInt16.max

    init(_ text: TextArray) {
        self.text = text
        let isDictionary = text.codes != nil
        valueCodes = isDictionary ? (0..<text.valueCount).map { Self.code(text, value: $0) } : []
    }

    /// Whether every slot has this currency.
    func areAll(_ currency: Currency) -> Bool {
        text.validity == nil && text.codes != nil && valueCodes.allSatisfy { $0 == currency.code }
    }

    @inline(__always)
    func code(ofSlot slot: Int) -> UInt16 {
        guard text.validity.isValid(slot) else { return Self.none }
        guard let codes = text.codes else { return Self.code(text, value: slot) }
        return valueCodes[Int(codes[slot])]
    }

    private static func code(_ text: TextArray, value: Int) -> UInt16 {
        let start = Int(text.offsets[value]), bytes = text.bytes.paddedSpan
        guard Int(text.offsets[value + 1]) - start == 3 else { return none }
        return Currency(bytes[start], bytes[start + 1], bytes[start + 2])?.code ?? none
    }
}
