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
}
