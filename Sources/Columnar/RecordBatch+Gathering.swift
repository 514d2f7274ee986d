// SPDX-License-Identifier: Apache-2.0

extension RecordBatch {
    /// The rows at these positions of several batches under one schema, in this order.
    ///
    /// - Precondition: Every position lies in its batch; at most 2 GiB of one column's text are gathered at once.
    public static func gathering(
        _ positions: Values<RowPosition>,
        from batches: [RecordBatch],
        schema: Schema,
        origin: BatchOrigin
    ) -> RecordBatch {
        let gathering = Gathering(positions, rowCounts: batches.map(\.rowCount))
        return RecordBatch(
            schema: schema,
            columns: schema.fields.indices.map { index in
                gathering.column(batches.map { $0.columns[index] }, schema.fields[index].type)
            },
            rowCount: positions.count,
            origin: origin
        )
    }
}

extension Column {
    /// The slots at these positions of several columns of one type, in this order.
    ///
    /// - Precondition: Every position lies in its column; at most 2 GiB of text are gathered at once.
    public static func gathering(
        _ positions: Values<RowPosition>,
        from columns: [Column],
        type: DataType
    ) -> Column {
        Gathering(positions, rowCounts: columns.map(\.count)).column(columns, type)
    }
}

extension RecordBatch {
    /// The rows of all batches one after the other, without an origin.
    ///
    /// - Precondition: The batches have this schema, and at most `maximumRowCount` rows together with 2 GiB of text.
    public static func joining(_ batches: [RecordBatch], schema: Schema) -> RecordBatch {
        var positions = ValuesBuilder<RowPosition>(capacity: batches.reduce(0) { $0 + $1.rowCount })
        for (number, batch) in batches.enumerated() {
            for row in 0..<batch.rowCount { positions.put(RowPosition(batch: number, row: row)) }
        }
        let origin = BatchOrigin(partition: nil, runs: [])
        return gathering(positions.finish(), from: batches, schema: schema, origin: origin)
    }

    /// The same rows as a stage's own, named by numbers of which the first row has `row`.
    public func numbered(from row: Int) -> RecordBatch {
        let run = BatchOrigin.Run(firstSlot: 0, page: nil, firstRow: row)
        return RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: rowCount,
            origin: BatchOrigin(partition: nil, runs: [run])
        )
    }
}
