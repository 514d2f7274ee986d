// SPDX-License-Identifier: Apache-2.0

extension RowKeys {
    /// Whether the key of one row comes before another's.
    @inlinable
    public static func isLess(_ left: RowKeys, _ leftRow: Int, _ right: RowKeys, _ rightRow: Int)
        -> Bool
    {
        var at = Int(left.offsets[leftRow]), other = Int(right.offsets[rightRow])
        let end = Int(left.offsets[leftRow &+ 1])
        let mine = left.bytes.paddedSpan, theirs = right.bytes.paddedSpan
        while at < end {
            // No key is the beginning of another, so that a difference comes before either ends.
            let word = mine.word(at: at).byteSwapped, otherWord = theirs.word(at: other).byteSwapped
            if word != otherWord {
                let known = min(8, end &- at)
                let shift = UInt64(truncatingIfNeeded: 8 &* (8 &- known))
                return word >> shift < otherWord >> shift
            }
            at &+= 8
            other &+= 8
        }
        return false
    }

    /// How many bytes all keys begin with in common.
    public var commonByteCount: Int {
        guard count > 0 else { return .max }
        let bytes = bytes.paddedSpan, offsets = offsets.span
        var common = Int(offsets[1])
        for row in 1..<max(1, count) {
            let start = Int(offsets[row])
            let end = min(common, Int(offsets[row &+ 1]) &- start)
            var at = 0
            while at < end, bytes[at] == bytes[start &+ at] { at &+= 1 }
            common = at
            if common == 0 { break }
        }
        return common
    }

    /// How many bytes the first keys of both begin with in common.
    public func commonByteCount(with other: RowKeys) -> Int {
        guard count > 0, other.count > 0 else { return .max }
        return Self.commonByteCount(self, 0, other, 0, from: 0, to: .max)
    }

    /// How many bytes, at most `limit`, two keys begin with in common, of which `known` are known to be.
    public static func commonByteCount(
        _ left: RowKeys,
        _ leftRow: Int,
        _ right: RowKeys,
        _ rightRow: Int,
        from known: Int,
        to limit: Int
    ) -> Int {
        let mine = Int(left.offsets[leftRow]), theirs = Int(right.offsets[rightRow])
        let shorter = min(
            Int(left.offsets[leftRow &+ 1]) &- mine,
            Int(right.offsets[rightRow &+ 1]) &- theirs
        )
        let end = min(shorter, limit)
        let leftBytes = left.bytes, rightBytes = right.bytes
        let leftSpan = leftBytes.span, rightSpan = rightBytes.span
        var at = known
        while at < end, leftSpan[mine &+ at] == rightSpan[theirs &+ at] { at &+= 1 }
        return min(at, end)
    }

    /// Eight bytes of one key, as `prefixes` gives them for all.
    public func prefix(ofRow row: Int, skipping skipped: Int) -> UInt64 {
        let end = Int(offsets[row &+ 1])
        let start = min(Int(offsets[row]) &+ skipped, end)
        let bytes = bytes
        let span = bytes.paddedSpan
        return (span.word(at: start) & UInt64.lowBytes(min(8, end &- start))).byteSwapped
    }
}
