// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Expressions
import FjordKit

/// Reads the values of given and expected rows by their text and the type of their column, never by a YAML tag.
struct TestValueReader {
    let text: DefinitionText

    /// Reads one value.
    ///
    /// - Parameters:
    ///   - node: The value as it was written.
    ///   - type: What its column holds.
    ///   - rowCurrency: The currency of amounts that name none themselves.
    /// - Returns: Nil if it is faulty, which has been reported.
    func value(_ node: YAMLNode, _ type: DataType, rowCurrency: Currency?) -> TestValue? {
        if node.isMangled { return nil }
        if node.isNull { return .null }
        if type == .json { return .json(CompactJSON.text(of: node)) }
        guard let written = node.scalarText else {
            text.wrongType(node, "a value of type \(type)", "one value")
            return nil
        }
        if type == .money { return money(written, node, rowCurrency) }
        if let value = Self.value(written, type) { return value }
        text.faults.add(.invalidTestValue(written, type, at: text.location(of: node)))
        return nil
    }

    private static func value(_ written: String, _ type: DataType) -> TestValue? {
        switch type {
        case .text: return .text(written)
        case .boolean: return Bool(written).map { .boolean($0) }
        case .float64: return double(written).map { .float64($0) }
        case .date: return CalendarDate(iso: written).map { .date($0.daysSinceEpoch) }
        case .timestamp: return TestInstant.microseconds(written).map { .timestamp($0) }
        case .int64:
            guard case .int64(let value)? = ScalarValue(reading: written, as: .int64) else {
                return nil
            }
            return .int64(value)
        case .decimal:
            guard case .decimal(let digits, _, let scale)? = decimal(written) else { return nil }
            return .decimal(digits, scale: scale)
        case .money, .json: return nil
        }
    }

    /// Major units, alone or with a currency behind them: `10.00`, `10.00 EUR`.
    private func money(_ written: String, _ node: YAMLNode, _ rowCurrency: Currency?) -> TestValue?
    {
        let words = written.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = words.first,
            case .decimal(let digits, _, let scale)? = Self.decimal(first)
        else {
            text.faults.add(.invalidTestValue(written, .money, at: text.location(of: node)))
            return nil
        }
        var currency = rowCurrency
        if words.count == 2 {
            currency = Currency(words[1])
            guard currency != nil else {
                text.faults.add(.unknownTestCurrency(words[1], at: text.location(of: node)))
                return nil
            }
        }
        return .money(digits, scale: scale, currency)
    }

    private static func decimal(_ written: String) -> ScalarValue? {
        ScalarValue(reading: written, as: .decimal)
    }

    /// A number as Fjord writes them; other spellings that Swift knows are none.
    private static func double(_ written: String) -> Double? {
        switch written {
        case "nan": return .nan
        case "inf": return .infinity
        case "-inf": return -.infinity
        default:
            let isPlain = written.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
            guard isPlain, let value = Double(written), value.isFinite else { return nil }
            return value
        }
    }
}

/// Instants of tests: with `Z`, or an offset from UTC.
enum TestInstant {
    /// Microseconds since 1970-01-01T00:00:00Z; nil for what is no instant.
    static func microseconds(_ written: String) -> Int64? {
        if let instant = Timestamp.microseconds(iso: written) { return instant }
        let offset = Array(written.utf8.suffix(6))
        guard offset.count == 6, offset[3] == UInt8(ascii: ":"),
            let hours = number(offset[1..<3]), hours < 24,
            let minutes = number(offset[4..<6]), minutes < 60,
            let local = Timestamp.microseconds(iso: written.dropLast(6) + "Z")
        else { return nil }
        let microseconds = (hours * 3_600 + minutes * 60) * 1_000_000
        switch offset[0] {
        case UInt8(ascii: "+"): return checked(local - microseconds)
        case UInt8(ascii: "-"): return checked(local + microseconds)
        default: return nil
        }
    }

    /// Nil for an instant whose day in UTC no date can name.
    private static func checked(_ instant: Int64) -> Int64? {
        let day = Int64(86_400_000_000)
        let first = Int64(CalendarDate.earliest.daysSinceEpoch) * day
        let end = (Int64(CalendarDate.latest.daysSinceEpoch) + 1) * day
        return (first..<end).contains(instant) ? instant : nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        Int64(String(decoding: digits, as: UTF8.self))
    }
}
