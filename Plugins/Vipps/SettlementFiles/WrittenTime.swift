// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A day as a settlement file writes it, with the instant if the file tells it.
struct WrittenTime: Sendable, Equatable {
    /// The calendar day as written, whatever the offset.
    let date: CalendarDate
    /// Microseconds since 1970-01-01T00:00:00Z; nil without a time of day or without an offset from UTC.
    let instant: Int64?
    /// Whether there is a time of day that no offset places.
    let isUnplaced: Bool

    /// Reads `2025-03-14`, `2025-03-14T09:12:45.118+01:00`, `14.03.2025` or `14.03.2025 09:12`; nil for anything else.
    ///
    /// A day may have an offset, as XML Schema allows; it means nothing here. Digits past the microsecond are cut off.
    init?(_ text: String) {
        var reader = DigitReader(text)
        guard let date = Self.date(&reader) else { return nil }
        self.date = date
        guard reader.take(0x54) || reader.take(0x20) else {
            (instant, isUnplaced) = (nil, false)
            guard reader.isEnd || Self.offset(&reader) != nil && reader.isEnd else { return nil }
            return
        }
        guard let timeOfDay = Self.timeOfDay(&reader) else { return nil }
        isUnplaced = reader.isEnd
        guard !isUnplaced else {
            instant = nil
            return
        }
        guard let offset = Self.offset(&reader), reader.isEnd else { return nil }
        let midnight = Int64(date.daysSinceEpoch) * 86_400_000_000
        instant = midnight + timeOfDay - Int64(offset) * 60_000_000
    }

    private static func date(_ reader: inout DigitReader) -> CalendarDate? {
        guard let first = reader.number(2) else { return nil }
        if reader.take(0x2E) {
            guard let month = reader.number(2), reader.take(0x2E), let year = reader.number(4)
            else { return nil }
            return CalendarDate(year: year, month: month, day: first)
        }
        guard let rest = reader.number(2), reader.take(0x2D), let month = reader.number(2),
            reader.take(0x2D), let day = reader.number(2)
        else { return nil }
        return CalendarDate(year: first * 100 + rest, month: month, day: day)
    }

    /// Microseconds since midnight; XML Schema also writes midnight as 24:00:00 of the day before.
    private static func timeOfDay(_ reader: inout DigitReader) -> Int64? {
        guard let hour = reader.number(2), reader.take(0x3A), let minute = reader.number(2) else {
            return nil
        }
        var second = 0, micros: Int64 = 0
        if reader.take(0x3A) {
            guard let seconds = reader.number(2) else { return nil }
            second = seconds
            if reader.take(0x2E) || reader.take(0x2C) {
                guard let fraction = reader.fraction() else { return nil }
                micros = fraction
            }
        }
        let isMidnight = hour == 24 && minute == 0 && second == 0 && micros == 0
        guard hour < 24 || isMidnight, minute < 60, second < 60 else { return nil }
        return Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + micros
    }

    /// Minutes east of UTC; nil if there is none, or none that can be.
    private static func offset(_ reader: inout DigitReader) -> Int? {
        if reader.take(0x5A) { return 0 }
        let isWest = reader.take(0x2D)
        guard isWest || reader.take(0x2B), let hours = reader.number(2) else { return nil }
        _ = reader.take(0x3A)
        guard let minutes = reader.number(2), hours <= 14, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}

/// Takes digits and marks off the front of a text.
private struct DigitReader {
    private var bytes: Substring.UTF8View

    init(_ text: String) { bytes = Substring(text).utf8 }

    var isEnd: Bool { bytes.isEmpty }

    mutating func take(_ byte: UInt8) -> Bool {
        guard bytes.first == byte else { return false }
        bytes.removeFirst()
        return true
    }

    /// A number of exactly `count` digits.
    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Microseconds behind a point, from one digit or more.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0, count = 0
        while let digit = digit() {
            if count < 6 { value = value * 10 + Int64(digit) }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 6) { value *= 10 }
        return value
    }

    private mutating func digit() -> Int? {
        guard let byte = bytes.first, (0x30...0x39).contains(byte) else { return nil }
        bytes.removeFirst()
        return Int(byte - 0x30)
    }
}
