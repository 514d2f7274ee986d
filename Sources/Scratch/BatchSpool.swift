// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Batches that wait for their turn: in memory while they fit, else on disk.
public final class BatchSpool {
    private let schema: Schema
    private let share: ScratchShare
    private var waiting: [RecordBatch?] = []
    private var spilled: SpilledBatches?
    private var nextIndex = 0

    /// Starts empty.
    public init(schema: Schema, in space: ScratchSpace) {
        self.schema = schema
        share = ScratchShare(of: space)
    }

    /// Puts a batch behind those that wait.
    ///
    /// - Throws: `PipelineError` if the disk cannot be written.
    public func append(_ batch: RecordBatch) throws(PipelineError) {
        guard batch.rowCount > 0 else { return }
        if spilled != nil {
            try spilled?.append(batch)
        } else {
            waiting.append(batch)
            if !share.hold(batch.byteCount) { try spill() }
        }
    }

    /// Moves to disk what waits in memory, and all that follows.
    ///
    /// - Throws: `PipelineError` if the disk cannot be written.
    public func spill() throws(PipelineError) {
        guard spilled == nil else { return }
        var batches = SpilledBatches(schema: schema, in: try share.space.makeFile())
        for batch in waiting[nextIndex...] {
            if let batch { try batches.append(batch) }
        }
        waiting = []
        nextIndex = 0
        share.release(share.heldByteCount)
        spilled = batches
    }

    /// The first batch that still waits, which then waits no more; nil if there is none.
    ///
    /// - Throws: `PipelineError` if the disk cannot be read.
    public func takeFirst() throws(PipelineError) -> RecordBatch? {
        if let spilled, nextIndex < spilled.count {
            defer { nextIndex += 1 }
            return try spilled.batch(nextIndex)
        }
        guard nextIndex < waiting.count, let batch = waiting[nextIndex] else {
            // Nothing waits: what comes next may stay in memory again.
            spilled = nil
            waiting.removeAll(keepingCapacity: true)
            nextIndex = 0
            return nil
        }
        waiting[nextIndex] = nil
        nextIndex += 1
        share.release(batch.byteCount)
        return batch
    }
}
