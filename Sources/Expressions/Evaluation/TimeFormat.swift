// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A format of `strftime`, read once.
struct TimeFormat: Sendable {
    private enum Part: Sendable {
        case literal(UInt8)
        case number(DatePart, width: Int)
        case shortYear
    }

    private let parts: [Part]

    /// - Returns: nil and the unknown letter if there is one.
    init(_ format: String) throws(UnknownLetter) {
        var parts: [Part] = []
        var isLetter = false
        for scalar in format.unicodeScalars {
            if isLetter {
                guard let known = Self.letters[scalar] else { throw UnknownLetter(letter: scalar) }
                parts.append(contentsOf: known)
                isLetter = false
            } else if scalar == "%" {
                isLetter = true
            } else {
                parts.append(contentsOf: UTF8.encode(scalar)?.map { Part.literal($0) } ?? [])
            }
        }
        if isLetter { throw UnknownLetter(letter: nil) }
        self.parts = parts
    }

    /// A letter after `%` that means nothing here; nil for a `%` at the end.
    struct UnknownLetter: Error {
        let letter: Unicode.Scalar?
    }

    static var knownLetters: [String] { letters.keys.map { "%\($0)" }.sorted() }

    private static let letters: [Unicode.Scalar: [Part]] = {
        let year = Part.number(.year, width: 4), month = Part.number(.month, width: 2)
        let day = Part.number(.day, width: 2), hour = Part.number(.hour, width: 2)
        let minute = Part.number(.minute, width: 2), second = Part.number(.second, width: 2)
        let dash = Part.literal(0x2D), colon = Part.literal(0x3A)
        return [
            "Y": [year], "y": [.shortYear], "m": [month], "d": [day],
            "j": [.number(.doy, width: 3)], "u": [.number(.isodow, width: 1)],
            "V": [.number(.week, width: 2)], "G": [.number(.isoyear, width: 4)],
            "H": [hour], "M": [minute], "S": [second], "f": [.number(.microsecond, width: 6)],
            "F": [year, dash, month, dash, day], "T": [hour, colon, minute, colon, second],
            "%": [.literal(0x25)],
        ]
    }()

    /// Writes a day and the microseconds since its midnight.
    func write(_ day: CalendarDate, time: Int64, to writer: inout ByteWriter) {
        for part in parts {
            switch part {
            case .literal(let byte): writer.append(byte)
            case .shortYear: Self.write(DatePart.year.value(of: day) % 100, width: 2, to: &writer)
            case .number(.microsecond, let width):
                Self.write(time % 1_000_000, width: width, to: &writer)
            case .number(let part, let width):
                let value = part.isOfClock ? part.value(ofTime: time) : part.value(of: day)
                Self.write(value, width: width, to: &writer)
            }
        }
    }

    private static func write(_ number: Int64, width: Int, to writer: inout ByteWriter) {
        var divisor: Int64 = 1
        for _ in 1..<max(2, width) where width > 1 { divisor *= 10 }
        while divisor > 0 {
            writer.append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }
}
