// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// Equal-length columns under a schema: the unit that flows through a run.
///
/// Holds at most `maximumRowCount` rows, and may hold none. Immutable; copying one copies references.
public struct RecordBatch: Sendable {
    /// The most rows that a batch has.
    public static let maximumRowCount = 16_384

    /// What the columns are.
    public let schema: Schema
    /// One column per field of the schema.
    public let columns: [Column]
    /// How many rows there are; stated for batches without columns.
    public let rowCount: Int
    /// Where the rows came from.
    public let origin: BatchOrigin
    /// For each row its position in the batch as it was decoded; nil if nothing was filtered out since.
    public let sourceSlots: Values<Int32>?

    /// Joins columns into a batch.
    ///
    /// - Precondition: Columns match the schema in number, type and length.
    public init(
        schema: Schema,
        columns: [Column],
        rowCount: Int,
        origin: BatchOrigin,
        sourceSlots: Values<Int32>? = nil
    ) {
        precondition(columns.count == schema.fields.count, "one column per field")
        for (column, field) in zip(columns, schema.fields) {
            precondition(column.count == rowCount, "column '\(field.name)' has another length")
            precondition(column.type == field.type, "column '\(field.name)' is \(column.type)")
        }
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
        self.origin = origin
        self.sourceSlots = sourceSlots
    }

    /// A batch with the same rows and other columns.
    public func replacingColumns(_ columns: [Column], schema: Schema) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: rowCount,
            origin: origin,
            sourceSlots: sourceSlots
        )
    }

    /// The column of that name; nil if there is none.
    public func column(named name: String) -> Column? {
        schema.index(of: name).map { columns[$0] }
    }

    /// Where one row came from.
    public func place(ofRow row: Int) -> DataPlace {
        origin.place(ofSlot: sourceSlots.map { Int($0[row]) } ?? row)
    }
}
