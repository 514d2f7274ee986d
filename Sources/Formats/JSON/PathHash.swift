// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The keys under which the values at one JSON path are hashed.
///
/// A value adds to its record's sum one 64 x 64 bit product per 16 bytes, over keys that its path gives; the sum does
/// not depend on the order of the members.
/// - Source: the NH construction of UMAC (RFC 4418), on 64-bit words.
struct PathHash: BitwiseCopyable {
    var first: UInt64
    var second: UInt64

    /// The path of the record itself.
    static let record = PathHash(first: 0x9E37_79B9_7F4A_7C15, second: 0xC2B2_AE3D_27D4_EB4F)

    /// The path one key further down.
    func member(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> PathHash {
        mixed(product(of: bytes, start, end, isString: true))
    }

    /// The path of one element of a list.
    func element(_ index: Int) -> PathHash {
        mixed(first.product(with: second &+ 1) &+ UInt128(index &+ 1) &* Self.spread)
    }

    private func mixed(_ value: UInt128) -> PathHash {
        let hash = Self.finished(value)
        return PathHash(
            first: UInt64(truncatingIfNeeded: hash >> 64),
            second: UInt64(truncatingIfNeeded: hash)
        )
    }

    /// What a value adds to its record's sum.
    ///
    /// The bytes are padded: up to 8 past the value are read and do not matter.
    @inline(__always)
    func product(of bytes: Span<UInt8>, _ start: Int, _ end: Int, isString: Bool) -> UInt128 {
        let count = end &- start
        var left = first
        var right = second &+ UInt64(truncatingIfNeeded: count &<< 1) &+ (isString ? 1 : 0)
        guard count > 16 else {
            // The length is part of the key, so the two words may overlap.
            let low = bytes.word(at: start)
            if count < 8 { return ((low & UInt64.lowBytes(count)) &+ left).product(with: right) }
            return (low &+ left).product(with: bytes.word(at: end &- 8) &+ right)
        }
        var sum: UInt128 = 0
        var at = start
        repeat {
            sum &+= (bytes.word(at: at) &+ left).product(with: bytes.word(at: at &+ 8) &+ right)
            left &+= 0xFF51_AFD7_ED55_8CCD
            right &+= 0x9FB2_1C65_1E98_DF25
            at &+= 16
        } while end &- at > 16
        let low = bytes.word(at: end &- 16), high = bytes.word(at: end &- 8)
        return sum &+ (low &+ left).product(with: high &+ right)
    }

    /// What an empty object, an empty list or a null in a list adds: they must not look like nothing.
    func marker(_ byte: UInt8) -> UInt128 {
        (UInt64(byte) &+ first).product(with: ~second)
    }

    private static let spread: UInt128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835

    /// Spreads every bit of a record's sum over the whole hash.
    @inline(__always)
    static func finished(_ sum: UInt128) -> UInt128 {
        var low = UInt64(truncatingIfNeeded: sum)
        var high = UInt64(truncatingIfNeeded: sum >> 64)
        for _ in 0..<2 {
            low = (low ^ low >> 32) &* 0xD6E8_FEB8_6659_FD93
            high = (high ^ high >> 29) &* 0xBF58_476D_1CE4_E5B9
            (low, high) = (low ^ high, high &+ (low << 23 | low >> 41))
        }
        low = (low ^ low >> 32) &* 0x94D0_49BB_1331_11EB
        return UInt128(high ^ high >> 31) << 64 | UInt128(low ^ low >> 30)
    }
}

extension UInt64 {
    @inline(__always)
    fileprivate func product(with other: UInt64) -> UInt128 {
        let (high, low) = multipliedFullWidth(by: other)
        return UInt128(high) << 64 | UInt128(low)
    }
}
