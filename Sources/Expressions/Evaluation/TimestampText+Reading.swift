// SPDX-License-Identifier: Apache-2.0

import Columnar

extension TimestampText {
    /// Reads `2026-10-01T08:12:45.118302Z`: a blank may stand for `T`, seconds and fraction may be
    /// left out, digits past the sixth are cut off, and the zone is `Z`, an offset like `+02:00`,
    /// or missing, which means UTC.
    ///
    /// - Returns: nil for anything else and for instants outside the years 1 to 9999.
    static func parse(_ text: Span<UInt8>) -> Int64? {
        var reader = ClockReader(text)
        guard let day = reader.day() else { return nil }
        let midnight = Int64(day.daysSinceEpoch) * microsecondsPerDay
        if reader.isAtEnd { return midnight }
        guard reader.accept(0x54) || reader.accept(0x20), let time = reader.clock(),
            let offset = reader.zone(), reader.isAtEnd
        else { return nil }
        let instant = midnight + time - offset
        let earliest = Int64(CalendarDate.earliest.daysSinceEpoch) * microsecondsPerDay
        let latest = Int64(CalendarDate.latest.daysSinceEpoch + 1) * microsecondsPerDay
        return (earliest..<latest).contains(instant) ? instant : nil
    }

    /// The same of a text that is no column's.
    static func parse(_ text: String) -> Int64? { parse(text.utf8Span.span) }

    /// Reads exactly `YYYY-MM-DD`; nil for anything else.
    static func parseDay(_ text: Span<UInt8>) -> CalendarDate? {
        var reader = ClockReader(text)
        guard let day = reader.day(), reader.isAtEnd else { return nil }
        return day
    }
}

/// Goes through the bytes of a day, a clock time and a zone.
private struct ClockReader: ~Escapable {
    private let bytes: Span<UInt8>
    private var position = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    @_lifetime(self: copy self)
    mutating func accept(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Exactly that many digits, of a number below a limit.
    @_lifetime(self: copy self)
    private mutating func digits(_ count: Int, below limit: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var number = 0
        for index in position..<position + count {
            let byte = bytes[index]
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        position += count
        return number < limit ? number : nil
    }

    @_lifetime(self: copy self)
    mutating func day() -> CalendarDate? {
        guard let year = digits(4, below: 10_000), accept(0x2D),
            let month = digits(2, below: 13), accept(0x2D), let day = digits(2, below: 32)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// Microseconds since midnight.
    @_lifetime(self: copy self)
    mutating func clock() -> Int64? {
        guard let hour = digits(2, below: 24), accept(0x3A), let minute = digits(2, below: 60)
        else { return nil }
        var seconds = 0, fraction = 0
        if accept(0x3A) {
            guard let number = digits(2, below: 60) else { return nil }
            seconds = number
            if accept(0x2E) {
                guard let digits = fractionDigits() else { return nil }
                fraction = digits
            }
        }
        return Int64(hour * 3_600 + minute * 60 + seconds) * 1_000_000 + Int64(fraction)
    }

    @_lifetime(self: copy self)
    private mutating func fractionDigits() -> Int? {
        let start = position
        var fraction = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if position - start < 6 { fraction = fraction * 10 + Int(bytes[position] - 0x30) }
            position += 1
        }
        guard position > start else { return nil }
        for _ in 0..<max(0, 6 - (position - start)) { fraction *= 10 }
        return fraction
    }

    /// Microseconds east of UTC.
    @_lifetime(self: copy self)
    mutating func zone() -> Int64? {
        if isAtEnd || accept(0x5A) || accept(0x7A) { return 0 }
        let isEast = accept(0x2B)
        guard isEast || accept(0x2D), let hours = digits(2, below: 19) else { return nil }
        _ = accept(0x3A)
        let minutes = isAtEnd ? 0 : digits(2, below: 60)
        guard let minutes else { return nil }
        return Int64((hours * 60 + minutes) * 60_000_000) * (isEast ? 1 : -1)
    }
}
