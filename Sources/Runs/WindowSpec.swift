// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
import Expressions
import Foundation
package import struct FjordKit.DateWindow

/// What one run of a pipeline covers: the last `last` units that are over, in a time zone.
package struct WindowSpec: Sendable, Hashable {
    /// The unit that windows are counted in; a week is Monday to Sunday.
    package enum Unit: String, Sendable, Hashable, CaseIterable {
        case day
        case week
        case month
    }

    /// The unit.
    package let unit: Unit
    /// How many units one window has; at least 1.
    package let last: Int
    /// The IANA name of the zone whose yesterday counts.
    package let timeZone: String

    /// Describes windows.
    ///
    /// - Throws: `invalid-window` when `last` is below 1 or above 1,000; `unknown-time-zone` for a
    ///   name that the system's time zone database lacks.
    package init(unit: Unit = .day, last: Int = 1, timeZone: String = "UTC") throws(PipelineError) {
        guard (1...1_000).contains(last) else { throw .invalidWindowLength(last) }
        guard TimeZone(identifier: timeZone) != nil else { throw .unknownTimeZone(timeZone) }
        self.unit = unit
        self.last = last
        self.timeZone = timeZone
    }

    /// The window that a choice of dates means for this pipeline.
    ///
    /// - Parameters:
    ///   - choice: What the command line said.
    ///   - nowMicroseconds: The instant that decides what is over, microseconds since
    ///     1970-01-01T00:00:00Z.
    /// - Returns: The grid window meant, or exactly the days given.
    /// - Throws: `invalid-date` when the window leaves the years 1 to 9999.
    package func window(
        for choice: WindowChoice,
        nowMicroseconds: Int64
    ) throws(PipelineError) -> DateWindow {
        switch choice {
        case .latest: try gridWindow(holding: latestHeldDate(nowMicroseconds: nowMicroseconds))
        case .date(let date): try gridWindow(holding: date)
        case .range(let window): window
        }
    }

    /// A date whose unit is the latest one that is over.
    private func latestHeldDate(nowMicroseconds: Int64) -> CalendarDate {
        let today = Self.today(in: timeZone, nowMicroseconds: nowMicroseconds)
        return switch unit {
        case .day: today.advanced(by: -1)
        case .week: today.advanced(by: -today.isoWeekday)
        case .month: today.firstOfMonth.advanced(by: -1)
        }
    }

    /// The grid window whose last unit holds `date`.
    private func gridWindow(holding date: CalendarDate) throws(PipelineError) -> DateWindow {
        let first: CalendarDate
        let end: CalendarDate
        switch unit {
        case .day:
            first = date.advanced(by: 1 - last)
            end = date
        case .week:
            end = date.advanced(by: 7 - date.isoWeekday)
            first = end.advanced(by: 1 - 7 * last)
        case .month:
            end = date.lastOfMonth
            first = date.firstOfMonth(monthsBefore: last - 1)
        }
        guard first >= .earliest, end <= .latest else { throw .windowOutOfRange(holding: date) }
        return DateWindow(first: first, last: end)
    }

    /// The day that the clocks of the zone show at an instant.
    func day(of microseconds: Int64) -> CalendarDate {
        Self.today(in: timeZone, nowMicroseconds: microseconds)
    }

    /// The first instant of a day in the zone, microseconds since 1970-01-01T00:00:00Z.
    func midnight(of day: CalendarDate) -> Int64? {
        ZoneClock(named: timeZone)?.firstInstant(
            atOrPast: Int64(day.daysSinceEpoch) * 86_400_000_000
        )
    }

    private static func today(in zone: String, nowMicroseconds: Int64) -> CalendarDate {
        let instant = Date(timeIntervalSince1970: Double(nowMicroseconds) / 1_000_000)
        let offset = TimeZone(identifier: zone)?.secondsFromGMT(for: instant) ?? 0
        let seconds = (nowMicroseconds - floorRemainder(nowMicroseconds, 1_000_000)) / 1_000_000
        let local = seconds + Int64(offset)
        let days = (local - floorRemainder(local, 86_400)) / 86_400
        return CalendarDate(daysSinceEpoch: Int32(clamping: days))
    }

    private static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        (value % divisor + divisor) % divisor
    }
}

extension CalendarDate {
    /// The first day of the month that lies `count` months before this day's month.
    fileprivate func firstOfMonth(monthsBefore count: Int) -> CalendarDate {
        var first = firstOfMonth
        for _ in 0..<count { first = first.advanced(by: -1).firstOfMonth }
        return first
    }
}
