// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit

/// The result rows of an aggregate, in the order in which the groups first appear.
///
/// Has one holder at a time.
final class AggregationOutput: @unchecked Sendable {
    // Sendable because whoever waits for a batch is the only one who asks for it.

    private let aggregation: Aggregation
    private let rows: AggregateRows
    private var rowCount = 0

    init(_ aggregation: Aggregation, _ rows: AggregateRows) {
        self.aggregation = aggregation
        self.rows = rows
    }

    /// The next rows; nil after the last.
    ///
    /// - Throws: What an expression over the aggregates is at fault with, naming the row.
    func next() throws -> RecordBatch? {
        try aggregation.placed {
            guard let table = try rows.next() else { return nil }
            defer { rowCount += table.rowCount }
            return try batch(of: table)
        }
    }

    private func batch(of table: AggregateTable) throws(PipelineError) -> RecordBatch {
        let origin = BatchOrigin(
            partition: nil,
            runs: [.init(firstSlot: 0, page: nil, firstRow: rowCount + 1)]
        )
        var columns = table.keys
        var nextCall = 0
        for compiled in aggregation.plan.results {
            let calls = table.results[nextCall..<nextCall + compiled.calls.count]
            nextCall += compiled.calls.count
            let inputs = RecordBatch(
                schema: compiled.schema,
                columns: table.keys + calls,
                rowCount: table.rowCount,
                origin: origin
            )
            do throws(RowError) {
                columns.append(try compiled.result.evaluate(inputs))
            } catch {
                throw RowFault(error, in: inputs, stage: aggregation.stage).error
            }
        }
        return RecordBatch(
            schema: aggregation.plan.schema,
            columns: columns,
            rowCount: table.rowCount,
            origin: origin
        )
    }
}
