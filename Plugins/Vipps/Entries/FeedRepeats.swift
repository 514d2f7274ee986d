// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Drops entries that a feed gave before, as happens where its pages overlap.
///
/// No field is an id, so that all of them together tell entries apart: ledger, topic, ledger date, time, type,
/// pspReference, amount and both balances. An entry is dropped if one with the same key came among the 16,384 entries
/// before it, and if it moves money: without an amount the balances do not tell twins apart, so those all stay. Up to
/// 32,767 entries are looked back at, which keeps memory bounded however long a feed is.
///
/// - Source: The vendor's Report API guide has no id; the key is inferred from the chain of balances.
struct FeedRepeats: OrderedTransform {
    static let spec = StageSpec("vipps.feed", "Each entry once.")
    private static let generationRows = 16_384
    private static let keyNames = [
        "ledgerId", "topic", "ledgerDate", "time", "entryType", "pspReference", "amount",
        "balanceBefore", "balanceAfter",
    ]

    private var seen: SeenEntries?
    private var rowCount = 0
    private var repeatCount = 0

    init(_ options: StageOptions) {}

    init() {}

    func outputSchema(for input: Schema) -> Schema { input }

    mutating func apply(_ batch: RecordBatch) -> TransformResult {
        // Made here, so that each run's copy has its own.
        let seen = seen ?? SeenEntries()
        self.seen = seen
        let keys = Self.keyNames.map { name in
            guard let index = batch.schema.index(of: name) else {
                preconditionFailure("an entry has a column '\(name)'")
            }
            return KeyColumn(index)
        }
        var kept = BitmapBuilder(capacity: batch.rowCount)
        var start = 0
        // Generations change at fixed rows, so that the cut into batches does not show.
        while start < batch.rowCount {
            let room = Self.generationRows - rowCount % Self.generationRows
            let end = min(batch.rowCount, start + room)
            let stretch = batch.slice(start..<end)
            let isNew = seen.add(RowKeys(of: stretch, by: keys))
            for row in 0..<stretch.rowCount { kept.append(isNew[row] || stretch.movesNothing(row)) }
            rowCount += stretch.rowCount
            if rowCount.isMultiple(of: Self.generationRows) { seen.startGeneration() }
            start = end
        }
        let rows = batch.filtered(by: kept.finish())
        repeatCount += batch.rowCount - rows.rowCount
        return .rows(rows)
    }

    mutating func finish() -> [Finding] {
        repeatCount == 0 ? [] : [VippsFinding.repeats(repeatCount)]
    }
}

/// The keys of the entries of two generations; belongs to one run.
private final class SeenEntries: @unchecked Sendable {
    // Only the run's copy of the transform reaches it, whose calls never overlap.
    private var current = KeyTable()
    private var previous = KeyTable()

    /// Adds keys; tells of each whether it had not been there.
    func add(_ keys: RowKeys) -> [Bool] {
        let old = previous.find(keys)
        var nextNew = current.count
        let numbers = current.insert(keys)
        return (0..<keys.count).map { row in
            let isFirst = Int(numbers[row]) == nextNew
            if isFirst { nextNew += 1 }
            return isFirst && old[row] < 0
        }
    }

    func startGeneration() {
        swap(&previous, &current)
        current = KeyTable()
    }
}

extension RecordBatch {
    /// Whether the entry's amount is zero or unknown.
    fileprivate func movesNothing(_ row: Int) -> Bool {
        guard case .money(let amounts)? = column(named: "amount") else { return true }
        return amounts.minorUnits[row] == 0 || amounts.validity.map { !$0[row] } ?? false
    }
}
