// SPDX-License-Identifier: Apache-2.0

/// One column of a key, and how its values are ordered.
public struct KeyColumn: Sendable, Hashable {
    /// Where nulls stand.
    public enum Nulls: Sendable, Hashable {
        /// Before all values, whatever their order.
        case first
        /// After all values, whatever their order.
        case last
        /// There are none, which saves a byte of each key.
        case none
    }

    /// The column's position in the schema.
    public let index: Int
    /// Whether larger values come first.
    public let isDescending: Bool
    /// Where nulls stand.
    public let nulls: Nulls

    /// Names a column of a key.
    public init(_ index: Int, isDescending: Bool = false, nulls: Nulls = .last) {
        self.index = index
        self.isDescending = isDescending
        self.nulls = nulls
    }
}

/// The key of each row of a batch as bytes: their order is the order of the rows, and equal keys are equal bytes.
///
/// No key is the beginning of another. A nullable column is one byte that tells whether there is a value; then follow
///
/// - integers, days, instants and booleans with the highest byte first and the sign turned around;
/// - doubles as their bits, turned around below zero: the two zeros are equal, NaN comes after all others;
/// - decimals in 16 bytes, whatever their precision; their scale is not looked at;
/// - money as minor units and then the currency;
/// - texts as their UTF-8, in which the bytes 0 and 1 are written as 1 and one higher, and a zero at the end.
///
/// In a descending column the bytes of the value are inverted.
public struct RowKeys: Sendable {
    /// Where each key begins in `bytes`; one more than there are rows.
    public let offsets: Values<UInt32>
    /// The keys one after the other.
    public let bytes: Bytes

    /// Makes the keys of all rows.
    ///
    /// - Precondition: The keys of one batch take at most 4 GiB; columns said to have no nulls have none.
    /// - Complexity: O(rows x columns).
    public init(of batch: RecordBatch, by columns: [KeyColumn]) {
        var writer = RowKeyWriter(rowCount: batch.rowCount)
        for key in columns { writer.measure(batch.columns[key.index], key) }
        writer.makeRoom()
        for key in columns { writer.write(batch.columns[key.index], key) }
        (offsets, bytes) = writer.finish()
    }

    /// How many keys there are.
    public var count: Int { offsets.count - 1 }

    /// How much memory they hold, in bytes.
    public var byteCount: Int { offsets.byteCount + bytes.heldByteCount }

    /// A hash of each key, the same for equal keys in any batch of one process.
    public var hashes: Values<UInt64> {
        var hashes = ValuesBuilder<UInt64>(capacity: count)
        let bytes = bytes.paddedSpan, offsets = offsets.span
        for row in 0..<count {
            var at = Int(offsets[row])
            let end = Int(offsets[row &+ 1])
            var hash = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: end &- at)
            while end &- at > 8 {
                hash = Self.folded(hash ^ bytes.word(at: at), 0xA076_1D64_78BD_642F)
                at &+= 8
            }
            let rest = bytes.word(at: at) & UInt64.lowBytes(end &- at)
            hash = Self.folded(hash ^ rest, 0xA076_1D64_78BD_642F)
            hashes.put(Self.folded(hash, 0xE703_7ED1_A0B4_28DB))
        }
        return hashes.finish()
    }

    /// Eight bytes of each key from `skipped` on as a number, the first one highest, zeros behind the end: keys that
    /// all begin with the same `skipped` bytes and differ here are ordered as these numbers.
    public func prefixes(skipping skipped: Int) -> Values<UInt64> {
        var prefixes = ValuesBuilder<UInt64>(capacity: count)
        let bytes = bytes.paddedSpan, offsets = offsets.span
        for row in 0..<count {
            let end = Int(offsets[row &+ 1])
            let start = min(Int(offsets[row]) &+ skipped, end)
            let word = bytes.word(at: start) & UInt64.lowBytes(min(8, end &- start))
            prefixes.put(word.byteSwapped)
        }
        return prefixes.finish()
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
