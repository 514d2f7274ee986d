// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Numbers as digits, two at a time, into reserved room.
extension ByteWriter {
    /// The most bytes that one number takes: 39 digits, sign and point.
    public static let longestNumber = 48

    /// "00" to "99" as two bytes, the first digit lowest; reckoned, since a table's lazy start costs more.
    @inlinable
    @inline(__always)
    static func digitPair(_ value: UInt64) -> UInt16 {
        let value = UInt32(truncatingIfNeeded: value)
        let tens = (value &* 103) >> 10
        return UInt16(truncatingIfNeeded: 0x3030 &+ tens &+ (value &- tens &* 10) << 8)
    }

    /// Puts an integer into reserved room.
    @inlinable
    public mutating func put(_ value: Int64) {
        put(value, fractionDigits: 0)
    }

    /// Puts an integer of units of ten to the power `-fractionDigits`, `-1.05` for -105 and two, into reserved room.
    ///
    /// - Parameters:
    ///   - value: The integer.
    ///   - fractionDigits: How many digits stand after the separator; with 0 there is no separator.
    ///   - separator: What stands before them.
    @inlinable
    public mutating func put(
        _ value: Int64,
        fractionDigits: Int,
        separator: UInt8 = UInt8(ascii: ".")
    ) {
        if value < 0 { put(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        guard fractionDigits > 0 else {
            return putDigits(magnitude, count: Self.digitCount(magnitude))
        }
        if fractionDigits == 2 {
            // Dividing by a constant is several times faster, and nearly all amounts have two decimals.
            let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: 100)
            putDigits(whole, count: Self.digitCount(whole))
            return put(
                word: UInt64(separator) | UInt64(Self.digitPair(fraction)) << 8,
                byteCount: 3
            )
        }
        let power = Self.powerOfTen(fractionDigits)
        let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: power)
        putDigits(whole, count: Self.digitCount(whole))
        put(separator)
        putDigits(fraction, count: fractionDigits)
    }

    /// Puts a 128-bit integer of units of ten to the power `-fractionDigits` into reserved room.
    public mutating func put(
        _ value: Int128,
        fractionDigits: Int,
        separator: UInt8 = UInt8(ascii: ".")
    ) {
        if let short = Int64(exactly: value), fractionDigits < 19 {
            return put(short, fractionDigits: fractionDigits, separator: separator)
        }
        if value < 0 { put(UInt8(ascii: "-")) }
        let (high, low) = value.magnitude.quotientAndRemainder(
            dividingBy: 10_000_000_000_000_000_000
        )
        let digitCount =
            high > 0 ? Self.digitCount(UInt64(high)) + 19 : Self.digitCount(UInt64(low))
        for _ in digitCount..<max(digitCount, fractionDigits + 1) { put(UInt8(ascii: "0")) }
        if high > 0 {
            putDigits(UInt64(high), count: digitCount - 19)
            putDigits(UInt64(low), count: 19)
        } else {
            putDigits(UInt64(low), count: digitCount)
        }
        if fractionDigits > 0 { insert(separator, beforeLast: fractionDigits) }
    }

    /// Replaces the first `.` from `start` on, if there is one.
    public mutating func replacePoint(with separator: UInt8, from start: Int) {
        guard
            let place = unsafe memchr(buffer.base + start, Int32(UInt8(ascii: ".")), count - start)
        else { return }
        unsafe place.storeBytes(of: separator, as: UInt8.self)
    }

    private mutating func insert(_ byte: UInt8, beforeLast byteCount: Int) {
        let place = unsafe buffer.base + (count - byteCount)
        unsafe memmove(place + 1, place, byteCount)
        unsafe place.storeBytes(of: byte, as: UInt8.self)
        written += 1
    }

    /// Puts exactly `count` digits, with leading zeros, into reserved room.
    @inlinable
    public mutating func putDigits(_ value: UInt64, count: Int) {
        assert(freeCount >= count, "put past the reserved room")
        if count <= 8 {
            let unused = UInt64(truncatingIfNeeded: 8 &- count) &* 8
            return put(word: Self.eightDigits(value) >> unused, byteCount: count)
        }
        var rest = value, place = self.count &+ count
        while place &- self.count >= 2 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place &-= 2
            unsafe buffer.base.storeBytes(
                of: Self.digitPair(pair),
                toByteOffset: place,
                as: UInt16.self
            )
            rest = quotient
        }
        if place > self.count {
            let digit = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
            unsafe buffer.base.storeBytes(of: digit, toByteOffset: self.count, as: UInt8.self)
        }
        written &+= count
    }

    /// A number below 10^8 as eight digits, the first one lowest.
    /// - Source: Paul Khuong, "How to print integers really fast", 2017.
    @inlinable
    @inline(__always)
    static func eightDigits(_ value: UInt64) -> UInt64 {
        let upper = value / 10_000
        let halves = upper | (value &- upper &* 10_000) << 32
        let hundreds = ((halves &* 10_486) >> 20) & 0x7F_0000_007F
        let pairs = hundreds | (halves &- hundreds &* 100) << 16
        let tens = ((pairs &* 103) >> 10) & 0x000F_000F_000F_000F
        return (tens | (pairs &- tens &* 10) << 8) | 0x3030_3030_3030_3030
    }

    /// How many digits an integer has; 1 for zero.
    @inlinable
    static func digitCount(_ value: UInt64) -> Int {
        // 1233 / 4096 is a little more than the decimal logarithm of 2; the estimate is right or one too small.
        let bitCount = UInt64.bitWidth &- (value | 1).leadingZeroBitCount
        let estimate = (bitCount &* 1_233) >> 12
        return estimate &+ (value | 1 >= powerOfTen(estimate) ? 1 : 0)
    }

    @inlinable
    static func powerOfTen(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }

    /// Puts the lowest bytes of a word, one to eight of them, into reserved room.
    @inlinable
    @inline(__always)
    public mutating func put(word: UInt64, byteCount: Int) {
        assert(freeCount >= byteCount, "put past the reserved room")
        unsafe buffer.base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
        written &+= byteCount
    }
}
