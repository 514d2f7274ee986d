// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Numbers as text and back; exact, never through binary floating point.
enum DecimalText {
    /// The number with all its digits after the point: `-1.00`.
    static func text(_ digits: Int128, scale: Int) -> String {
        let magnitude = String(digits.magnitude)
        let sign = digits < 0 ? "-" : ""
        guard scale > 0 else { return sign + magnitude }
        let padding = String(repeating: "0", count: max(0, scale + 1 - magnitude.utf8.count))
        let padded = padding + magnitude
        return "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    /// A number as it was written: `digits` times ten to the power of `-scale`, exactly.
    struct Parsed: Hashable {
        let digits: Int128
        /// May be negative, after an exponent.
        let scale: Int
        let hasPoint: Bool
        let hasExponent: Bool
    }

    /// Reads a number with an optional sign, point and exponent; nil for anything else or past 38
    /// digits.
    static func parse(_ text: Span<UInt8>) -> Parsed? {
        var reader = Reader(text)
        let isNegative = reader.sign()
        var digits: Int128 = 0
        var scale = 0, digitCount = 0, hasPoint = false
        while let byte = reader.peek() {
            if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else if let digit = Reader.digit(byte) {
                let (scaled, overflow) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carried) = scaled.addingReportingOverflow(Int128(digit))
                if overflow || carried { return nil }
                digits = sum
                digitCount += 1
                if hasPoint { scale += 1 }
            } else {
                break
            }
            reader.advance()
        }
        guard digitCount > 0, PowersOfTen.fits(digits, precision: DataType.maximumPrecision) else {
            return nil
        }
        let hasExponent = !reader.isAtEnd
        if hasExponent {
            guard let exponent = reader.exponent() else { return nil }
            scale -= exponent
        }
        let signed = isNegative ? -digits : digits
        return Parsed(digits: signed, scale: scale, hasPoint: hasPoint, hasExponent: hasExponent)
    }

    /// Reads a number into a shape, half rounded away from zero; nil if it does not fit or is none.
    static func parse(_ text: Span<UInt8>, as shape: DecimalShape) -> Int128? {
        guard let parsed = parse(text) else { return nil }
        if parsed.digits == 0 { return 0 }
        if parsed.scale < 0 {
            guard parsed.scale >= -PowersOfTen.largestExponent else { return nil }
            let factor = PowersOfTen.signed(-parsed.scale)
            let (scaled, overflow) = parsed.digits.multipliedReportingOverflow(by: factor)
            return overflow ? nil : ExactArithmetic.rescaled(scaled, from: 0, to: shape)
        }
        // So many digits after the point leave nothing of at most 38 digits.
        guard parsed.scale - shape.scale <= PowersOfTen.largestExponent else { return 0 }
        return ExactArithmetic.rescaled(parsed.digits, from: parsed.scale, to: shape)
    }

    /// Reads digits with an optional sign; nil for anything else or past 64 bits.
    static func parseInt64(_ text: Span<UInt8>) -> Int64? {
        guard let parsed = parse(text), !parsed.hasPoint, !parsed.hasExponent else { return nil }
        return Int64(exactly: parsed.digits)
    }

    /// The nearest double.
    static func double(_ digits: Int128, scale: Int) -> Double {
        // Both are exact below these bounds, so that one division rounds once.
        if digits.magnitude <= 1 << 53, scale <= 22 { return Double(digits) / exactPowers[scale] }
        return Double(text(digits, scale: scale)) ?? .nan
    }

    private static let exactPowers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }
}

extension DecimalText {
    /// Goes through the bytes of a number, blanks around it left out.
    private struct Reader: ~Escapable {
        private let bytes: Span<UInt8>
        private var position = 0
        private var end: Int

        @_lifetime(copy bytes)
        init(_ bytes: Span<UInt8>) {
            self.bytes = bytes
            end = bytes.count
            while end > 0, Self.isBlank(bytes[end - 1]) { end -= 1 }
            while position < end, Self.isBlank(bytes[position]) { position += 1 }
        }

        var isAtEnd: Bool { position == end }

        func peek() -> UInt8? { position < end ? bytes[position] : nil }

        @_lifetime(self: copy self)
        mutating func advance() { position += 1 }

        /// Consumes a sign; true for minus.
        @_lifetime(self: copy self)
        mutating func sign() -> Bool {
            guard let byte = peek(), byte == 0x2D || byte == 0x2B else { return false }
            advance()
            return byte == 0x2D
        }

        /// Consumes `e`, a sign and at least one digit, up to the end; huge ones saturate.
        @_lifetime(self: copy self)
        mutating func exponent() -> Int? {
            guard let letter = peek(), letter | 0x20 == 0x65 else { return nil }
            advance()
            let isNegative = sign()
            guard !isAtEnd else { return nil }
            var exponent = 0
            while let byte = peek() {
                guard let digit = Self.digit(byte) else { return nil }
                exponent = min(100_000, exponent * 10 + digit)
                advance()
            }
            return isNegative ? -exponent : exponent
        }

        static func digit(_ byte: UInt8) -> Int? {
            (0x30...0x39).contains(byte) ? Int(byte &- 0x30) : nil
        }

        static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    }
}
