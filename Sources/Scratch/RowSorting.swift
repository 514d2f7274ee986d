// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Puts the rows of several batches into the order of their keys; rows with equal keys keep theirs.
///
/// Rows are sorted by eight bytes of their keys at a time with a radix sort, and those alike in these by the next
/// eight.
struct RowSorting: ~Copyable {
    struct Entry: BitwiseCopyable, Sendable {
        var prefix: UInt64
        let position: RowPosition
    }

    /// A stretch of entries whose keys are alike in the first `skipped` bytes.
    struct Stretch {
        let range: Range<Int>
        let skipped: Int
    }

    /// Memory per row while sorting, in bytes.
    static let byteCountPerRow = 2 * MemoryLayout<Entry>.stride + MemoryLayout<RowPosition>.stride
    /// Shorter stretches are sorted by insertion.
    private static let insertionCount = 24

    let keys: [RowKeys]
    var entries: ValuesBuilder<Entry>
    private var spare: ValuesBuilder<Entry>
    var open: [Stretch] = []

    /// The rows' positions in order; `skipped` bytes are known to be the same in all keys.
    static func order(_ keys: [RowKeys], skipping skipped: Int) -> Values<RowPosition> {
        var sorting = RowSorting(keys)
        sorting.fill(skipping: skipped)
        sorting.sort(Stretch(range: 0..<sorting.entries.count, skipped: skipped))
        while let stretch = sorting.open.popLast() {
            let next = sorting.refill(stretch)
            sorting.sort(Stretch(range: stretch.range, skipped: next))
        }
        return sorting.positions
    }

    private init(_ keys: [RowKeys]) {
        self.keys = keys
        let count = keys.reduce(0) { $0 + $1.count }
        entries = ValuesBuilder(capacity: count)
        spare = ValuesBuilder(uninitializedCount: count)
    }

    private mutating func fill(skipping skipped: Int) {
        for (batch, keys) in keys.enumerated() {
            let prefixes = keys.prefixes(skipping: skipped)
            let span = prefixes.span
            for row in span.indices {
                let position = RowPosition(batch: batch, row: row)
                entries.put(Entry(prefix: span[row], position: position))
            }
        }
    }

    private var positions: Values<RowPosition> {
        var positions = ValuesBuilder<RowPosition>(capacity: entries.count)
        let span = entries.span
        for index in span.indices { positions.put(span[index].position) }
        return positions.finish()
    }

    private mutating func sort(_ stretch: Stretch) {
        if stretch.range.count < Self.insertionCount {
            sortByInsertion(stretch.range)
        } else {
            sortByRadix(stretch.range)
            openStretches(in: stretch)
        }
    }

    /// Sorts a short stretch by whole keys.
    private mutating func sortByInsertion(_ range: Range<Int>) {
        for index in range.dropFirst() {
            let entry = entries[index]
            var to = index
            while to > range.lowerBound, isLess(entry, entries[to &- 1]) {
                entries[to] = entries[to &- 1]
                to &-= 1
            }
            entries[to] = entry
        }
    }

    private func isLess(_ left: Entry, _ right: Entry) -> Bool {
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        return RowKeys.isLess(
            keys[Int(left.position.batch)],
            Int(left.position.row),
            keys[Int(right.position.batch)],
            Int(right.position.row)
        )
    }

    /// Sorts by prefixes, the lowest byte first; bytes that are the same everywhere are passed over.
    private mutating func sortByRadix(_ range: Range<Int>) {
        var counts = [Int](repeating: 0, count: 8 * 256)
        for index in range {
            let prefix = entries[index].prefix
            for byte in 0..<8 {
                counts[byte &* 256 &+ Int(prefix >> UInt64(8 &* byte) & 0xFF)] &+= 1
            }
        }
        let first = entries[range.lowerBound].prefix
        for byte in 0..<8 {
            let common = Int(first >> UInt64(8 &* byte) & 0xFF)
            if counts[byte * 256 + common] == range.count { continue }
            var next = range.lowerBound
            for value in byte * 256..<byte * 256 + 256 {
                (counts[value], next) = (next, next + counts[value])
            }
            scatter(range, byte, &counts)
        }
    }

    private mutating func scatter(_ range: Range<Int>, _ byte: Int, _ places: inout [Int]) {
        Self.scatter(entries, into: &spare, range, byte, &places)
        if range.count == spare.count {
            swap(&entries, &spare)
        } else {
            for index in range { entries[index] = spare[index] }
        }
    }

    private static func scatter(
        _ entries: borrowing ValuesBuilder<Entry>,
        into spare: inout ValuesBuilder<Entry>,
        _ range: Range<Int>,
        _ byte: Int,
        _ places: inout [Int]
    ) {
        let shift = UInt64(8 &* byte)
        let from = entries.span
        var to = spare.mutableSpan
        for index in range {
            let value = byte &* 256 &+ Int(from[index].prefix >> shift & 0xFF)
            to[places[value]] = from[index]
            places[value] &+= 1
        }
    }
}
