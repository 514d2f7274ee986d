// SPDX-License-Identifier: Apache-2.0

extension Bitmap {
    /// Bits set in both.
    @inlinable
    public func and(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & $1 } }

    /// Bits set in either.
    @inlinable
    public func or(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 | $1 } }

    /// Bits set here and not in `other`.
    @inlinable
    public func subtracting(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & ~$1 } }

    /// The bits turned around.
    public var inverted: Bitmap {
        Bitmap(repeating: true, count: count).subtracting(self)
    }

    /// The slots that are valid in both; nil if neither has nulls.
    @inlinable
    public static func bothValid(_ left: Bitmap?, _ right: Bitmap?) -> Bitmap? {
        guard let left else { return right }
        guard let right else { return left }
        return left.and(right)
    }

    /// The positions of the set bits, ascending.
    @inlinable public var setSlots: Values<Int32> {
        var slots = ValuesBuilder<Int32>(capacity: setCount)
        let span = words.span
        for word in span.indices {
            var rest = span[word]
            let first = Int32(truncatingIfNeeded: word << 6)
            while rest != 0 {
                slots.put(first &+ Int32(truncatingIfNeeded: rest.trailingZeroBitCount))
                rest &= rest &- 1
            }
        }
        return slots.finish()
    }

    /// A bitmap whose words are made of the words of both.
    ///
    /// - Precondition: Both cover equally many slots; `combine` gives zero for two zero bits.
    @inlinable
    func combined(with other: Bitmap, _ combine: (UInt64, UInt64) -> UInt64) -> Bitmap {
        precondition(count == other.count, "bitmaps of different length")
        var result = ValuesBuilder<UInt64>(capacity: words.count)
        let left = words.span, right = other.words.span
        for word in left.indices { result.put(combine(left[word], right[word])) }
        return Bitmap(words: result.finish(), count: count)
    }
}
