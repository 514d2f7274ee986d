// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

@testable import Expressions

/// An aggregate expression's result for every group.
struct AggregateResult: Encodable {
    struct Group: Encodable {
        let keys: [String?]
        let outcome: Outcome
    }

    private(set) var type = ""
    private(set) var groups: [Group] = []
    private(set) var faults: [String]?

    init(_ item: AggregateCase, over batch: RecordBatch) {
        do throws(ExpressionFaults) {
            let scope = ExpressionScope(schema: batch.schema)
            let compiled = try CompiledAggregate.compile(item.text, in: scope, by: item.by)
            type = compiled.type.description
            groups = Self.groups(compiled, item.by, batch)
        } catch {
            faults = error.all.map(\.message)
        }
    }

    /// All groups at once, or one after the other if there is an error.
    private static func groups(
        _ compiled: CompiledAggregate,
        _ by: [String],
        _ batch: RecordBatch
    ) -> [Group] {
        if let groups = try? evaluated(compiled, by, batch) { return groups }
        let positions = by.compactMap { batch.schema.index(of: $0) }
        var rows: [[String?]: [Int32]] = [:]
        for row in 0..<batch.rowCount {
            let key = positions.map { Outcome(batch.columns[$0], row: row).value }
            rows[key, default: []].append(Int32(row))
        }
        return rows.map { key, slots in
            do {
                return try evaluated(compiled, by, batch.taking(Values(slots)))[0]
            } catch {
                let code = (error as? RowError)?.code ?? (error as? PipelineError)?.code
                return Group(keys: key, outcome: Outcome(error: code?.description ?? "\(error)"))
            }
        }
    }

    private static func evaluated(
        _ compiled: CompiledAggregate,
        _ by: [String],
        _ batch: RecordBatch
    ) throws -> [Group] {
        let positions = by.compactMap { batch.schema.index(of: $0) }
        let aggregation = AggregationState(
            keys: positions.map { batch.schema.fields[$0] },
            calls: compiled.calls.map(\.aggregate),
            workerCount: 1
        )
        let worker = aggregation.makeWorker()
        var filters: [Bitmap?] = []
        var arguments: [Column?] = []
        for call in compiled.calls {
            let filter = try call.filter?.selectedRows(of: batch)
            filters.append(filter)
            arguments.append(try call.argument?.evaluate(batch, over: filter))
        }
        try worker.update(
            keys: positions.map { batch.columns[$0] },
            arguments: arguments,
            filters: filters,
            rowCount: batch.rowCount,
            firstPlace: .start
        )
        let rows = try aggregation.finish([worker]).runAll()
        guard let table = try rows.next() else { return [] }
        return try results(compiled, table)
    }

    private static func results(_ compiled: CompiledAggregate, _ table: AggregateTable) throws
        -> [Group]
    {
        let rows = RecordBatch(
            schema: compiled.schema,
            columns: table.keys + table.results,
            rowCount: table.rowCount,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        let column = try compiled.result.evaluate(rows)
        return (0..<table.rowCount).map { row in
            let keys = table.keys.map { Outcome($0, row: row).value }
            return Group(keys: keys, outcome: Outcome(column, row: row))
        }
    }
}
