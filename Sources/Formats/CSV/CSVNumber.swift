// SPDX-License-Identifier: Apache-2.0

import Columnar

/// How a CSV file writes numbers.
///
/// Declared columns take spaces around a number, a plus, leading zeros and a missing digit beside the decimal separator.
/// Inferred ones do not: what is not written as a number of JSON (with that separator) may be a code, `007`.
struct CSVNumber {
    let separator: UInt8
    let isStrict: Bool
    /// A number with a point in the separator's place and a digit before it.
    private(set) var pointed: [UInt8] = []

    init(_ dialect: CSVDialect, isStrict: Bool) {
        separator = dialect.decimalByte
        self.isStrict = isStrict
    }

    /// Where the digits of a number stand, without spaces and plus; nil if it is none.
    func trimmed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
        var start = start, end = end
        if !isStrict {
            while start < end, bytes[start] == 0x20 { start += 1 }
            while start < end, bytes[end - 1] == 0x20 { end -= 1 }
            if start < end, bytes[start] == UInt8(ascii: "+") { start += 1 }
            if start < end, bytes[start] == .minus, start > 0, bytes[start - 1] == UInt8(ascii: "+")
            {
                return nil
            }
        }
        return Self.isNumber(bytes, start, end, separator, isStrict: isStrict) ? start..<end : nil
    }

    /// Puts the number into `pointed` if it is not written as JSON would; says whether it did.
    mutating func putPointed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let first = range.lowerBound + (bytes[range.lowerBound] == .minus ? 1 : 0)
        guard separator != UInt8(ascii: ".") || bytes[first] == separator else { return false }
        pointed.removeAll(keepingCapacity: true)
        for at in range {
            if at == first, bytes[at] == separator { pointed.append(UInt8(ascii: "0")) }
            pointed.append(bytes[at] == separator ? UInt8(ascii: ".") : bytes[at])
        }
        return true
    }

    /// Whether `start..<end` is a number; `isStrict` asks for JSON's form.
    static func isNumber(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        _ separator: UInt8,
        isStrict: Bool
    ) -> Bool {
        var at = start
        if at < end, bytes[at] == .minus { at += 1 }
        let digits = digitsEnd(bytes, at, end)
        if isStrict, digits == at || digits > at + 1 && bytes[at] == UInt8(ascii: "0") {
            return false
        }
        var digitCount = digits - at
        at = digits
        if at < end, bytes[at] == separator {
            let fraction = digitsEnd(bytes, at + 1, end)
            if isStrict, fraction == at + 1 { return false }
            digitCount += fraction - at - 1
            at = fraction
        }
        guard digitCount > 0 else { return false }
        if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, bytes[at] == .minus || bytes[at] == UInt8(ascii: "+") { at += 1 }
            let exponent = digitsEnd(bytes, at, end)
            guard exponent > at else { return false }
            at = exponent
        }
        return at == end
    }

    static func digitsEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, bytes[at].isDigit { at += 1 }
        return at
    }
}
