// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Loads of several bytes at once, for the byte loops of readers and writers.
extension Span where Element == UInt8 {
    /// The eight bytes from `offset` on, the first one lowest.
    ///
    /// - Precondition: All eight lie in the span; a padded span has room past its text.
    @inlinable
    @inline(__always)
    public func word(at offset: Int) -> UInt64 {
        // Unsafe for types that are not any bits; bounds are checked.
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// The sixteen bytes from `offset` on.
    ///
    /// - Precondition: All sixteen lie in the span.
    @inlinable
    @inline(__always)
    public func vector(at offset: Int) -> SIMD16<UInt8> {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// Whether two runs of `byteCount` bytes are equal, 16 bytes at a time.
    ///
    /// - Precondition: Both spans are padded: up to 15 bytes past the runs are read.
    @inlinable
    public func isEqual(at offset: Int, to other: Span<UInt8>, at start: Int, byteCount: Int)
        -> Bool
    {
        var done = 0
        while byteCount &- done > 8 {
            if word(at: offset &+ done) != other.word(at: start &+ done) { return false }
            done &+= 8
        }
        let rest = word(at: offset &+ done) ^ other.word(at: start &+ done)
        return rest & UInt64.lowBytes(byteCount &- done) == 0
    }

    /// Where `byte` first occurs from `offset` on and before `end`; `end` if it does not.
    public func firstOffset(of byte: UInt8, from offset: Int, to end: Int) -> Int {
        guard offset < end else { return end }
        return unsafe extracting(offset..<end).withUnsafeBytes { part in
            guard let base = part.baseAddress,
                let hit = unsafe memchr(base, Int32(byte), part.count)
            else { return end }
            return unsafe offset + base.distance(to: UnsafeRawPointer(hit))
        }
    }
}

extension UInt64 {
    /// A mask over the lowest `count` bytes; `count` from 0 to 8.
    @inlinable
    @inline(__always)
    public static func lowBytes(_ count: Int) -> UInt64 {
        ~(~0 << (UInt64(truncatingIfNeeded: count) &* 8))
    }
}
