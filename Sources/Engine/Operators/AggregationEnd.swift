// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit

/// An aggregate at the end of a worker's tree: a partial state over the rows that this worker saw.
struct AggregationEnd {
    private let plan: AggregatePlan
    private let stage: String
    private let calls: [AggregateCall]
    private let groups: GroupedAggregation
    private var place = Place(morsel: 0, row: 0)

    init(_ plan: AggregatePlan, stage: String, input: Schema) {
        self.plan = plan
        self.stage = stage
        calls = plan.results.flatMap(\.calls)
        groups = GroupedAggregation(
            keys: plan.keys.map { input.fields[$0] },
            calls: calls.map(\.aggregate)
        )
    }

    /// Says where in the source the next rows stand.
    mutating func begin(_ morsel: MorselKey) {
        place = Place(morsel: morsel.sequence, row: 0)
    }

    /// Adds the rows of one batch.
    ///
    /// - Throws: The error of the lowest row, whichever call's argument or `filter (where …)` it is.
    mutating func update(_ batch: RecordBatch) throws(RowError) {
        var arguments: [Column?] = []
        var filters: [Bitmap?] = []
        var lowest: RowError?
        for call in calls {
            do throws(RowError) {
                let (argument, filter) = try call.inputs(from: batch)
                arguments.append(argument)
                filters.append(filter)
            } catch {
                if error.row < lowest?.row ?? .max { lowest = error }
            }
        }
        if let lowest { throw lowest }
        groups.update(
            keys: plan.keys.map { batch.columns[$0] },
            arguments: arguments,
            filters: filters,
            rowCount: batch.rowCount,
            firstPlace: place
        )
        place = Place(morsel: place.morsel, row: place.row + UInt64(batch.rowCount))
    }

    /// Merges the states of all workers; `empty` stands in when no worker saw a row.
    static func merged(_ partials: [AggregationEnd], or empty: AggregationEnd) -> AggregationEnd {
        guard let first = partials.first else { return empty }
        for other in partials.dropFirst() { first.groups.merge(other.groups) }
        return first
    }

    /// The result rows, in the order in which the groups first appear.
    ///
    /// - Throws: What an aggregate or the expression over it is at fault with, naming group or row.
    func finish() throws -> [RecordBatch] {
        let stagePlace = DataPlace(stage: stage)
        do throws(PipelineError) {
            let table = try groups.finish()
            let size = RecordBatch.maximumRowCount
            return try stride(from: 0, to: table.rowCount, by: size).map {
                first throws(PipelineError) in
                try batch(of: table, rows: first..<min(first + size, table.rowCount))
            }
        } catch {
            throw error.placed(in: stagePlace)
        }
    }

    private func batch(
        of table: AggregateTable,
        rows: Range<Int>
    ) throws(PipelineError) -> RecordBatch {
        let slots = Values(rows.map { Int32($0) })
        let keys = table.keys.map { $0.taking(slots) }
        let results = table.results.map { $0.taking(slots) }
        let origin = BatchOrigin(
            partition: nil,
            runs: [.init(firstSlot: 0, page: nil, firstRow: rows.lowerBound + 1)]
        )
        var columns = keys
        var nextCall = 0
        for compiled in plan.results {
            let calls = results[nextCall..<nextCall + compiled.calls.count]
            nextCall += compiled.calls.count
            let inputs = RecordBatch(
                schema: compiled.schema,
                columns: keys + calls,
                rowCount: rows.count,
                origin: origin
            )
            do throws(RowError) {
                columns.append(try compiled.result.evaluate(inputs))
            } catch {
                throw RowFault(error, in: inputs, stage: stage).error
            }
        }
        return RecordBatch(
            schema: plan.schema,
            columns: columns,
            rowCount: rows.count,
            origin: origin
        )
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
