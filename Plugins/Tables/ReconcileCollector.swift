// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of both inputs, brought together by sorting them by their keys.
///
/// ```
/// input ──┬─ numbered ─> sorted by key, ─> ReconcileWalk: one row per key ─> sorted by the number of its first row
/// other ──┘              the input's first
/// ```
/// Both sorts spill.
final class ReconcileCollector: RowCollector {
    private let plan: ReconcilePlan
    private let scratch: ScratchSpace
    private let sorter: ExternalSorter
    private var rowCounts: [Int64] = [0, 0]
    private var endedCount = 0
    private var latestDay: Int32?
    private var walked: ExternalSorter?

    init(_ plan: ReconcilePlan, in scratch: ScratchSpace) {
        self.plan = plan
        self.scratch = scratch
        sorter = ExternalSorter(schema: plan.row.schema, by: plan.order, in: scratch)
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        guard batch.rowCount > 0 else { return }
        let rows = plan.rows(batch, of: input, from: rowCounts[input])
        rowCounts[input] += Int64(batch.rowCount)
        noteDays(rows)
        try sorter.add(rows)
    }

    func end(input: Int) throws {
        endedCount += 1
    }

    func next() throws -> RecordBatch? {
        guard endedCount == 2 else { return nil }
        let walked = try walked ?? walk()
        self.walked = walked
        guard let batch = try walked.next() else { return nil }
        return batch.replacingColumns(Array(batch.columns.dropLast()), schema: plan.outputSchema)
    }

    private func walk() throws -> ExternalSorter {
        let asOf = plan.asOf?.daysSinceEpoch ?? latestDay
        var walk = ReconcileWalk(plan, asOf: asOf)
        let order = KeyColumn(plan.outputFields.count, nulls: .none)
        let output = ExternalSorter(schema: walk.schema, by: [order], in: scratch)
        while let batch = try sorter.next() {
            if let rows = try walk.add(batch) { try output.add(rows) }
        }
        if let rows = try walk.finish() { try output.add(rows) }
        return output
    }

    private func noteDays(_ rows: RecordBatch) {
        guard let index = plan.row.date, case .date(let days) = rows.columns[index] else { return }
        for slot in 0..<days.count {
            guard let day = days[slot] else { continue }
            latestDay = max(latestDay ?? day, day)
        }
    }
}
