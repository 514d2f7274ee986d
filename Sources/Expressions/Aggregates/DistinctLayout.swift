// SPDX-License-Identifier: Apache-2.0

import Columnar

/// How the values of one `distinct` call are laid out: each as a key of one column whose header holds the number of
/// its group, as `KeyLayout` says.
struct DistinctLayout: Sendable {
    let key: KeyLayout
    /// The words of an empty text or of any number, the header included.
    private let leastWordCount: Int

    init(_ type: DataType) {
        key = KeyLayout([type])
        leastWordCount = key.leastWordCount
    }

    /// The words of a value, its header included.
    @inline(__always)
    func wordCount(_ header: UInt64) -> Int {
        leastWordCount &+ TextWords.count(Int(truncatingIfNeeded: header >> 32))
    }

    /// The hash of the value that begins with the header at `start`; the group's number has no part in it, since it
    /// differs from table to table, but the hash of the group's key has.
    @inline(__always)
    func hash(_ words: Span<UInt64>, _ range: Range<Int>, groupHash: UInt64) -> UInt64 {
        let seed = groupHash &+ words[range.lowerBound] >> 32
        return KeyHash.hash(words, range.lowerBound &+ 1..<range.upperBound, seed: seed)
    }

    /// The value with another number of its group.
    @inline(__always)
    static func header(_ header: UInt64, group: UInt32) -> UInt64 {
        header & ~0xFFFF_FFFF | UInt64(group)
    }

    /// The number of the group in a header.
    @inline(__always)
    static func group(_ header: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: header) }
}
