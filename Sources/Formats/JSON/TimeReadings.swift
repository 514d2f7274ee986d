// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Strings of the form `YYYY-MM-DD`.
struct DateReading: ValueReading {
    static let filler: Int32 = 0
    private var days = DayReader()

    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int32, ReadingFault> {
        guard bytes[start] == .quote else { return .failure(ReadingFault(.wrongType)) }
        guard end - start == 12, let day = days.day(bytes, start + 1) else {
            return .failure(ReadingFault(.badDate))
        }
        return .success(day)
    }

    func column(_ values: Values<Int32>, _ validity: ValidityBitmap?) -> Column {
        .date(Date32Array(values, validity: validity))
    }
}

/// Strings of the form `2026-10-01T08:12:45.118302Z`: `T`, `t` or a space; up to seven digits of a second, of which
/// the seventh is cut off; `Z`, `z`, `+02:00` or `+0200`.
struct TimestampReading: ValueReading {
    static let filler: Int64 = 0
    private var days = DayReader()

    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int64, ReadingFault> {
        guard bytes[start] == .quote else { return .failure(ReadingFault(.wrongType)) }
        guard let instant = instant(bytes, start + 1, end - 1) else {
            return .failure(ReadingFault(.badTimestamp))
        }
        return .success(instant)
    }

    func column(_ values: Values<Int64>, _ validity: ValidityBitmap?) -> Column {
        .timestamp(TimestampArray(values, validity: validity))
    }

    /// The instant that `start..<end`, without quotes, stands for; nil if it is none.
    mutating func instant(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
        guard end - start >= 20, let day = days.day(bytes, start) else { return nil }
        let separator = bytes[start + 10] | 0x20
        guard separator == UInt8(ascii: "t") || separator == 0x20,
            let seconds = Self.secondOfDay(bytes, start + 11)
        else { return nil }
        var at = start + 19
        guard let microseconds = Self.fraction(bytes, &at, end),
            let offset = Self.zoneSeconds(bytes, at, end)
        else { return nil }
        return (Int64(day) * 86_400 + Int64(seconds - offset)) * 1_000_000 + Int64(microseconds)
    }

    /// `08:12:45` as seconds.
    private static func secondOfDay(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard bytes[start + 2] == .colon, bytes[start + 5] == .colon,
            let hour = twoDigits(bytes, start), hour < 24,
            let minute = twoDigits(bytes, start + 3), minute < 60,
            let second = twoDigits(bytes, start + 6), second < 60
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }

    /// `.118302` as microseconds, leaving `at` past it; 0 if there is no fraction.
    private static func fraction(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int? {
        guard bytes[at] == UInt8(ascii: ".") else { return 0 }
        at += 1
        let start = at
        var value = 0
        while at < end, bytes[at].isDigit {
            if at - start < 6 { value = value * 10 + Int(bytes[at] &- 0x30) }
            at += 1
        }
        guard at > start, at - start <= 7 else { return nil }
        for _ in min(6, at - start)..<6 { value *= 10 }
        return value
    }

    /// `Z`, `+02:00` or `+0200` as seconds east of Greenwich, with nothing after it.
    private static func zoneSeconds(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        guard start < end else { return nil }
        if bytes[start] | 0x20 == UInt8(ascii: "z") { return end == start + 1 ? 0 : nil }
        let isEast = bytes[start] == UInt8(ascii: "+")
        guard isEast || bytes[start] == .minus else { return nil }
        let hasColon = end - start == 6 && bytes[start + 3] == .colon
        guard hasColon || end - start == 5,
            let hours = twoDigits(bytes, start + 1), hours < 24,
            let minutes = twoDigits(bytes, end - 2), minutes < 60
        else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return isEast ? seconds : -seconds
    }

    private static func twoDigits(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard bytes[start].isDigit, bytes[start + 1].isDigit else { return nil }
        return Int(bytes[start] &- 0x30) * 10 + Int(bytes[start + 1] &- 0x30)
    }
}

/// Reads `YYYY-MM-DD`, remembering the day before: most rows have the date of their neighbour.
struct DayReader {
    private var head: UInt64 = 0
    private var tail: UInt64 = 0
    private var latest: Int32 = 0

    /// Days since 1970-01-01; nil if the ten bytes are no date of the years 1 to 9999.
    mutating func day(_ bytes: Span<UInt8>, _ start: Int) -> Int32? {
        let head = bytes.word(at: start), tail = bytes.word(at: start + 2)
        if head == self.head, tail == self.tail { return latest }
        guard let day = Self.parse(bytes, start) else { return nil }
        (self.head, self.tail, latest) = (head, tail, day)
        return day
    }

    private static func parse(_ bytes: Span<UInt8>, _ start: Int) -> Int32? {
        guard bytes[start + 4] == .minus, bytes[start + 7] == .minus,
            let year = number(bytes, start, 4),
            let month = number(bytes, start + 5, 2),
            let day = number(bytes, start + 8, 2)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)?.daysSinceEpoch
    }

    private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for at in start..<start + count {
            guard bytes[at].isDigit else { return nil }
            value = value * 10 + Int(bytes[at] &- 0x30)
        }
        return value
    }
}
