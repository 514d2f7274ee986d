// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The keys of some rows, laid out as `KeyLayout` says, and their hashes: scratch memory that is used again and
/// again.
struct KeyBlock: ~Copyable {
    /// How many rows are best encoded at once, so that their keys stay in the nearest cache.
    static let usualRowCount = 1_024

    private(set) var rowCount = 0
    /// Where each key begins; one more than there are rows.
    private(set) var starts: [UInt32] = []
    private(set) var words: [UInt64] = []
    private(set) var hashes: [UInt64] = []
    private var cursors: [UInt32] = []

    /// Lays out the keys of some rows, which are positions in the columns.
    ///
    /// Where there are `numbers`, one for each position, they go into the headers in place of null bits; the rows then
    /// hold no nulls, and their hashes are left to `hash(_:groupHashes:)`.
    mutating func encode(
        _ columns: [Column],
        layout: KeyLayout,
        rows: Span<Int32>,
        numbers: Values<UInt32>?
    ) {
        rowCount = rows.count
        cursors.grow(to: rowCount, repeating: 0)
        starts.grow(to: rowCount + 1, repeating: 0)
        KeyWriter.measure(columns, layout, rows, &cursors)
        KeyWriter.addUp(&cursors, rowCount, &starts)
        words.grow(to: Int(starts[rowCount]), repeating: 0)
        KeyWriter.putHeaders(numbers, rows, starts, &words, &cursors)
        for (index, column) in columns.enumerated() {
            let isFirst = layout.parts[index] == .firstText
            KeyWriter.put(column, isFirstText: isFirst, rows, starts, &words, &cursors)
            guard numbers == nil, let validity = column.validity else { continue }
            for row in rows.indices where !validity[Int(rows[row])] {
                words[Int(starts[row])] |= 1 << UInt64(index)
            }
        }
        if numbers == nil { hash() }
    }

    /// Takes these keys of a set.
    mutating func copy(_ keys: borrowing KeySet, _ numbers: Span<UInt32>) {
        rowCount = numbers.count
        starts.grow(to: rowCount + 1, repeating: 0)
        starts[0] = 0
        for row in numbers.indices {
            let number = Int(numbers[row])
            starts[row + 1] = starts[row] + keys.starts[number + 1] - keys.starts[number]
        }
        words.grow(to: Int(starts[rowCount]), repeating: 0)
        let source = keys.words.span
        for row in numbers.indices {
            let first = Int(keys.starts[Int(numbers[row])])
            let start = Int(starts[row])
            for word in 0..<Int(starts[row + 1]) - start {
                words[start + word] = source[first + word]
            }
        }
        hash()
    }

    /// Takes keys that stand one after the other, each of so many words.
    mutating func copy(_ source: Span<UInt64>, wordCounts: Span<UInt32>) {
        rowCount = wordCounts.count
        starts.grow(to: rowCount + 1, repeating: 0)
        starts[0] = 0
        for row in wordCounts.indices { starts[row + 1] = starts[row] + wordCounts[row] }
        words.grow(to: Int(starts[rowCount]), repeating: 0)
        for word in 0..<Int(starts[rowCount]) { words[word] = source[word] }
        hash()
    }

    /// Leaves out the keys that a pass does not contain.
    mutating func keep(_ pass: HashPass) {
        var keptCount = 0
        var end = 0
        for row in 0..<rowCount where pass.contains(hashes[row]) {
            let range = Int(starts[row])..<Int(starts[row + 1])
            starts[keptCount] = UInt32(end)
            hashes[keptCount] = hashes[row]
            for word in range {
                words[end] = words[word]
                end += 1
            }
            keptCount += 1
        }
        starts[keptCount] = UInt32(end)
        rowCount = keptCount
    }

    /// Hashes values of groups, whose numbers stand in the headers.
    mutating func hash(_ layout: DistinctLayout, groupHashes: [UInt64]) {
        hashes.grow(to: rowCount, repeating: 0)
        Self.hash(layout, words, starts, rowCount, groupHashes, &hashes)
    }

    private static func hash(
        _ layout: DistinctLayout,
        _ words: [UInt64],
        _ starts: [UInt32],
        _ rowCount: Int,
        _ groupHashes: [UInt64],
        _ hashes: inout [UInt64]
    ) {
        let words = words.span
        let starts = starts.span
        let groupHashes = groupHashes.span
        var hashes = hashes.mutableSpan
        for row in 0..<rowCount {
            let range = Int(starts[row])..<Int(starts[row &+ 1])
            let group = Int(DistinctLayout.group(words[range.lowerBound]))
            hashes[row] = layout.hash(words, range, groupHash: groupHashes[group])
        }
    }

    private mutating func hash() {
        hashes.grow(to: rowCount, repeating: 0)
        KeyHash.hash(words, starts, rowCount, &hashes)
    }
}
