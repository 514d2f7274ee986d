// SPDX-License-Identifier: Apache-2.0

/// The exact sum of doubles, so that it depends neither on their order nor on how they were split.
///
/// A fixed-point number that covers every finite double: limb n counts units of 2^(32n - 1074). Limbs are signed and
/// wider than the 32 bits that separate them, so that a double is added to two of them without carrying; carries
/// are taken over before a limb can overflow.
///
/// - Source: Radford M. Neal, "Fast exact summation using small and large superaccumulators" (2015), the small one.
struct ExactFloatSum: Sendable {
    /// Covers 2098 bits of finite doubles and the growth of 2^60 additions.
    private static let limbCount = 68
    /// Each addition puts less than 2^53 into a limb that holds less than 2^32 after a carry.
    private static let additionsBetweenCarries = 1 << 9

    private var limbs = InlineArray<68, Int64>(repeating: 0)
    private var additionsSinceCarry = 0
    /// Whether a NaN or an infinity was added; the sum is then no number.
    private(set) var hasNonFinite = false

    /// Adds one double.
    mutating func add(_ value: Double) {
        let bits = value.bitPattern
        let exponentField = Int(bits >> 52 & 0x7FF)
        guard exponentField != 0x7FF else {
            hasNonFinite = true
            return
        }
        let fraction = bits & 0xF_FFFF_FFFF_FFFF
        let mantissa = exponentField == 0 ? fraction : fraction | 1 << 52
        // The unit of a subnormal number is that of the smallest normal one.
        let shift = max(exponentField, 1) - 1
        let offset = UInt64(shift & 31)
        let low = Int64((mantissa << offset) & 0xFFFF_FFFF)
        let high = Int64(mantissa >> (32 - offset))
        let isNegative = bits >> 63 == 1
        limbs[shift >> 5] &+= isNegative ? -low : low
        limbs[shift >> 5 + 1] &+= isNegative ? -high : high
        countAddition()
    }

    /// Adds another sum.
    mutating func merge(_ other: ExactFloatSum) {
        var other = other
        other.carry()
        carry()
        for limb in limbs.indices { limbs[limb] &+= other.limbs[limb] }
        hasNonFinite = hasNonFinite || other.hasNonFinite
        countAddition()
    }

    /// The double nearest to the sum, ties to even; nil if it is no finite number.
    var rounded: Double? {
        guard !hasNonFinite else { return nil }
        var digits = self
        digits.carry()
        let isNegative = digits.limbs[Self.limbCount - 1] < 0
        if isNegative {
            for limb in digits.limbs.indices { digits.limbs[limb] = -digits.limbs[limb] }
            digits.carry()
        }
        let magnitude = digits.roundedMagnitude
        guard magnitude.isFinite else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func countAddition() {
        additionsSinceCarry += 1
        if additionsSinceCarry == Self.additionsBetweenCarries { carry() }
    }

    /// Brings every limb but the last between 0 and 2^32; the last keeps the sign.
    private mutating func carry() {
        var carried: Int64 = 0
        for limb in 0..<Self.limbCount - 1 {
            let total = limbs[limb] &+ carried
            limbs[limb] = total & 0xFFFF_FFFF
            carried = total >> 32
        }
        limbs[Self.limbCount - 1] &+= carried
        additionsSinceCarry = 0
    }

    /// The double nearest to a sum that is not negative and whose carries are taken over; infinity if too large.
    private var roundedMagnitude: Double {
        guard let top = limbs.indices.last(where: { limbs[$0] != 0 }) else { return 0 }
        let topBit = top * 32 + 63 - limbs[top].leadingZeroBitCount
        guard topBit > 52 else {
            return Double(sign: .plus, exponent: -1_074, significand: Double(bits(from: 0)))
        }
        let lowest = topBit - 52
        var significand = bits(from: lowest)
        let isHalfSet = bits(from: lowest - 1) & 1 == 1
        if isHalfSet, significand & 1 == 1 || hasSetBit(below: lowest - 1) { significand += 1 }
        return Double(sign: .plus, exponent: lowest - 1_074, significand: Double(significand))
    }

    /// The bits from number `first` upwards, as many as there are; the caller has at most 54.
    private func bits(from first: Int) -> UInt64 {
        let limb = first >> 5
        var wide: UInt128 = 0
        for place in 0..<3 where limb + place < Self.limbCount {
            wide |= UInt128(UInt64(bitPattern: limbs[limb + place])) << UInt128(32 * place)
        }
        return UInt64(truncatingIfNeeded: wide >> UInt128(first & 31))
    }

    private func hasSetBit(below end: Int) -> Bool {
        let limb = end >> 5
        if (0..<limb).contains(where: { limbs[$0] != 0 }) { return true }
        return limbs[limb] & (1 << Int64(end & 31) - 1) != 0
    }
}
