// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Arithmetic on the digits of decimals; nil past 38 digits or by a zero divisor.
enum ExactArithmetic {
    /// `left x leftFactor + right x rightFactor`.
    @inline(__always)
    static func sum(
        _ left: Int128,
        _ leftFactor: Int128,
        _ right: Int128,
        _ rightFactor: Int128
    ) -> Int128? {
        let first = left.multipliedReportingOverflow(by: leftFactor)
        let second = right.multipliedReportingOverflow(by: rightFactor)
        let sum = first.partialValue.addingReportingOverflow(second.partialValue)
        guard first.overflow || second.overflow || sum.overflow else {
            return fitting(sum.partialValue)
        }
        let wide =
            Int256(multiplying: left, leftFactor) + Int256(multiplying: right, rightFactor)
        return wide.exactInt128.flatMap(fitting)
    }

    @inline(__always)
    static func product(_ left: Int128, _ right: Int128) -> Int128? {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? nil : fitting(product)
    }

    /// `left x 10^exponent / right`, half rounded away from zero.
    @inline(__always)
    static func quotient(_ left: Int128, timesTenTo exponent: Int, _ right: Int128) -> Int128? {
        guard right != 0 else { return nil }
        if exponent <= PowersOfTen.largestExponent {
            let factor = PowersOfTen.signed(exponent)
            let (dividend, overflow) = scaled(left, by: factor)
            if !overflow { return fitting(rounded(dividend, by: right)) }
        }
        return wideQuotient(left, timesTenTo: exponent, right)
    }

    private static func wideQuotient(
        _ left: Int128,
        timesTenTo exponent: Int,
        _ right: Int128
    ) -> Int128? {
        // Past 256 bits the quotient by any decimal is past 38 digits.
        let first = min(exponent, PowersOfTen.largestExponent)
        return Int256(left).multipliedByPowerOfTen(first)?
            .multipliedByPowerOfTen(exponent - first)?
            .dividedHalfAwayFromZero(by: right)
            .flatMap(fitting)
    }

    /// The remainder of both sides at one scale, with the sign of the left one.
    static func remainder(
        _ left: Int128,
        _ leftFactor: Int128,
        _ right: Int128,
        _ rightFactor: Int128
    ) -> Int128? {
        guard right != 0 else { return nil }
        let (divisor, overflow) = right.multipliedReportingOverflow(by: rightFactor)
        // Only one side is scaled; a divisor that has no room is larger than the left side.
        if overflow { return left }
        let wide = left.magnitude.multipliedFullWidth(by: leftFactor.magnitude)
        let high = wide.high % divisor.magnitude
        let rest = divisor.magnitude.dividingFullWidth((high, wide.low)).remainder
        return left < 0 ? -Int128(rest) : Int128(rest)
    }

    /// The quotient, its half rounded away from zero.
    ///
    /// - Precondition: `divisor` is not zero.
    @inline(__always)
    static func rounded(_ dividend: Int128, by divisor: Int128) -> Int128 {
        if let short = Int64(exactly: dividend), let shortDivisor = Int64(exactly: divisor),
            short != .min, shortDivisor != .min
        {
            let (quotient, rest) = short.quotientAndRemainder(dividingBy: shortDivisor)
            let isUp = rest.magnitude >= shortDivisor.magnitude - rest.magnitude
            return Int128(quotient) + (isUp ? ((short < 0) == (shortDivisor < 0) ? 1 : -1) : 0)
        }
        return roundedWide(dividend, by: divisor)
    }

    private static func roundedWide(_ dividend: Int128, by divisor: Int128) -> Int128 {
        let (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
        let isUp = rest.magnitude >= divisor.magnitude - rest.magnitude
        return quotient + (isUp ? ((dividend < 0) == (divisor < 0) ? 1 : -1) : 0)
    }

    /// The digits at another scale, half rounded away from zero; nil past `precision`.
    @inline(__always)
    static func rescaled(_ digits: Int128, from scale: Int, to shape: DecimalShape) -> Int128? {
        let result: Int128
        if shape.scale >= scale {
            let factor = PowersOfTen.signed(shape.scale - scale)
            let (scaled, overflow) = digits.multipliedReportingOverflow(by: factor)
            if overflow { return nil }
            result = scaled
        } else {
            result = rounded(digits, by: PowersOfTen.signed(scale - shape.scale))
        }
        return PowersOfTen.fits(result, precision: shape.precision) ? result : nil
    }

    @inline(__always)
    private static func fitting(_ value: Int128) -> Int128? {
        // Ten to the power of 38, as a constant of the loop.
        value.magnitude < 100_000_000_000_000_000_000_000_000_000_000_000_000 ? value : nil
    }

    /// The product; short numbers need one multiplication and cannot overflow.
    @inline(__always)
    static func scaled(_ value: Int128, by factor: Int128) -> (partialValue: Int128, overflow: Bool)
    {
        if let short = Int64(exactly: value), let shortFactor = Int64(exactly: factor) {
            return (Int128(short) &* Int128(shortFactor), false)
        }
        return value.multipliedReportingOverflow(by: factor)
    }
}
