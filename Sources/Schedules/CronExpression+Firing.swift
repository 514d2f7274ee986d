// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Expressions

extension CronExpression {
    /// The first fire time behind an instant.
    ///
    /// - Parameters:
    ///   - instant: Microseconds since 1970-01-01T00:00:00Z.
    ///   - clock: Whose time the fields mean. A time that these clocks jump over fires at the first instant after the
    ///     jump, one that they show twice only the first time.
    /// - Returns: Microseconds since 1970-01-01T00:00:00Z, later than `instant`; nil when there is none in the years 1 to
    ///   9999.
    package func next(after instant: Int64, in clock: ZoneClock) -> Int64? {
        var minute = WallMinute(containing: clock.local(at: instant))
        while let found = first(from: minute) {
            let fire = clock.firstInstant(atOrPast: found.microseconds)
            if fire > instant { return fire }
            minute = found.advanced(by: 1)
        }
        return nil
    }

    /// The last fire time before an instant.
    ///
    /// - Parameters:
    ///   - instant: Microseconds since 1970-01-01T00:00:00Z.
    ///   - clock: Whose time the fields mean, as in `next`.
    /// - Returns: Microseconds since 1970-01-01T00:00:00Z, earlier than `instant`; nil when there is none in the years 1
    ///   to 9999.
    package func previous(before instant: Int64, in clock: ZoneClock) -> Int64? {
        // Clocks that were put back may have shown later times already.
        let day = WallMinute.microsecondsPerDay
        let shown = max(clock.local(at: instant), clock.local(at: instant &- day) &+ day)
        var minute = WallMinute(containing: shown)
        while let found = last(upTo: minute) {
            let fire = clock.firstInstant(atOrPast: found.microseconds)
            if fire < instant { return fire }
            minute = found.advanced(by: -1)
        }
        return nil
    }

    /// Whether any day of the calendar fits.
    var canFire: Bool {
        let start = CalendarDate(daysSinceEpoch: 10_957)
        guard let day = day(from: start, by: 1) else { return false }
        return day.daysSinceEpoch - start.daysSinceEpoch <= Self.calendarCycle
    }

    /// Days after which the Gregorian calendar repeats, days of the week included.
    private static let calendarCycle: Int32 = 146_097

    private func first(from minute: WallMinute) -> WallMinute? {
        if fits(minute.day), let time = time(from: minute.minuteOfDay, by: 1) {
            return WallMinute(day: minute.day, minuteOfDay: time)
        }
        guard let day = day(from: minute.day.advanced(by: 1), by: 1),
            let time = time(from: 0, by: 1)
        else { return nil }
        return WallMinute(day: day, minuteOfDay: time)
    }

    private func last(upTo minute: WallMinute) -> WallMinute? {
        if fits(minute.day), let time = time(from: minute.minuteOfDay, by: -1) {
            return WallMinute(day: minute.day, minuteOfDay: time)
        }
        guard let day = day(from: minute.day.advanced(by: -1), by: -1),
            let time = time(from: WallMinute.minutesPerDay - 1, by: -1)
        else { return nil }
        return WallMinute(day: day, minuteOfDay: time)
    }

    private func time(from start: Int, by step: Int) -> Int? {
        let end = step > 0 ? WallMinute.minutesPerDay - 1 : 0
        return stride(from: start, through: end, by: step).first { minute in
            hours >> UInt64(minute / 60) & 1 == 1 && minutes >> UInt64(minute % 60) & 1 == 1
        }
    }

    /// The nearest day that fits, `start` included.
    private func day(from start: CalendarDate, by step: Int) -> CalendarDate? {
        var day = start
        for _ in 0...Int(Self.calendarCycle) {
            guard day >= .earliest, day <= .latest else { return nil }
            if months >> UInt64(day.components.month) & 1 == 0 {
                day = (step > 0 ? day.lastOfMonth : day.firstOfMonth).advanced(by: step)
            } else if fits(day) {
                return day
            } else {
                day = day.advanced(by: step)
            }
        }
        return nil
    }

    private func fits(_ date: CalendarDate) -> Bool {
        let (_, month, day) = date.components
        guard months >> UInt64(month) & 1 == 1 else { return false }
        let weekday = UInt64(date.isoWeekday % 7)
        let daysLeft = date.lastOfMonth.daysSinceEpoch - date.daysSinceEpoch
        let fitsMonth = days >> UInt64(day) & 1 == 1 || hasLastDay && daysLeft == 0
        let fitsWeek =
            weekdays >> weekday & 1 == 1 || lastWeekdays >> weekday & 1 == 1 && daysLeft < 7
        return needsBothDays ? fitsMonth && fitsWeek : fitsMonth || fitsWeek
    }
}

/// A minute as a clock on the wall shows it.
private struct WallMinute {
    static let minutesPerDay = 1_440
    static let microsecondsPerMinute: Int64 = 60_000_000
    static let microsecondsPerDay: Int64 = 86_400_000_000

    let day: CalendarDate
    /// 0 to 1439.
    let minuteOfDay: Int

    init(day: CalendarDate, minuteOfDay: Int) {
        self.day = day
        self.minuteOfDay = minuteOfDay
    }

    /// - Parameter local: Microseconds since 1970-01-01T00:00:00 on the clock.
    init(containing local: Int64) {
        let remainder =
            (local % Self.microsecondsPerDay + Self.microsecondsPerDay) % Self.microsecondsPerDay
        day = CalendarDate(
            daysSinceEpoch: Int32(clamping: (local - remainder) / Self.microsecondsPerDay)
        )
        minuteOfDay = Int(remainder / Self.microsecondsPerMinute)
    }

    /// Microseconds since 1970-01-01T00:00:00 on the clock.
    var microseconds: Int64 {
        Int64(day.daysSinceEpoch) * Self.microsecondsPerDay
            + Int64(minuteOfDay) * Self.microsecondsPerMinute
    }

    func advanced(by minutes: Int) -> WallMinute {
        WallMinute(containing: microseconds + Int64(minutes) * Self.microsecondsPerMinute)
    }
}
