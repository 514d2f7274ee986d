// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Goes through the rows of one batch and their matches, and gives them joined, some at a time.
struct JoinWalk {
    private let batch: RecordBatch
    /// The number of each row's key in the table; -1 for none.
    private let numbers: Values<Int32>
    private let keepsUnmatched: Bool
    private let rowLimit: Int
    private var row = 0
    /// How many matches of the row have been given.
    private var given = 0

    init(_ batch: RecordBatch, _ numbers: Values<Int32>, keepsUnmatched: Bool, rowLimit: Int) {
        self.batch = batch
        self.numbers = numbers
        self.keepsUnmatched = keepsUnmatched
        self.rowLimit = rowLimit
    }

    /// The next joined rows under `schema`: the batch's columns but the last `marks` of them, the table's columns
    /// `payload`, and these marks; nil after the last.
    mutating func next(
        from table: borrowing JoinTable,
        payload: Range<Int>,
        marks: Int,
        schema: Schema
    ) -> RecordBatch? {
        var slots = ValuesBuilder<Int32>(capacity: batch.rowCount)
        var positions = ValuesBuilder<RowPosition>(capacity: batch.rowCount)
        while row < batch.rowCount, slots.count < rowLimit {
            let number = Int(numbers[row])
            if number >= 0 {
                slots.append(Int32(truncatingIfNeeded: row))
                positions.append(table.row(given, ofKey: number))
                given += 1
                if given < table.rowCount(ofKey: number) { continue }
            } else if keepsUnmatched {
                slots.append(Int32(truncatingIfNeeded: row))
                positions.append(.none)
            }
            given = 0
            row += 1
        }
        guard slots.count > 0 else { return nil }
        let matches = positions.finish()
        let left = batch.taking(slots.finish())
        let sources = table.batches
        let added = payload.enumerated().map { offset, index in
            let type = schema.fields[left.columns.count - marks + offset].type
            return Column.gathering(matches, from: sources.map { $0.columns[index] }, type: type)
        }
        let columns = left.columns.dropLast(marks) + added + left.columns.suffix(marks)
        return left.replacingColumns(Array(columns), schema: schema)
    }
}
