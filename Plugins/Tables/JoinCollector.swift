// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of one join: the other side is held, the input passes by.
///
/// Rows of the input wait until the other side has ended. If the other side does not fit in memory, both go to disk.
final class JoinCollector: RowCollector {
    private let plan: JoinPlan
    private let other: OtherSide
    private let waiting: BatchSpool
    private let scratch: ScratchSpace
    private var walk: JoinWalk?
    private var spilled: SpilledJoin?
    private var isOtherComplete = false
    private var isInputComplete = false

    init(_ plan: JoinPlan, in scratch: ScratchSpace) {
        self.plan = plan
        self.scratch = scratch
        other = OtherSide(plan, in: scratch)
        waiting = BatchSpool(schema: plan.left, in: scratch)
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        guard batch.rowCount > 0 else { return }
        if input == 0 { return try waiting.append(batch) }
        try other.add(batch) { try waiting.spill() }
    }

    func end(input: Int) throws {
        if input == 0 {
            isInputComplete = true
        } else {
            isOtherComplete = true
            if let parts = try other.finish({ try waiting.spill() }) {
                spilled = try SpilledJoin(plan, other: parts, trail: other.trail, in: scratch)
            }
        }
    }

    func next() throws -> RecordBatch? {
        guard isOtherComplete else { return nil }
        if let spilled {
            while let batch = try waiting.takeFirst() { try spilled.add(batch) }
            return isInputComplete ? try spilled.next() : nil
        }
        while true {
            if let joined = nextOfWalk() { return joined }
            guard let batch = try waiting.takeFirst() else { return nil }
            let numbers = other.table.find(batch, by: plan.leftKeys)
            if let kept = plan.kept(numbers) {
                let rows = batch.filtered(by: kept)
                if rows.rowCount > 0 { return rows }
            } else {
                walk = JoinWalk(
                    batch,
                    numbers,
                    keepsUnmatched: plan.kind == .left,
                    rowLimit: other.table.rowLimit(beside: batch, byteCount: 8 << 20)
                )
            }
        }
    }

    private func nextOfWalk() -> RecordBatch? {
        let rows = walk?.next(
            from: other.table,
            payload: plan.payloadIndices,
            marks: 0,
            schema: plan.outputSchema
        )
        if rows == nil { walk = nil }
        return rows
    }
}

extension JoinPlan {
    /// The rows that a semi or anti join keeps; nil for other kinds.
    func kept(_ numbers: Values<Int32>) -> Bitmap? {
        switch kind {
        case .inner, .left: nil
        case .semi: OneOfEach.missing(numbers).inverted
        case .anti: OneOfEach.missing(numbers)
        }
    }
}

extension JoinTable {
    /// How many joined rows take about that many bytes.
    func rowLimit(beside batch: RecordBatch, byteCount: Int) -> Int {
        let mine = batch.byteCount / max(1, batch.rowCount)
        let theirs = batchByteCount / max(1, rowCount)
        return min(max(1, byteCount / max(1, mine + theirs)), RecordBatch.maximumRowCount)
    }
}
