// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A join whose other side is on disk, parted by the hash of its keys.
///
/// The input is parted in the same way, so that each pair of partitions is joined alone: as much of the other side as
/// fits in memory at a time, the input's partition passing by each time. Each pass writes its rows in the order of the
/// input, and the last step merges them: rows of the input with several matches meet these in their order, since
/// earlier passes hold earlier rows.
final class SpilledJoin {
    private let plan: JoinPlan
    private let other: [SpilledBatches]
    private let otherTrail: RowTrail?
    private let share: ScratchShare
    private let input: PartitionedRows
    private var trail: RowTrail
    private let joinedSchema: Schema
    private var runs: [SortedRun] = []
    private var runFile: ScratchFile?
    private var fault: DuplicateFault?
    private var merger: RunMerger?
    private var ready: [RecordBatch] = []

    init(
        _ plan: JoinPlan,
        other: [SpilledBatches],
        trail otherTrail: RowTrail?,
        in scratch: ScratchSpace
    ) throws {
        self.plan = plan
        self.other = other
        self.otherTrail = otherTrail
        share = ScratchShare(of: scratch)
        trail = RowTrail(schema: plan.left)
        joinedSchema = RowTrail(schema: plan.outputSchema).markedSchema
        input = try PartitionedRows(schema: trail.markedSchema, by: plan.leftKeys, in: scratch)
    }

    /// Adds rows of the input.
    func add(_ batch: RecordBatch) throws {
        try input.add(trail.mark(batch))
    }

    /// The next joined rows; the first call ends the adding.
    func next() throws -> RecordBatch? {
        let merger = try merger ?? makeMerger()
        self.merger = merger
        while ready.isEmpty {
            guard let batch = try merger.next() else { return nil }
            ready = trail.unmark(batch, schema: plan.outputSchema).reversed()
        }
        return ready.popLast()
    }

    private func makeMerger() throws -> RunMerger {
        for (input, other) in zip(try input.finish(), other) { try join(input, other) }
        share.release(share.heldByteCount)
        if let fault { throw fault.error }
        defer {
            runs = []
            runFile = nil
        }
        return RunMerger(
            runs,
            schema: joinedSchema,
            by: RowTrail(schema: plan.outputSchema).order,
            in: share.space
        )
    }

    /// Joins one partition of the input with that of the other side.
    private func join(_ input: SpilledBatches, _ other: SpilledBatches) throws {
        var matched = (0..<input.count).map {
            Bitmap(repeating: false, count: input.rowCount(ofBatch: $0))
        }
        var next = 0
        while next < other.count {
            let table = try load(other, from: &next)
            if plan.kind.addsColumns {
                try writePass(table, input, &matched, keepsUnmatched: false)
            } else {
                for index in 0..<input.count {
                    let numbers = table.find(try input.batch(index), by: plan.leftKeys)
                    matched[index] = matched[index].or(OneOfEach.missing(numbers).inverted)
                }
            }
        }
        switch plan.kind {
        case .inner: break
        case .left:
            let none = JoinTable(plan.rightKeys, duplicates: plan.duplicates)
            try writePass(none, input, &matched, keepsUnmatched: true)
        case .semi: runs.append(SortedRun(input, kept: matched))
        case .anti: runs.append(SortedRun(input, kept: matched.map(\.inverted)))
        }
    }

    /// As many rows of the other side as fit in memory, but always some.
    private func load(_ other: SpilledBatches, from next: inout Int) throws -> JoinTable {
        var table = JoinTable(plan.rightKeys, duplicates: plan.duplicates)
        while next < other.count {
            let (batch, end) = try readLot(other, from: next)
            let keys = RowKeys(of: batch, by: plan.rightKeys)
            let fits = share.holdExactly(table.byteCount(adding: batch, keys))
            if !fits, table.rowCount > 0 { break }
            next = end
            if let duplicate = table.add(batch, keys), let otherTrail {
                note(plan.fault(duplicate, in: table.batches, otherTrail))
            }
        }
        table.finish()
        if plan.duplicates == .error { try compare(table, with: other, from: next) }
        return table
    }

    /// Reads a few batches as one, so that a batch's own cost does not count.
    ///
    /// - Returns: The rows, and the number of the batch after them.
    private func readLot(_ batches: SpilledBatches, from start: Int) throws -> (RecordBatch, Int) {
        let byteLimit = min(256 << 10, share.space.memoryByteCount / 16)
        var lot: [RecordBatch] = []
        var end = start, rowCount = 0, byteCount = 0
        while end < batches.count, lot.isEmpty || rowCount < 4_096 && byteCount < byteLimit {
            let next = batches.rowCount(ofBatch: end)
            if rowCount + next > RecordBatch.maximumRowCount { break }
            let batch = try batches.batch(end)
            lot.append(batch)
            rowCount += next
            byteCount += batch.byteCount
            end += 1
        }
        return (lot.count == 1 ? lot[0] : .joining(lot, schema: batches.schema), end)
    }

    /// Looks for keys of the table among the rows of the other side that are yet to be loaded.
    private func compare(
        _ table: borrowing JoinTable,
        with other: SpilledBatches,
        from next: Int
    ) throws {
        guard let otherTrail else { return }
        for index in next..<max(next, other.count) {
            let batch = try other.batch(index)
            let numbers = table.find(batch, by: plan.rightKeys)
            for row in 0..<numbers.count where numbers[row] >= 0 {
                let first = table.row(0, ofKey: Int(numbers[row]))
                let firstBatch = table.batches[Int(first.batch)]
                note(plan.fault(firstBatch, Int(first.row), batch, row, otherTrail))
                break
            }
        }
    }

    /// Keeps the fault that comes first in the order of the other side's rows, as without spilling.
    private func note(_ found: DuplicateFault) {
        if found.number < fault?.number ?? .max { fault = found }
    }

    /// Writes the input's rows with their matches in the table, or those that have had none so far.
    private func writePass(
        _ table: borrowing JoinTable,
        _ input: SpilledBatches,
        _ matched: inout [Bitmap],
        keepsUnmatched: Bool
    ) throws {
        if runFile == nil { runFile = try share.space.makeFile() }
        guard let file = runFile, fault == nil else { return }
        var run = SpilledBatches(schema: joinedSchema, in: file)
        for index in 0..<input.count {
            var batch = try input.batch(index)
            if keepsUnmatched { batch = batch.filtered(by: matched[index].inverted) }
            var numbers = table.find(batch, by: plan.leftKeys)
            if !keepsUnmatched {
                if plan.duplicates == .first { numbers = numbers.without(matched[index]) }
                matched[index] = matched[index].or(OneOfEach.missing(numbers).inverted)
            }
            var walk = JoinWalk(
                batch,
                numbers,
                keepsUnmatched: keepsUnmatched,
                rowLimit: table.rowLimit(beside: batch, byteCount: 256 << 10)
            )
            while let rows = walk.next(
                from: table,
                payload: plan.payloadIndices,
                marks: 2,
                schema: joinedSchema
            ) {
                try run.append(rows)
            }
        }
        runs.append(SortedRun(run))
    }
}

extension Values<Int32> {
    /// The same numbers, -1 in the rows whose bit is set.
    fileprivate func without(_ rows: Bitmap) -> Values<Int32> {
        var numbers = ValuesBuilder<Int32>(capacity: count)
        for row in 0..<count { numbers.put(rows[row] ? -1 : self[row]) }
        return numbers.finish()
    }
}
