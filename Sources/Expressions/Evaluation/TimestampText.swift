// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Instants as text and back.
enum TimestampText {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `2026-10-01T08:12:45.118302Z`, always with six decimals.
    static func text(_ instant: Int64) -> String {
        let (day, rest) = split(instant)
        let date = CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: day))
        let seconds = Int(rest / 1_000_000), fraction = Int(rest % 1_000_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        return "\(date)T\(clock.joined(separator: ":")).\(padded(fraction, 6))Z"
    }

    /// Days since the epoch and microseconds since that day's midnight, in UTC.
    @inline(__always)
    static func split(_ instant: Int64) -> (day: Int64, rest: Int64) {
        let (quotient, remainder) = instant.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return remainder < 0
            ? (quotient - 1, remainder + microsecondsPerDay) : (quotient, remainder)
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Reads `2026-10-01T08:12:45.118302Z`: a blank may stand for `T`, seconds and fraction may be
    /// left out, digits past the sixth are cut off, and the zone is `Z`, an offset like `+02:00`,
    /// or missing, which means UTC.
    ///
    /// - Returns: nil for anything else and for instants outside the years 1 to 9999.
    static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard let day = CalendarDate(iso: String(text.prefix(10))) else { return nil }
        let midnight = Int64(day.daysSinceEpoch) * microsecondsPerDay
        if bytes.count == 10 { return midnight }
        guard bytes[10] == 0x54 || bytes[10] == 0x20 else { return nil }
        var reader = ClockReader(bytes: bytes, position: 11)
        guard let time = reader.clock(), let offset = reader.zone(), reader.isAtEnd else {
            return nil
        }
        let instant = midnight + time - offset
        let earliest = Int64(CalendarDate.earliest.daysSinceEpoch) * microsecondsPerDay
        let latest = Int64(CalendarDate.latest.daysSinceEpoch + 1) * microsecondsPerDay
        return (earliest..<latest).contains(instant) ? instant : nil
    }

    private struct ClockReader {
        let bytes: [UInt8]
        var position: Int

        var isAtEnd: Bool { position == bytes.count }

        mutating func accept(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        mutating func twoDigits(below limit: Int) -> Int? {
            guard position + 2 <= bytes.count else { return nil }
            var number = 0
            for byte in bytes[position..<position + 2] {
                guard (0x30...0x39).contains(byte) else { return nil }
                number = number * 10 + Int(byte - 0x30)
            }
            position += 2
            return number < limit ? number : nil
        }

        /// Microseconds since midnight.
        mutating func clock() -> Int64? {
            guard let hour = twoDigits(below: 24), accept(0x3A), let minute = twoDigits(below: 60)
            else { return nil }
            var seconds = 0, fraction = 0
            if accept(0x3A) {
                guard let number = twoDigits(below: 60) else { return nil }
                seconds = number
                if accept(0x2E) {
                    guard let digits = fractionDigits() else { return nil }
                    fraction = digits
                }
            }
            return Int64(hour * 3_600 + minute * 60 + seconds) * 1_000_000 + Int64(fraction)
        }

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
        mutating func zone() -> Int64? {
            if isAtEnd || accept(0x5A) || accept(0x7A) { return 0 }
            let isEast = accept(0x2B)
            guard isEast || accept(0x2D), let hours = twoDigits(below: 19) else { return nil }
            _ = accept(0x3A)
            let minutes = isAtEnd ? 0 : twoDigits(below: 60)
            guard let minutes else { return nil }
            return Int64((hours * 60 + minutes) * 60_000_000) * (isEast ? 1 : -1)
        }
    }
}
