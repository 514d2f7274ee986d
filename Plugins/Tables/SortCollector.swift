// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of one sort.
final class SortCollector: RowCollector {
    private let sorter: ExternalSorter
    private var amounts: [OneCurrency]
    private var isComplete = false

    init(schema: Schema, by keys: [KeyColumn], in scratch: ScratchSpace) {
        sorter = ExternalSorter(schema: schema, by: keys, in: scratch)
        amounts = keys.filter { schema.fields[$0.index].type == .money }
            .map { OneCurrency(column: $0.index) }
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        for index in amounts.indices { try amounts[index].check(batch) }
        try sorter.add(batch)
    }

    func end(input: Int) throws {
        isComplete = true
    }

    func next() throws -> RecordBatch? {
        isComplete ? try sorter.next() : nil
    }
}

/// Sees to it that all amounts of a column have one currency.
struct OneCurrency {
    let column: Int
    private var seen: Currency?

    init(column: Int) {
        self.column = column
    }

    /// - Throws: `RowError` for the first row with another currency than the rows before it.
    mutating func check(_ batch: RecordBatch) throws(RowError) {
        guard case .money(let array) = batch.columns[column] else { return }
        if case .one(let currency) = array.currencies, currency == seen { return }
        for row in 0..<array.count where array.validity.map({ $0[row] }) ?? true {
            let currency = array.currency(ofSlot: row)
            let first = seen ?? currency
            seen = first
            if currency != first {
                let name = batch.schema.fields[column].name
                throw TablesErrors.mixedCurrencies(name, currency, after: first, row: row)
            }
        }
    }
}
