// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Amounts as settlement files write them: major units, a point before the decimals, nothing between thousands.
enum AmountText {
    /// Why a text is no amount.
    enum Fault: Error {
        case notAnAmount
        case tooManyDecimals
        case tooLarge
    }

    /// The minor units of an amount, by its digits.
    static func minorUnits(_ text: String, _ currency: Currency) throws(Fault) -> Int64 {
        try minorUnits(text, fractionDigits: currency.fractionDigits)
    }

    private static func minorUnits(_ text: String, fractionDigits: Int) throws(Fault) -> Int64 {
        var value: Int64 = 0, decimals = 0, digits = 0
        var isNegative = false, hasPoint = false
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x2D, 0x2B:
                guard position == 0 else { throw .notAnAmount }
                isNegative = byte == 0x2D
            case 0x2E:
                guard !hasPoint else { throw .notAnAmount }
                hasPoint = true
            case 0x30...0x39:
                digits += 1
                if hasPoint, decimals == fractionDigits {
                    guard byte == 0x30 else { throw .tooManyDecimals }
                    continue
                }
                if hasPoint { decimals += 1 }
                value = try appending(Int64(byte - 0x30), to: value)
            default: throw .notAnAmount
            }
        }
        guard digits > 0 else { throw .notAnAmount }
        for _ in decimals..<fractionDigits { value = try appending(0, to: value) }
        return isNegative ? -value : value
    }

    private static func appending(_ digit: Int64, to value: Int64) throws(Fault) -> Int64 {
        let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflowsAgain) = tens.addingReportingOverflow(digit)
        guard !overflows, !overflowsAgain, sum <= Int64.max / 4 else { throw .tooLarge }
        return sum
    }

    /// An amount as people write it.
    static func majorUnits(_ amount: Int64, _ currency: Currency) -> String {
        let digits = currency.fractionDigits
        guard digits > 0 else { return String(amount) }
        let text = String(amount.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return (amount < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
