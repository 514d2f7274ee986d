// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions

extension ScalarValue {
    /// Reads the text of a parameter by its declared type; nil if it is none.
    init?(reading text: String, as type: ParameterType) {
        switch type {
        case .text:
            self = .text(text)
        case .int64:
            guard !text.hasPrefix("+"), let value = Int64(text) else { return nil }
            self = .int64(value)
        case .float64:
            guard let value = Double(text), value.isFinite else { return nil }
            self = .float64(value)
        case .decimal:
            guard let value = Self.decimal(text) else { return nil }
            self = value
        case .boolean:
            guard let value = Bool(text) else { return nil }
            self = .boolean(value)
        case .date:
            guard let date = CalendarDate(iso: text) else { return nil }
            self = .date(date.daysSinceEpoch)
        case .timestamp:
            guard let value = Timestamp.microseconds(iso: text) else { return nil }
            self = .timestamp(value)
        }
    }

    /// What `${name}` puts into a text; nil for a null.
    var interpolatedText: String? {
        switch self {
        case .null: nil
        case .boolean(let value): String(value)
        case .int64(let value): String(value)
        case .float64(let value): String(value)
        case .decimal(let digits, _, let scale): Self.digits(digits, scale: scale)
        case .money(let minor, let currency):
            Self.digits(Int128(minor), scale: max(0, currency.fractionDigits))
        case .text(let value): value
        case .date(let days): CalendarDate(daysSinceEpoch: days).description
        case .timestamp(let value): Timestamp.text(value)
        }
    }

    /// The value as an SQL literal, which tells the text `null` from no value.
    var literal: String {
        guard let text = interpolatedText else { return "null" }
        return switch self {
        case .text: "'\(text.replacing("'", with: "''"))'"
        case .date: "date '\(text)'"
        case .timestamp: "timestamp '\(text)'"
        default: text
        }
    }

    private static func decimal(_ text: String) -> ScalarValue? {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let scale = parts.count == 2 ? parts[1].count : 0
        let digits = parts.joined().drop { $0 == "0" }
        guard digits.count <= DataType.maximumPrecision, scale <= DataType.maximumPrecision,
            let value = Int128("0" + digits)
        else { return nil }
        let precision = max(digits.count, scale, 1)
        return .decimal(isNegative ? -value : value, precision: precision, scale: scale)
    }

    private static func digits(_ value: Int128, scale: Int) -> String {
        let all = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - all.count)) + all
        let point = scale == 0 ? "" : "." + padded.suffix(scale)
        return (value < 0 ? "-" : "") + padded.dropLast(scale) + point
    }
}

/// Instants as texts: `2026-10-01T08:12:45.118302Z`.
enum Timestamp {
    /// Microseconds since 1970-01-01T00:00:00Z; at most six decimals, and always UTC.
    static func microseconds(iso text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == 0x54 || bytes[10] == 0x20, bytes.last == 0x5A,
            bytes[13] == 0x3A, bytes[16] == 0x3A,
            let date = CalendarDate(iso: String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = number(bytes[11..<13]), hour < 24,
            let minute = number(bytes[14..<16]), minute < 60,
            let second = number(bytes[17..<19]), second < 60
        else { return nil }
        var micros: Int64 = 0
        let rest = bytes[19..<(bytes.count - 1)]
        if !rest.isEmpty {
            guard rest.first == 0x2E, (2...7).contains(rest.count),
                let fraction = number(rest.dropFirst())
            else { return nil }
            micros = (0..<(7 - rest.count)).reduce(fraction) { value, _ in value * 10 }
        }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + hour * 3_600 + minute * 60 + second
        return seconds * 1_000_000 + micros
    }

    static func text(_ microseconds: Int64) -> String {
        let (days, inDay) = floorDivision(microseconds, 86_400_000_000)
        let (seconds, fraction) = floorDivision(inDay, 1_000_000)
        let date = CalendarDate(daysSinceEpoch: Int32(clamping: days))
        let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        return "\(date)T\(time.joined(separator: ":")).\(padded(fraction, 6))Z"
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return value
    }

    private static func floorDivision(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let remainder = (value % divisor + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
