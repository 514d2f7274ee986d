// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Writes batches as rows of text: what CSV and JSON lines have in common.
///
/// A row's bytes depend on the row alone, never on its batch.
struct BatchTextEncoder: ~Copyable {
    let schema: Schema
    let rules: TextRules
    var assembler: RowAssembler
    var currencies: CurrencyCheck

    init(_ schema: Schema, _ rules: TextRules, _ assembler: consuming RowAssembler) {
        self.schema = schema
        self.rules = rules
        self.assembler = assembler
        currencies = CurrencyCheck(schema)
    }

    /// Appends one row of text per row of the batch.
    mutating func encode(
        _ batch: RecordBatch,
        into writer: inout ByteWriter
    ) throws(RowError) {
        precondition(batch.schema == schema, "a batch of another schema")
        try currencies.check(batch)
        let dictionaries = batch.columns.map { EncodedDictionary($0, rules) }
        var first = 0
        while first < batch.rowCount {
            let rows = first..<min(first + RowAssembler.blockRows, batch.rowCount)
            assembler.startBlock()
            let words = FixedTexts(rules, &assembler)
            for (number, column) in batch.columns.enumerated() {
                if let dictionary = dictionaries[number] {
                    assembler.setSource(dictionary.source, ofColumn: number)
                    put(dictionary, rows, words)
                } else {
                    try put(column, number, rows, words, batch)
                }
            }
            assembler.assemble(rowCount: rows.count, into: &writer)
            first = rows.upperBound
        }
    }

    private mutating func put(
        _ column: Column,
        _ number: Int,
        _ rows: Range<Int>,
        _ words: FixedTexts,
        _ batch: RecordBatch
    ) throws(RowError) {
        switch column {
        case .boolean(let array): put(array, rows, words)
        case .int64(let array):
            putNumbers(rows, array.validity, words) { writer, slot in writer.put(array.values[slot])
            }
        case .float64(let array):
            try checkFinite(array, number, rows, batch)
            let separator = rules.decimalSeparator
            putNumbers(rows, array.validity, words) { writer, slot in
                writer.append(array.values[slot], separator: separator)
            }
        case .decimal(let array, _, let scale):
            let separator = rules.decimalSeparator
            putNumbers(rows, array.validity, words) { writer, slot in
                writer.put(array.values[slot], fractionDigits: scale, separator: separator)
            }
        case .money(let array):
            let separator = rules.decimalSeparator
            putNumbers(rows, array.validity, words) { writer, slot in
                let currency = array.currency(ofSlot: slot)
                writer.putMoney(array.minorUnits[slot], currency, separator: separator)
            }
        case .date(let array): putDates(array, rows, words)
        case .timestamp(let array):
            var latest = DayText.epoch
            putNumbers(rows, array.validity, words, isQuoted: rules.isJSON) { writer, slot in
                writer.putTimestamp(array.values[slot], &latest)
            }
        case .text(let array): putTexts(array, number, rows, words)
        case .json(let array) where rules.isJSON: putBare(array, number, rows, words)
        case .json(let array): putTexts(array, number, rows, words, isGuarded: false)
        }
    }

    private func checkFinite(
        _ array: Float64Array,
        _ number: Int,
        _ rows: Range<Int>,
        _ batch: RecordBatch
    ) throws(RowError) {
        for slot in rows {
            guard array.validity.map({ $0[slot] }) ?? true, !array.values[slot].isFinite else {
                continue
            }
            throw .notFinite(
                column: schema.fields[number].name,
                row: slot,
                isJSON: rules.isJSON
            )
        }
    }
}

/// Texts that every block has at the beginning of its scratch.
struct FixedTexts {
    let null: ValueText
    let `true`: ValueText
    let `false`: ValueText

    init(_ rules: TextRules, _ assembler: inout RowAssembler) {
        func add(_ text: String) -> ValueText {
            let start = assembler.scratch.count
            assembler.scratch.append(text)
            return ValueText(start: start, count: text.utf8.count, isScratch: true)
        }
        null = add(rules.null)
        `true` = add("true")
        `false` = add("false")
    }
}
