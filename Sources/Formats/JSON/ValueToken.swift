// SPDX-License-Identifier: Apache-2.0

/// Where a wanted value of one record stands; all zero when the record has none, or null.
struct ValueToken: BitwiseCopyable {
    private let bits: UInt64

    static let null = ValueToken(bits: 0)

    private init(bits: UInt64) { self.bits = bits }

    /// A value in the page; a string with its quotes.
    @inline(__always)
    init(_ start: Int, _ end: Int) {
        bits = UInt64(truncatingIfNeeded: start) << 32 | UInt64(truncatingIfNeeded: end)
    }

    /// A string whose escapes have been resolved, with its quotes, among the chunk's unescaped strings.
    init(unescaped start: Int, _ end: Int) {
        bits = UInt64(start) << 32 | UInt64(end) | 1 << 63
    }

    @inline(__always) var isNull: Bool { bits == 0 }
    @inline(__always) var isUnescaped: Bool { bits >> 63 == 1 }
    @inline(__always) var start: Int { Int(truncatingIfNeeded: bits >> 32 & 0x7FFF_FFFF) }
    @inline(__always) var end: Int { Int(truncatingIfNeeded: bits & 0x7FFF_FFFF) }
}

/// A member that no column takes, kept for the column that takes such members; offsets in the page.
struct StrayMember {
    let row: Int
    /// The object it belongs to, a number of the key table's.
    let object: Int
    /// The key with its quotes.
    let key: Range<Int>
    let value: Range<Int>
}
