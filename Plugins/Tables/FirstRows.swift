// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Keeps the first row of each key, and hands it on at once.
///
/// When the keys no longer fit in memory, those seen so far stay, and rows with other keys go to disk until the end.
final class FirstRows: RowCollector {
    private let schema: Schema
    private let keyColumns: [KeyColumn]
    private let share: ScratchShare
    private var seen = KeyTable()
    /// Rows to hand on, the next one last.
    private var ready: [RecordBatch] = []
    private var spilled: SpilledDistinct?
    private var isComplete = false

    init(schema: Schema, by keyColumns: [KeyColumn], in scratch: ScratchSpace) {
        self.schema = schema
        self.keyColumns = keyColumns
        share = ScratchShare(of: scratch)
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        guard batch.rowCount > 0 else { return }
        let keys = RowKeys(of: batch, by: keyColumns)
        if spilled == nil {
            let fits = share.holdExactly(seen.byteCount(adding: keys))
            if fits {
                let known = seen.count
                let numbers = seen.insert(keys)
                let kept = OneOfEach.rows(numbers, above: known, count: seen.count, fromEnd: false)
                push(batch.filtered(by: kept))
            }
            _ = share.holdExactly(seen.byteCount)
            if fits { return }
            spilled = try SpilledDistinct(
                schema: schema,
                by: keyColumns,
                keepsLast: false,
                in: share.space
            )
        }
        let unseen = OneOfEach.missing(seen.find(keys))
        try spilled?.add(batch.filtered(by: unseen))
    }

    func end(input: Int) throws {
        isComplete = true
        seen = KeyTable()
        share.release(share.heldByteCount)
    }

    func next() throws -> RecordBatch? {
        if let batch = ready.popLast() { return batch }
        return isComplete ? try spilled?.next() : nil
    }

    private func push(_ batch: RecordBatch) {
        if batch.rowCount > 0 { ready.insert(batch, at: 0) }
    }
}

/// Which rows of a batch to keep, by the numbers of their keys.
enum OneOfEach {
    /// Of each key numbered `known` or higher one row: the first, or seen from the end; -1 is no key.
    static func rows(
        _ numbers: Values<Int32>,
        above known: Int,
        count: Int,
        fromEnd: Bool
    ) -> Bitmap {
        // For each new key the row to keep.
        var chosen = ValuesBuilder<Int32>(uninitializedCount: count - known)
        chosen.fill(with: -1)
        let numbers = numbers.span
        for row in numbers.indices {
            let key = Int(numbers[row]) &- known
            guard key >= 0 else { continue }
            if fromEnd || chosen[key] < 0 { chosen[key] = Int32(truncatingIfNeeded: row) }
        }
        var kept = BitmapBuilder(capacity: numbers.count)
        for row in numbers.indices {
            let key = Int(numbers[row]) &- known
            kept.append(key >= 0 && Int(chosen[key]) == row)
        }
        return kept.finish()
    }

    /// The rows whose keys are not there.
    static func missing(_ numbers: Values<Int32>) -> Bitmap {
        var missing = BitmapBuilder(capacity: numbers.count)
        let numbers = numbers.span
        for row in numbers.indices { missing.append(numbers[row] < 0) }
        return missing.finish()
    }
}
