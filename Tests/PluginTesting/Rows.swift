// SPDX-License-Identifier: Apache-2.0

package import FjordKit

/// The rows of a batch as texts, nil for null: what does not show batches or layouts.
package typealias Rows = [[String?]]

extension RecordBatch {
    /// The rows, each value as every output writes it.
    package var rows: Rows {
        (0..<rowCount).map { row in columns.map { $0.value(ofSlot: row) } }
    }

    /// The same number of rows under the same schema, with nothing in them.
    var cleared: RecordBatch {
        replacingColumns(
            schema.fields.map { Column(nulls: rowCount, type: $0.type) },
            schema: schema
        )
    }

    /// The same rows in batches of at most `size`, an empty one before them.
    func cut(every size: Int) -> [RecordBatch] {
        let starts = stride(from: 0, to: rowCount, by: size)
        return [slice(0..<0)] + starts.map { slice($0..<min($0 + size, rowCount)) }
    }

    /// What every stage meets sooner or later, by name.
    var samples: [(name: String, batch: RecordBatch)] {
        [("empty input", slice(0..<0)), ("all null", cleared)]
            + (rowCount > 0 ? [("one row", slice(0..<1))] : [])
            + [("all rows", self)]
    }
}

extension Column {
    private func isNull(_ slot: Int) -> Bool { validity.map { !$0[slot] } ?? false }

    fileprivate func value(ofSlot slot: Int) -> String? {
        isNull(slot) ? nil : writtenText(ofSlot: slot)
    }
}
