// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Rows on disk of which one per key is kept.
///
/// Rows with one key lie in one partition, so that each partition is looked at alone; one whose keys do not fit in
/// memory is gone through several times. What is kept of all partitions is merged into the order of the input.
final class SpilledDistinct {
    private let keyColumns: [KeyColumn]
    private let keepsLast: Bool
    private let share: ScratchShare
    private let rows: PartitionedRows
    private var trail: RowTrail
    private var merger: RunMerger?
    private var ready: [RecordBatch] = []

    init(
        schema: Schema,
        by keyColumns: [KeyColumn],
        keepsLast: Bool,
        in scratch: ScratchSpace
    ) throws {
        self.keyColumns = keyColumns
        self.keepsLast = keepsLast
        share = ScratchShare(of: scratch)
        trail = RowTrail(schema: schema)
        rows = try PartitionedRows(schema: trail.markedSchema, by: keyColumns, in: scratch)
    }

    func add(_ batch: RecordBatch) throws {
        guard batch.rowCount > 0 else { return }
        try rows.add(trail.mark(batch))
    }

    func next() throws -> RecordBatch? {
        let merger = try merger ?? makeMerger()
        self.merger = merger
        while ready.isEmpty {
            guard let batch = try merger.next() else { return nil }
            ready = trail.unmark(batch, schema: trail.schema).reversed()
        }
        return ready.popLast()
    }

    private func makeMerger() throws -> RunMerger {
        var runs: [SortedRun] = []
        for part in try rows.finish() { runs.append(SortedRun(part, kept: try kept(of: part))) }
        share.release(share.heldByteCount)
        return RunMerger(runs, schema: trail.markedSchema, by: trail.order, in: share.space)
    }

    /// For each batch of a partition the rows to keep.
    private func kept(of part: SpilledBatches) throws -> [Bitmap] {
        var kept = (0..<part.count).map {
            Bitmap(repeating: false, count: part.rowCount(ofBatch: $0))
        }
        var open = kept.map(\.inverted)
        while open.contains(where: { $0.setCount > 0 }) { try decide(part, &kept, &open) }
        return kept
    }

    /// Goes through the open rows once: takes in keys until they fill the memory, and settles all rows that have one
    /// of these.
    private func decide(
        _ part: SpilledBatches,
        _ kept: inout [Bitmap],
        _ open: inout [Bitmap]
    ) throws {
        var seen = KeyTable()
        var isFull = false
        let order = keepsLast ? Array((0..<part.count).reversed()) : Array(0..<part.count)
        for index in order where open[index].setCount > 0 {
            let keys = RowKeys(of: try part.batch(index), by: keyColumns)
            isFull = isFull || !share.holdExactly(seen.byteCount(adding: keys)) && seen.count > 0
            if isFull {
                let missing = OneOfEach.missing(seen.find(keys, rows: open[index]))
                open[index] = open[index].and(missing)
                continue
            }
            let known = seen.count
            let numbers = seen.insert(keys, rows: open[index])
            let count = seen.count
            kept[index] = kept[index].or(
                OneOfEach.rows(numbers, above: known, count: count, fromEnd: keepsLast)
            )
            open[index] = Bitmap(repeating: false, count: open[index].count)
            _ = share.holdExactly(seen.byteCount)
        }
    }
}
