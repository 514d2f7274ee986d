// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit

/// An aggregate at the end of a worker's tree: takes the rows that this worker saw.
struct AggregationEnd {
    private let aggregation: Aggregation
    /// The worker's part of the state.
    let worker: AggregationWorker
    private var place = Place(morsel: 0, row: 0)

    init(_ aggregation: Aggregation) {
        self.aggregation = aggregation
        worker = aggregation.makeWorker()
    }

    /// Says where in the source the next rows stand.
    mutating func begin(_ morsel: MorselKey) {
        place = Place(morsel: morsel.sequence, row: 0)
    }

    /// Adds the rows of one batch.
    ///
    /// - Throws: The `RowError` of the lowest row, whichever call's argument or `filter (where …)` it is; what the
    ///   scratch file is at fault with.
    mutating func update(_ batch: RecordBatch) throws {
        var arguments: [Column?] = []
        var filters: [Bitmap?] = []
        var lowest: RowError?
        for call in aggregation.calls {
            do throws(RowError) {
                let (argument, filter) = try call.inputs(from: batch)
                arguments.append(argument)
                filters.append(filter)
            } catch {
                if error.row < lowest?.row ?? .max { lowest = error }
            }
        }
        if let lowest { throw lowest }
        try worker.update(
            keys: aggregation.plan.keys.map { batch.columns[$0] },
            arguments: arguments,
            filters: filters,
            rowCount: batch.rowCount,
            firstPlace: place
        )
        place = Place(morsel: place.morsel, row: place.row + UInt64(batch.rowCount))
    }
}

extension AggregateCall {
    /// The argument over the rows that the call's filter keeps, and that filter.
    fileprivate func inputs(
        from batch: RecordBatch
    ) throws(RowError) -> (argument: Column?, filter: Bitmap?) {
        var kept: Bitmap?
        if let filter { kept = try filter.selectedRows(of: batch) }
        guard let argument else { return (nil, kept) }
        return (try argument.evaluate(batch, over: kept), kept)
    }
}
