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
    /// hold no nulls.
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
        hash()
    }

    /// Takes keys that are already laid out; `renumbering` has for each number in a header the one to put there, nil
    /// keeps headers.
    mutating func copy(
        _ keys: borrowing KeySet,
        _ range: Range<Int>,
        renumbering: Values<UInt32>?
    ) {
        rowCount = range.count
        starts.grow(to: rowCount + 1, repeating: 0)
        let first = keys.starts[range.lowerBound]
        for row in 0...rowCount { starts[row] = keys.starts[range.lowerBound + row] - first }
        words.grow(to: Int(starts[rowCount]), repeating: 0)
        let source = keys.words.span
        for word in 0..<Int(starts[rowCount]) { words[word] = source[Int(first) + word] }
        if let renumbering {
            for row in 0..<rowCount {
                let header = words[Int(starts[row])]
                let number = renumbering[Int(header & 0xFFFF_FFFF)]
                words[Int(starts[row])] = (header & ~0xFFFF_FFFF) | UInt64(number)
            }
        }
        hash()
    }

    private mutating func hash() {
        hashes.grow(to: rowCount, repeating: 0)
        KeyHash.hash(words, starts, rowCount, &hashes)
    }
}

/// The hash of a key's words; which one it is never shows in a result.
enum KeyHash {
    static func hash(
        _ words: [UInt64],
        _ starts: [UInt32],
        _ rowCount: Int,
        _ hashes: inout [UInt64]
    ) {
        let words = words.span
        let starts = starts.span
        var hashes = hashes.mutableSpan
        for row in 0..<rowCount {
            var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
            for word in Int(starts[row])..<Int(starts[row &+ 1]) {
                hash = folded(hash ^ words[word], 0xA076_1D64_78BD_642F)
            }
            hashes[row] = folded(hash, 0xE703_7ED1_A0B4_28DB)
        }
    }

    /// The two halves of a product laid over one another.
    ///
    /// - Source: wyhash, Wang Yi, public domain.
    @inline(__always)
    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
