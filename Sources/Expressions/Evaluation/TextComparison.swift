// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Compares texts by their bytes, which is the order of their code points, eight at a time.
enum TextComparison {
    static func equal(_ left: TextOperand, _ right: TextOperand, _ count: Int) -> Bitmap {
        if right.isConstant {
            let wanted = TextPattern(right.bytes)
            return Bitmap.make(count: count) { wanted.equals(left.bytes, left.range($0)) }
        }
        if left.isConstant { return equal(right, left, count) }
        return Bitmap.make(count: count) { slot in
            let first = left.range(slot), second = right.range(slot)
            return first.count == second.count
                && order(left.bytes, first, right.bytes, second) == 0
        }
    }

    static func less(_ left: TextOperand, _ right: TextOperand, _ count: Int) -> Bitmap {
        Bitmap.make(count: count) { slot in
            order(left.bytes, left.range(slot), right.bytes, right.range(slot)) < 0
        }
    }

    /// Negative, zero or positive, like the difference.
    @inline(__always)
    static func order(
        _ left: Bytes,
        _ leftRange: Range<Int>,
        _ right: Bytes,
        _ rightRange: Range<Int>
    ) -> Int {
        let shorter = min(leftRange.count, rightRange.count)
        var offset = 0
        while offset < shorter {
            let length = shorter &- offset
            let first = left.leadingWord(at: leftRange.lowerBound &+ offset, count: length)
            let second = right.leadingWord(at: rightRange.lowerBound &+ offset, count: length)
            if first != second { return first.byteSwapped < second.byteSwapped ? -1 : 1 }
            offset &+= 8
        }
        return leftRange.count &- rightRange.count
    }
}

/// A text that many others are compared with.
struct TextPattern: Sendable {
    let bytes: Bytes
    private let first: UInt64

    init(_ bytes: Bytes) {
        self.bytes = bytes
        first = bytes.leadingWord(at: 0, count: bytes.count)
    }

    /// Whether the text at `range` is the pattern.
    @inline(__always)
    func equals(_ source: Bytes, _ range: Range<Int>) -> Bool {
        range.count == bytes.count && starts(source, range.lowerBound)
    }

    /// Whether the text at `range` begins with the pattern.
    @inline(__always)
    func isPrefix(of source: Bytes, _ range: Range<Int>) -> Bool {
        range.count >= bytes.count && starts(source, range.lowerBound)
    }

    @inline(__always)
    private func starts(_ source: Bytes, _ start: Int) -> Bool {
        guard source.leadingWord(at: start, count: bytes.count) == first else { return false }
        return bytes.count <= 8 || continues(source, start)
    }

    private func continues(_ source: Bytes, _ start: Int) -> Bool {
        var offset = 8
        while offset < bytes.count {
            let length = bytes.count &- offset
            let word = source.leadingWord(at: start &+ offset, count: length)
            if word != bytes.leadingWord(at: offset, count: length) { return false }
            offset &+= 8
        }
        return true
    }
}

extension Bytes {
    /// Up to eight bytes from `start` as a number, the first byte lowest; bytes past `count` read
    /// as zero.
    @inline(__always)
    func leadingWord(at start: Int, count: Int) -> UInt64 {
        paddedSpan.word(at: start) & UInt64.lowBytes(min(8, count))
    }
}
