// SPDX-License-Identifier: Apache-2.0

/// The powers of ten that a decimal can be scaled by, and how many digits a number has.
enum PowersOfTen {
    /// The largest exponent whose power fits in 128 bits, and the most digits of a decimal.
    static let largestExponent = 38

    private static let table: [UInt128] = (0..<largestExponent).reduce(into: [1]) { powers, index in
        powers.append(powers[index] * 10)
    }

    /// Ten to the power of `exponent`, 0 to 38.
    static func signed(_ exponent: Int) -> Int128 { Int128(bitPattern: table[exponent]) }

    /// Ten to the power of `exponent`, 0 to 38.
    static func unsigned(_ exponent: Int) -> UInt128 { table[exponent] }

    /// How many decimal digits `value` has, its sign not counted; 1 for zero.
    static func digitCount(_ value: Int128) -> Int {
        let magnitude = value.magnitude
        guard magnitude >= 10 else { return 1 }
        // log10(2) is a little more than 1233 / 4096; the estimate is the count or one less.
        let bits = UInt128.bitWidth - magnitude.leadingZeroBitCount
        let estimate = (bits * 1_233) >> 12
        return magnitude >= table[estimate] ? estimate + 1 : estimate
    }

    /// Whether `value` has at most `precision` digits.
    static func fits(_ value: Int128, precision: Int) -> Bool {
        value.magnitude < table[precision]
    }
}
