// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of a join's other side: in a table while they fit in memory, else parted on disk.
final class OtherSide {
    /// Smaller batches are joined first, so that a batch's own cost does not count.
    private static let joinedRowCount = 4_096

    private let plan: JoinPlan
    private let share: ScratchShare
    private let joinedByteCount: Int
    private var small: [RecordBatch] = []
    private var smallRowCount = 0
    private var smallByteCount = 0
    private var rows: PartitionedRows?
    /// Where the rows came from; rows are marked where an error may have to name them.
    private(set) var trail: RowTrail?
    /// The rows, unless they are on disk.
    private(set) var table: JoinTable

    init(_ plan: JoinPlan, in scratch: ScratchSpace) {
        self.plan = plan
        share = ScratchShare(of: scratch)
        joinedByteCount = min(1 << 20, scratch.memoryByteCount / 16)
        trail = plan.duplicates == .error ? RowTrail(schema: plan.right) : nil
        table = JoinTable(plan.rightKeys, duplicates: plan.duplicates)
    }

    /// Adds rows; `makeRoom` lets go of memory that can be done without.
    func add(_ batch: RecordBatch, makeRoom: () throws -> Void) throws {
        var needed = plan.needed(batch)
        if let marked = trail?.mark(needed) { needed = marked }
        if let rows = JoinPlan.rowsWithKeys(needed, plan.rightKeys) {
            needed = needed.filtered(by: rows)
        }
        guard needed.rowCount > 0 else { return }
        if let rows { return try rows.add(needed) }
        if smallRowCount + needed.rowCount > RecordBatch.maximumRowCount { try flush(makeRoom) }
        if let rows { return try rows.add(needed) }
        small.append(needed)
        smallRowCount += needed.rowCount
        smallByteCount += needed.byteCount
        if smallRowCount >= Self.joinedRowCount || smallByteCount >= joinedByteCount {
            try flush(makeRoom)
        }
    }

    /// Ends the adding.
    ///
    /// - Returns: The rows by the hash of their keys if they are on disk; nil if they are in the table.
    func finish(_ makeRoom: () throws -> Void) throws -> [SpilledBatches]? {
        try flush(makeRoom)
        if let rows { return try rows.finish() }
        table.finish()
        return nil
    }

    private var schema: Schema { trail?.markedSchema ?? plan.right }

    private func flush(_ makeRoom: () throws -> Void) throws {
        guard let first = small.first else { return }
        let batch = small.count == 1 ? first : RecordBatch.joining(small, schema: schema)
        small = []
        smallRowCount = 0
        smallByteCount = 0
        let keys = RowKeys(of: batch, by: plan.rightKeys)
        if !share.holdExactly(table.byteCount(adding: batch, keys)) {
            try makeRoom()
            if !share.fits { return try spill(batch) }
        }
        if let duplicate = table.add(batch, keys), let trail {
            throw plan.fault(duplicate, in: table.batches, trail).error
        }
    }

    private func spill(_ last: RecordBatch) throws {
        let rows = try PartitionedRows(schema: schema, by: plan.rightKeys, in: share.space)
        let batches = table.batches
        table = JoinTable(plan.rightKeys, duplicates: plan.duplicates)
        share.release(share.heldByteCount)
        for batch in batches { try rows.add(batch) }
        try rows.add(last)
        self.rows = rows
    }
}
