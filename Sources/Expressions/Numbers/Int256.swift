// SPDX-License-Identifier: Apache-2.0

/// A signed integer of 256 bits in two's complement: wide enough for a product of two decimals, or for a sum of more
/// decimals than memory could hold.
struct Int256: Sendable, Hashable {
    /// The upper half, which carries the sign.
    let high: Int128
    /// The lower half.
    let low: UInt128

    static let zero = Int256(high: 0, low: 0)

    init(high: Int128, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// Widens.
    init(_ value: Int128) {
        self.init(high: value >> 127, low: UInt128(truncatingIfNeeded: value))
    }

    /// The exact product.
    init(multiplying left: Int128, _ right: Int128) {
        let product = left.multipliedFullWidth(by: right)
        self.init(high: product.high, low: product.low)
    }

    /// The magnitude, as the two halves of an unsigned number.
    private var magnitude: (high: UInt128, low: UInt128) {
        let positive = isNegative ? Int256.zero - self : self
        return (UInt128(bitPattern: positive.high), positive.low)
    }

    /// The number with this sign and magnitude; nil if it does not fit.
    private init?(isNegative: Bool, magnitude: (high: UInt128, low: UInt128)) {
        guard magnitude.high >> 127 == 0 else { return nil }
        let positive = Int256(high: Int128(bitPattern: magnitude.high), low: magnitude.low)
        self = isNegative ? Int256.zero - positive : positive
    }

    var isNegative: Bool { high < 0 }

    /// The value as an `Int128`; nil if it does not fit.
    var exactInt128: Int128? {
        let narrow = Int128(truncatingIfNeeded: low)
        return narrow >> 127 == high ? narrow : nil
    }

    /// The exact value times ten to the power of `exponent` (0 to 38); nil past 256 bits.
    func multipliedByPowerOfTen(_ exponent: Int) -> Int256? {
        let factor = PowersOfTen.unsigned(exponent)
        let (high, low) = magnitude
        let upper = high.multipliedReportingOverflow(by: factor)
        let lower = low.multipliedFullWidth(by: factor)
        let sum = upper.partialValue.addingReportingOverflow(lower.high)
        guard !upper.overflow, !sum.overflow else { return nil }
        return Int256(isNegative: isNegative, magnitude: (sum.partialValue, lower.low))
    }

    /// The quotient, its half rounded away from zero; nil if it does not fit.
    ///
    /// - Precondition: `divisor` is not zero.
    func dividedHalfAwayFromZero(by divisor: Int128) -> Int128? {
        precondition(divisor != 0, "division by zero is the caller's to report")
        let (high, low) = magnitude
        let unsigned = divisor.magnitude
        guard high < unsigned else { return nil }
        var (quotient, remainder) = unsigned.dividingFullWidth((high, low))
        if remainder >= unsigned - remainder {
            guard quotient < .max else { return nil }
            quotient += 1
        }
        let signed = Int256(
            isNegative: isNegative != (divisor < 0),
            magnitude: (0, quotient)
        )
        return signed?.exactInt128
    }
}

extension Int256: Comparable {
    static func < (left: Int256, right: Int256) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// Sums wrap past 256 bits, which sums of values of 128 bits cannot reach.
extension Int256 {
    static func + (left: Int256, right: Int256) -> Int256 {
        let (low, carried) = left.low.addingReportingOverflow(right.low)
        return Int256(high: left.high &+ right.high &+ (carried ? 1 : 0), low: low)
    }

    static func - (left: Int256, right: Int256) -> Int256 {
        let (low, borrowed) = left.low.subtractingReportingOverflow(right.low)
        return Int256(high: left.high &- right.high &- (borrowed ? 1 : 0), low: low)
    }

    static func += (left: inout Int256, right: Int256) { left = left + right }
}
