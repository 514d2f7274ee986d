// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Tells where the rows of each key begin in rows that are sorted by key.
struct KeyStarts {
    private let keyColumns: [KeyColumn]
    /// The keys of the batch before.
    private var last: RowKeys?

    init(_ keyColumns: [KeyColumn]) {
        self.keyColumns = keyColumns
    }

    /// For each row of the next batch whether its key differs from that of the row before.
    mutating func starts(in batch: RecordBatch) -> Bitmap {
        let keys = RowKeys(of: batch, by: keyColumns)
        var starts = BitmapBuilder(capacity: batch.rowCount)
        for row in 0..<batch.rowCount {
            if row > 0 {
                starts.append(RowKeys.isLess(keys, row - 1, keys, row))
            } else {
                starts.append(last.map { RowKeys.isLess($0, $0.count - 1, keys, 0) } ?? true)
            }
        }
        if batch.rowCount > 0 { last = keys }
        return starts.finish()
    }
}

extension RowKeys {
    /// Whether two keys are equal.
    static func areEqual(_ left: RowKeys, _ leftRow: Int, _ right: RowKeys, _ rightRow: Int) -> Bool
    {
        !isLess(left, leftRow, right, rightRow) && !isLess(right, rightRow, left, leftRow)
    }
}

extension RecordBatch {
    /// The values of a column of whole numbers that has no nulls.
    func numbers(_ index: Int) -> Values<Int64> {
        guard case .int64(let array) = columns[index] else {
            preconditionFailure("the column holds whole numbers")
        }
        return array.values
    }
}
