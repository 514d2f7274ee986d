// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The active rows of a batch: those for which a result is asked.
struct Selection: Sendable {
    /// How many rows the batch has, active or not.
    let count: Int
    /// A set bit is an active row; nil if all are.
    let bitmap: Bitmap?

    /// All rows of a batch.
    init(all count: Int) {
        self.count = count
        bitmap = nil
    }

    /// The rows whose bit is set.
    init(_ bitmap: Bitmap) {
        count = bitmap.count
        self.bitmap = bitmap.isAllSet ? nil : bitmap
    }

    var isEmpty: Bool { bitmap.map { $0.setCount == 0 } ?? (count == 0) }

    /// The active rows whose bit is set.
    func intersecting(_ other: Bitmap) -> Selection {
        Selection(bitmap?.and(other) ?? other)
    }

    /// The active rows whose bit is not set.
    func subtracting(_ other: Bitmap) -> Selection {
        Selection((bitmap ?? .filled(count)).subtracting(other))
    }

    /// The active rows as bits.
    var bits: Bitmap { bitmap ?? .filled(count) }

    /// The lowest active row of which `isAt` holds, among those that are not null.
    @inline(__always)
    func first(validity: ValidityBitmap?, where isAt: (Int) -> Bool) -> Int? {
        for row in 0..<count {
            if let bitmap, !bitmap[row] { continue }
            if let validity, !validity[row] { continue }
            if isAt(row) { return row }
        }
        return nil
    }
}

extension Bitmap {
    /// All bits set, a word at a time.
    static func filled(_ count: Int) -> Bitmap {
        var words = ValuesBuilder<UInt64>(capacity: (count + 63) / 64)
        for _ in 0..<count >> 6 { words.put(.max) }
        if count & 63 != 0 { words.put(tailMask(count)) }
        return Bitmap(words: words.finish(), count: count)
    }

    /// No bit set, a word at a time.
    static func cleared(_ count: Int) -> Bitmap {
        Bitmap(words: Values(repeating: 0, count: (count + 63) / 64), count: count)
    }

    /// The bits that the last word of `count` slots uses.
    @inline(__always)
    static func tailMask(_ count: Int) -> UInt64 {
        count & 63 == 0 ? .max : (1 << UInt64(count & 63)) &- 1
    }

    /// The bits turned around, a word at a time.
    var flipped: Bitmap {
        var result = ValuesBuilder<UInt64>(capacity: words.count)
        let source = words.span
        for word in source.indices { result.put(~source[word]) }
        if count & 63 != 0, !source.isEmpty {
            var span = result.mutableSpan
            span[span.count - 1] &= Self.tailMask(count)
        }
        return Bitmap(words: result.finish(), count: count)
    }

    /// One bit per slot, of 64 slots at a time.
    @inline(__always)
    static func make(count: Int, _ isSet: (Int) -> Bool) -> Bitmap {
        var words = ValuesBuilder<UInt64>(capacity: (count + 63) / 64)
        var slot = 0
        while slot &+ 64 <= count {
            var word: UInt64 = 0
            for bit in 0..<64 { word |= (isSet(slot &+ bit) ? 1 : 0) << UInt64(bit) }
            words.put(word)
            slot &+= 64
        }
        if slot < count {
            var word: UInt64 = 0
            for bit in 0..<(count &- slot) { word |= (isSet(slot &+ bit) ? 1 : 0) << UInt64(bit) }
            words.put(word)
        }
        return Bitmap(words: words.finish(), count: count)
    }
}

extension Optional where Wrapped == ValidityBitmap {
    /// The bits, all set where nil says that nothing is null.
    func bits(_ count: Int) -> Bitmap { self ?? .filled(count) }
}
