// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What the values of one column have been, and the narrowest type that holds them all without changing one.
///
/// | Values | Type |
/// | --- | --- |
/// | `true`, `false` | `boolean` |
/// | integers of 64 bits | `int64` |
/// | numbers without exponent, at most nine digits after the point | `decimal(38, most digits after the point)` |
/// | other numbers, if a double holds each as it is written | `float64` |
/// | larger integers, longer decimals, up to 38 digits | `decimal` |
/// | days as `2026-10-01` | `date` |
/// | instants as `2026-10-01T08:12:45Z`, at most six digits of a second | `timestamp` |
/// | other texts, days and instants mixed, nothing but nulls | `text` |
/// | anything else | `json`; in CSV `text` |
struct TypeEvidence {
    private struct Kinds: OptionSet {
        let rawValue: UInt8
        static let boolean = Kinds(rawValue: 1)
        static let number = Kinds(rawValue: 2)
        static let date = Kinds(rawValue: 4)
        static let timestamp = Kinds(rawValue: 8)
        static let text = Kinds(rawValue: 16)
        static let nested = Kinds(rawValue: 32)
        static let texts: Kinds = [.date, .timestamp, .text]
    }

    /// More digits after the point than these make a number one that was measured, not counted.
    private static let mostExactDecimals = 9

    private var kinds: Kinds = []
    private var wholeDigits = 0
    private var decimals = 0
    private var isWhole = true
    private var hasExponent = false
    private var fitsInt64 = true
    private var fitsDouble = true

    init() {}

    /// Starts with a column of that type.
    init(_ type: DataType) {
        switch type {
        case .boolean: kinds = .boolean
        case .int64: (kinds, wholeDigits) = (.number, 19)
        case .float64: (kinds, isWhole, hasExponent) = (.number, false, true)
        case .decimal(_, let scale): (kinds, isWhole, decimals) = (.number, scale == 0, scale)
        case .money, .json: kinds = .nested
        case .text: kinds = .text
        case .date: kinds = .date
        case .timestamp: kinds = .timestamp
        }
        if case .decimal(_, 0) = type { fitsInt64 = false }
    }

    /// The narrowest type; nil if it takes `json`, or no value has come.
    var type: DataType? {
        switch kinds {
        case .boolean: .boolean
        case .number: numberType
        case .date: .date
        case .timestamp: .timestamp
        default: kinds.isEmpty || !kinds.isSubset(of: .texts) ? nil : .text
        }
    }

    /// Whether no value but nulls has come.
    var isEmpty: Bool { kinds.isEmpty }

    private var numberType: DataType? {
        if isWhole, !hasExponent, fitsInt64 { return .int64 }
        let fitsDecimal = !hasExponent && wholeDigits + decimals <= DataType.maximumPrecision
        let exact = DataType.decimal(precision: DataType.maximumPrecision, scale: decimals)
        if fitsDecimal, decimals <= Self.mostExactDecimals { return exact }
        if fitsDouble { return .float64 }
        return fitsDecimal ? exact : nil
    }

    /// With one value of a CSV file, its quotes removed.
    func adding(csv value: Bytes, _ dialect: CSVDialect) -> TypeEvidence {
        var evidence = self
        evidence.add(csv: value.paddedSpan, 0, value.count, CSVNumber(dialect, isStrict: true))
        return evidence
    }

    /// With one JSON value as it is written.
    func adding(json value: Bytes) -> TypeEvidence {
        var evidence = self
        evidence.add(json: value.paddedSpan, 0, value.count)
        return evidence
    }

    /// Notes one value of a CSV file that is not null.
    mutating func add(csv bytes: Span<UInt8>, _ start: Int, _ end: Int, _ number: CSVNumber) {
        if number.trimmed(bytes, start, end) != nil {
            // Minus nothing would come out as nothing.
            if end == start + 2, bytes[start] == .minus, bytes[start + 1] == UInt8(ascii: "0") {
                kinds.insert(.text)
            } else {
                addNumber(bytes, start, end, number)
            }
        } else if CSVBooleanReading.word(bytes, start, end) != nil {
            kinds.insert(.boolean)
        } else {
            addText(bytes, start, end)
        }
    }

    /// Notes one JSON value that is not null.
    mutating func add(json bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        switch bytes[start] {
        case .quote: addText(bytes, start + 1, end - 1)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): kinds.insert(.boolean)
        case .openBrace, .openBracket: kinds.insert(.nested)
        default:
            addNumber(bytes, start, end, CSVNumber(CSVDialect(), isStrict: true))
        }
    }

    private mutating func addText(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        var days = CSVDateReading(), instants = CSVTimestampReading()
        if case .success = days.read(bytes, start, end) {
            kinds.insert(.date)
        } else if end - start <= 32, case .success = instants.read(bytes, start, end),
            Self.secondDigits(bytes, start, end) <= 6
        {
            kinds.insert(.timestamp)
        } else {
            kinds.insert(.text)
        }
    }

    private static func secondDigits(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        guard bytes[start + 19] == UInt8(ascii: ".") else { return 0 }
        return CSVNumber.digitsEnd(bytes, start + 20, end) - start - 20
    }

    private mutating func addNumber(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        _ number: CSVNumber
    ) {
        kinds.insert(.number)
        let first = bytes[start] == .minus ? start + 1 : start
        let point = CSVNumber.digitsEnd(bytes, first, end)
        let fraction =
            point < end && bytes[point] == number.separator
            ? CSVNumber.digitsEnd(bytes, point + 1, end) : point
        wholeDigits = max(wholeDigits, point - first)
        decimals = max(decimals, max(0, fraction - point - 1))
        if point < end { isWhole = false }
        if fraction < end { hasExponent = true }
        var number = number
        guard number.putPointed(bytes, start..<end) else {
            return noteFit(bytes, start, end, isInteger: point == end)
        }
        // Padded, since numbers are read eight bytes at a time.
        let pointed = Bytes(copying: number.pointed)
        noteFit(pointed.paddedSpan, 0, pointed.count, isInteger: point == end)
    }

    private mutating func noteFit(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        isInteger: Bool
    ) {
        if isInteger, case .failure = IntegerReading.readAny(bytes, start, end) {
            fitsInt64 = false
        }
        guard case .value = NumberReading.double(bytes, start, end) else {
            fitsDouble = false
            return
        }
    }
}
