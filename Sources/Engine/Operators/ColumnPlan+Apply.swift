// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ColumnPlan {
    /// The output columns of one batch.
    ///
    /// - Throws: The error of the lowest row, whichever column's it is.
    func apply(_ batch: RecordBatch) throws(RowError) -> RecordBatch {
        var columns: [Column] = []
        var lowest: RowError?
        for source in sources {
            switch source {
            case .input(let position): columns.append(batch.columns[position])
            case .expression(let expression):
                do {
                    columns.append(try expression.evaluate(batch))
                } catch {
                    if error.row < lowest?.row ?? .max { lowest = error }
                }
            }
        }
        if let lowest { throw lowest }
        return batch.replacingColumns(columns, schema: schema)
    }
}
