// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of this run and of the last one, brought together by sorting them by their keys.
///
/// ```
/// input ─┬─> memory of this run
///        └─ numbered ──────┬─> sorted by key, ─> ChangesWalk: pairs ─> sorted by number ─> out
/// memory of the last run ──┘   the last run's row first
/// ```
/// The last run's rows have numbers below zero. Both sorts spill.
final class ChangesCollector: RowCollector {
    private let plan: ChangesPlan
    private let scratch: ScratchSpace
    private let remembered: RememberedRows?
    private var writer: RowFileWriter?
    private var trail: RowTrail
    private let sorter: ExternalSorter
    private var isComplete = false
    private var walked: ExternalSorter?

    init(_ plan: ChangesPlan, in scratch: ScratchSpace, memory: (any StageMemory)?) throws {
        self.plan = plan
        self.scratch = scratch
        remembered = try RememberedRows(memory, plan)
        writer = try RememberedRows.writer(memory, plan)
        trail = RowTrail(schema: plan.input)
        let number = KeyColumn(plan.input.fields.count, nulls: .none)
        sorter = ExternalSorter(
            schema: trail.markedSchema,
            by: plan.keys + [number],
            in: scratch
        )
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        guard batch.rowCount > 0 else { return }
        try writer?.append(batch)
        try sorter.add(trail.mark(batch))
    }

    func end(input: Int) throws {
        try writer?.finish()
        var number = Int64.min
        while usesRemembered, let batch = try remembered?.next() {
            let count = Int64(batch.rowCount)
            let numbers = Int64Array(Values(number..<number + count))
            let slots = Int64Array(Values(repeating: 0, count: batch.rowCount))
            let columns = batch.columns + [.int64(numbers), .int64(slots)]
            try sorter.add(batch.replacingColumns(columns, schema: trail.markedSchema))
            number += count
        }
        isComplete = true
    }

    func findings() -> [Finding] { remembered?.findings ?? [] }

    func next() throws -> RecordBatch? {
        guard isComplete else { return nil }
        let walked = try walked ?? walk()
        self.walked = walked
        guard let batch = try walked.next() else { return nil }
        return batch.replacingColumns(Array(batch.columns.dropLast()), schema: plan.outputSchema)
    }

    private var usesRemembered: Bool { remembered?.isUsable ?? false }

    /// Pairs all rows, and brings what comes of it into order.
    private func walk() throws -> ExternalSorter {
        var walk = ChangesWalk(plan, comparing: remembered?.compared ?? [])
        let order = KeyColumn(plan.outputSchema.fields.count, nulls: .none)
        let output = ExternalSorter(schema: walk.schema, by: [order], in: scratch)
        while let batch = try sorter.next() {
            if let rows = walk.add(batch, trail), usesRemembered || plan.givesFirst {
                try output.add(rows)
            }
        }
        if let duplicate = walk.duplicate { throw duplicate.error }
        if let rows = walk.finish(), usesRemembered || plan.givesFirst { try output.add(rows) }
        return output
    }
}
