// SPDX-License-Identifier: Apache-2.0

import CNumbers
import Columnar

/// A JSON number as its digits, so that nothing is lost before its column is known.
struct NumberText {
    /// The significant digits as an integer; zeros at both ends are dropped.
    private(set) var digits: UInt128 = 0
    private(set) var digitCount = 0
    /// The value is `digits` times ten to this power.
    private(set) var exponent = 0
    private(set) var isNegative = false
    /// Whether there are more significant digits than `digits` holds.
    private(set) var isTooLong = false

    /// 38 digits always fit into `UInt128`.
    private static let mostDigits = 38

    /// Reads a number whose grammar has been checked.
    init(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        var at = start, isFraction = false, zeros = 0
        while at < end {
            let byte = bytes[at]
            at += 1
            if byte.isDigit {
                if isFraction { exponent -= 1 }
                take(byte &- 0x30, &zeros)
            } else if byte == .minus {
                isNegative = true
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                exponent += Self.exponent(bytes, at, end) + zeros
                if digitCount == 0 { exponent = 0 }
                return
            }
        }
        exponent += zeros
        if digitCount == 0 { exponent = 0 }
    }

    /// Takes one digit; zeros wait until a digit that counts comes after them.
    private mutating func take(_ digit: UInt8, _ zeros: inout Int) {
        guard digit > 0 else {
            if digitCount > 0 { zeros += 1 }
            return
        }
        guard digitCount + zeros < Self.mostDigits else {
            isTooLong = true
            return
        }
        for _ in 0..<zeros { digits *= 10 }
        digits = digits * 10 + UInt128(digit)
        digitCount += zeros + 1
        zeros = 0
    }

    /// An exponent, cut where no column could tell the difference.
    private static func exponent(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var value = 0, isNegative = false
        for at in start..<end {
            if bytes[at] == .minus { isNegative = true }
            if bytes[at].isDigit { value = min(1_000_000_000, value * 10 + Int(bytes[at] &- 0x30)) }
        }
        return isNegative ? -value : value
    }

    /// The value as an integer of units of ten to the power `-scale`.
    enum Scaled: Equatable {
        case value(Int128)
        /// There are digits past the last unit.
        case inexact
        case tooLarge
    }

    /// The exact value in units of ten to the power `-scale`, of at most `precision` digits.
    func scaled(by scale: Int, precision: Int) -> Scaled {
        if digitCount == 0, !isTooLong { return .value(0) }
        let shift = exponent + scale
        guard digitCount + shift <= precision else { return .tooLarge }
        guard shift >= 0, !isTooLong else { return .inexact }
        var value = Int128(digits)
        for _ in 0..<shift { value *= 10 }
        return .value(isNegative ? -value : value)
    }
}

/// Reads numbers whose grammar has been checked.
enum NumberReading {
    /// A plain integer of at most 18 digits; nil for anything longer or of another form.
    @inline(__always)
    static func shortInteger(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
        let isNegative = bytes[start] == .minus
        var at = isNegative ? start &+ 1 : start
        let count = end &- at
        guard count > 0, count <= 18 else { return nil }
        var value: UInt64 = 0
        var rest = count
        if rest > 8 {
            // The leading one to eight digits first, so that whole words of eight remain.
            let leading = (rest &- 1) & 7 &+ 1
            guard let part = digits(bytes.word(at: at), leading) else { return nil }
            value = part
            at &+= leading
            rest &-= leading
            while rest > 8 {
                guard let part = digits(bytes.word(at: at), 8) else { return nil }
                value = value &* 100_000_000 &+ part
                at &+= 8
                rest &-= 8
            }
        }
        guard let part = digits(bytes.word(at: at), rest) else { return nil }
        value = value &* (count > 8 ? 100_000_000 : 1) &+ part
        let signed = Int64(truncatingIfNeeded: value)
        return isNegative ? 0 &- signed : signed
    }

    /// The value of the lowest `count` bytes, one to eight ASCII digits.
    /// - Source: the eight-digit reading of simdjson's `parse_eight_digits_unrolled`.
    @inline(__always)
    private static func digits(_ word: UInt64, _ count: Int) -> UInt64? {
        guard word.areDigits(count) else { return nil }
        var value = (word << (UInt64(truncatingIfNeeded: 8 &- count) &* 8)) & 0x0F0F_0F0F_0F0F_0F0F
        value = (value &* 2_561) >> 8 & 0x00FF_00FF_00FF_00FF
        value = (value &* 6_553_601) >> 16 & 0x0000_FFFF_0000_FFFF
        return (value &* 42_949_672_960_001) >> 32
    }

    /// The double nearest to a number.
    enum Double64: Equatable {
        case value(Double)
        case outOfRange
        /// The double would be written as another number.
        case notExact
    }

    /// A number as a double that stands for it: one of up to 17 digits, or an integer that a double holds.
    static func double(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Double64 {
        var value = 0.0
        let code = unsafe bytes.extracting(start..<end).withUnsafeBufferPointer { text in
            unsafe fjord_double_read(text.baseAddress, text.count, &value)
        }
        guard code == 0 else { return .outOfRange }
        guard end - start > 15 else { return .value(value) }
        return isFaithful(value, NumberText(bytes, start, end)) ? .value(value) : .notExact
    }

    private static func isFaithful(_ value: Double, _ text: NumberText) -> Bool {
        if text.exponent < 0 { return text.digitCount <= 17 && !text.isTooLong }
        guard case .value(let exact) = text.scaled(by: 0, precision: 38) else {
            return text.digitCount <= 17 && !text.isTooLong
        }
        return Int128(exactly: value) == exact
    }
}
