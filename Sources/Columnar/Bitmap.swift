// SPDX-License-Identifier: Apache-2.0

/// One bit per slot, 64 slots to a word, lowest bit first; bits past the last slot are zero.
///
/// Serves as validity (set: not null), as the values of a boolean array, and as the rows a filter keeps.
@safe
public struct Bitmap: Sendable {
    /// The words, `(count + 63) / 64` of them.
    public let words: Values<UInt64>
    /// How many slots it covers.
    public let count: Int
    /// How many bits are set.
    public let setCount: Int

    /// Takes words whose bits past `count` are zero.
    @inlinable
    public init(words: Values<UInt64>, count: Int) {
        precondition(words.count == (count + 63) / 64, "a bitmap needs one word per 64 slots")
        self.words = words
        self.count = count
        var total = 0
        let span = words.span
        for word in span.indices { total &+= span[word].nonzeroBitCount }
        setCount = total
    }

    /// All bits alike.
    public init(repeating bit: Bool, count: Int) {
        var builder = BitmapBuilder(capacity: count)
        builder.append(repeating: bit, count: count)
        self = builder.finish()
    }

    /// A copy of `bits`; for tests and small lists.
    public init(_ bits: some Collection<Bool>) {
        var builder = BitmapBuilder(capacity: bits.count)
        for bit in bits { builder.append(bit) }
        self = builder.finish()
    }

    /// The bit of one slot.
    ///
    /// In a loop, go through `words` instead.
    @inlinable
    public subscript(slot: Int) -> Bool {
        words.span[slot >> 6] >> UInt64(slot & 63) & 1 == 1
    }

    /// Whether every bit is set.
    @inlinable public var isAllSet: Bool { setCount == count }
}

/// The name that columns use: a set bit is a slot that is not null; nil stands for no nulls at all.
public typealias ValidityBitmap = Bitmap

/// Grows a bitmap bit by bit.
@safe
public struct BitmapBuilder: ~Copyable, Sendable {
    @usableFromInline var words: ValuesBuilder<UInt64>
    @usableFromInline var current: UInt64 = 0
    @usableFromInline var filled = 0

    /// Starts empty, with room for `capacity` bits.
    @inlinable
    public init(capacity: Int) {
        words = ValuesBuilder(capacity: (capacity + 63) / 64)
    }

    /// How many bits it holds.
    @inlinable public var count: Int { filled }

    /// Appends one bit.
    @inlinable
    public mutating func append(_ bit: Bool) {
        current |= (bit ? 1 : 0) << UInt64(filled & 63)
        filled &+= 1
        if filled & 63 == 0 {
            words.append(current)
            current = 0
        }
    }

    /// Appends `count` bits alike.
    @inlinable
    public mutating func append(repeating bit: Bool, count: Int) {
        for _ in 0..<count { append(bit) }
    }

    /// Ends the building.
    @inlinable
    public consuming func finish() -> Bitmap {
        if filled & 63 != 0 { words.append(current) }
        let count = filled
        return Bitmap(words: words.finish(), count: count)
    }

    /// Ends the building of a validity bitmap: nil if no slot is null.
    @inlinable
    public consuming func finishValidity() -> ValidityBitmap? {
        let bitmap = finish()
        return bitmap.isAllSet ? nil : bitmap
    }
}

/// Calls `body` with the number of each set bit, lowest first.
@inlinable
public func forEachSetBit(of word: UInt64, _ body: (Int) -> Void) {
    var rest = word
    while rest != 0 {
        body(rest.trailingZeroBitCount)
        rest &= rest &- 1
    }
}
