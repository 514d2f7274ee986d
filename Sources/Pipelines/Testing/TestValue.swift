// SPDX-License-Identifier: Apache-2.0

package import FjordKit

/// One value of a test, read by the type of its column.
package enum TestValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case int64(Int64)
    case float64(Double)
    /// The digits without their point, and how many of them stand behind it.
    case decimal(Int128, scale: Int)
    /// Major units as a decimal; the currency is nil if neither the value nor its row names one.
    case money(Int128, scale: Int, Currency?)
    case text(String)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    /// Compact JSON.
    case json(String)

    /// Whether one slot of a column holds this value.
    ///
    /// Decimals and amounts are compared by value, amounts also by currency if one is named, instants as instants, JSON
    /// without regard to the order of keys.
    package func matches(_ column: Column, slot: Int) -> Bool {
        guard column.validity?[slot] ?? true else { return self == .null }
        switch (self, column) {
        case (.boolean(let value), .boolean(let array)): return array.values[slot] == value
        case (.int64(let value), .int64(let array)): return array.values[slot] == value
        case (.timestamp(let value), .timestamp(let array)): return array.values[slot] == value
        case (.date(let value), .date(let array)): return array.values[slot] == value
        case (.text(let value), .text(let array)): return array[slot] == value
        case (.float64(let value), .float64(let array)):
            return array.values[slot] == value || array.values[slot].isNaN && value.isNaN
        case (.decimal(let digits, let scale), .decimal(let array, _, let actualScale)):
            return ExactNumber(digits, scale: scale)
                == ExactNumber(array.values[slot], scale: actualScale)
        case (.money(let digits, let scale, let currency), .money(let array)):
            let actual = array.currency(ofSlot: slot)
            let minorUnits = Int128(array.minorUnits[slot])
            return currency ?? actual == actual
                && ExactNumber(digits, scale: scale)
                    == ExactNumber(minorUnits, scale: max(0, actual.fractionDigits))
        case (.json(let value), .json(let array)):
            return Self.isSameJSON(value, array[slot] ?? "")
        default: return false
        }
    }

    private static func isSameJSON(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let left = try? JSONDocument(parsing: Bytes(left)),
            let right = try? JSONDocument(parsing: Bytes(right))
        else { return false }
        return left == right
    }

    /// The value as outputs write it; null is empty, and an amount is without its currency.
    package var writtenText: String {
        switch self {
        case .null: ""
        case .boolean(let value): String(value)
        case .int64(let value): String(value)
        case .float64(let value):
            Column.float64(Float64Array(Values([value]))).writtenText(ofSlot: 0)
        case .decimal(let digits, let scale), .money(let digits, let scale, _):
            ExactNumber.text(digits, scale: scale)
        case .text(let text), .json(let text): text
        case .date(let days): CalendarDate(daysSinceEpoch: days).description
        case .timestamp(let instant): Timestamp.text(instant)
        }
    }
}

/// A decimal by its value: without zeros at the end of its fraction.
struct ExactNumber: Hashable {
    let digits: Int128
    let scale: Int

    init(_ digits: Int128, scale: Int) {
        var (digits, scale) = (digits, scale)
        while scale > 0, digits % 10 == 0 { (digits, scale) = (digits / 10, scale - 1) }
        self.digits = digits
        self.scale = scale
    }

    /// The digits with `other` of them behind the point; nil if some would be lost, or they do not fit.
    func digits(atScale other: Int, precision: Int = DataType.maximumPrecision) -> Int128? {
        guard other >= scale else { return nil }
        var result = digits
        for _ in scale..<other {
            let (product, overflows) = result.multipliedReportingOverflow(by: 10)
            if overflows { return nil }
            result = product
        }
        return String(result.magnitude).count <= precision ? result : nil
    }

    /// `-0.07` for -7 with two digits behind the point.
    static func text(_ digits: Int128, scale: Int) -> String {
        let all = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - all.count)) + all
        let point = scale == 0 ? "" : "." + padded.suffix(scale)
        return (digits < 0 ? "-" : "") + padded.dropLast(scale) + point
    }
}
