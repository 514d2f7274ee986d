// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Keeps the last row of each key: known once all rows have been seen, which are then gone through from the end.
final class LastRows: RowCollector {
    /// Bytes that a row's place in a table of keys takes beside the key itself, about.
    private static let tableByteCountPerRow = 48

    private let schema: Schema
    private let keyColumns: [KeyColumn]
    private let share: ScratchShare
    private var held: [RecordBatch] = []
    private var kept: [Bitmap] = []
    private var nextIndex = 0
    private var spilled: SpilledDistinct?
    private var isComplete = false

    init(schema: Schema, by keyColumns: [KeyColumn], in scratch: ScratchSpace) {
        self.schema = schema
        self.keyColumns = keyColumns
        share = ScratchShare(of: scratch)
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        guard batch.rowCount > 0 else { return }
        if let spilled { return try spilled.add(batch) }
        held.append(batch)
        // The keys, which may be the whole rows, are held once more at the end.
        let fits = share.hold(2 * batch.byteCount + Self.tableByteCountPerRow * batch.rowCount)
        if !fits { try spill() }
    }

    func end(input: Int) throws {
        isComplete = true
        var seen = KeyTable()
        for batch in held.reversed() {
            let known = seen.count
            let numbers = seen.insert(RowKeys(of: batch, by: keyColumns))
            kept.append(
                OneOfEach.rows(numbers, above: known, count: seen.count, fromEnd: true)
            )
        }
        kept.reverse()
    }

    func next() throws -> RecordBatch? {
        guard isComplete else { return nil }
        if let spilled { return try spilled.next() }
        while nextIndex < held.count {
            defer { nextIndex += 1 }
            if kept[nextIndex].setCount > 0 { return held[nextIndex].filtered(by: kept[nextIndex]) }
        }
        held = []
        share.release(share.heldByteCount)
        return nil
    }

    private func spill() throws {
        let spilled = try SpilledDistinct(
            schema: schema,
            by: keyColumns,
            keepsLast: true,
            in: share.space
        )
        for batch in held { try spilled.add(batch) }
        held = []
        share.release(share.heldByteCount)
        self.spilled = spilled
    }
}
