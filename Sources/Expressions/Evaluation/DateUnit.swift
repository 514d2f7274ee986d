// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The units in which days and instants are cut, moved and counted.
enum DateUnit: String, Sendable, CaseIterable {
    case year
    case quarter
    case month
    case week
    case day
    case hour
    case minute
    case second

    /// Microseconds; nil for units of days and longer.
    var clockLength: Int64? {
        switch self {
        case .hour: 3_600_000_000
        case .minute: 60_000_000
        case .second: 1_000_000
        default: nil
        }
    }

    /// The first day of the unit that a day lies in.
    @inline(__always)
    func start(of day: CalendarDate) -> CalendarDate {
        switch self {
        case .year: return CalendarDate(year: day.components.year, month: 1, day: 1) ?? day
        case .quarter:
            let (year, month, _) = day.components
            return CalendarDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? day
        case .month: return day.firstOfMonth
        case .week: return day.advanced(by: 1 - day.isoWeekday)
        default: return day
        }
    }

    /// The number of the unit that a day lies in, counted from a fixed one.
    @inline(__always)
    func number(of day: CalendarDate) -> Int64 {
        switch self {
        case .year: return Int64(day.components.year)
        case .quarter:
            let (year, month, _) = day.components
            return Int64(year * 4 + (month - 1) / 3)
        case .month:
            let (year, month, _) = day.components
            return Int64(year * 12 + month - 1)
        case .week: return (Int64(start(of: day).daysSinceEpoch) + 3) / 7
        default: return Int64(day.daysSinceEpoch)
        }
    }

    /// The day moved by that many units; nil outside the years 1 to 9999.
    @inline(__always)
    func add(_ count: Int64, to day: CalendarDate) -> CalendarDate? {
        switch self {
        case .year: return addMonths(count, times: 12, to: day)
        case .quarter: return addMonths(count, times: 3, to: day)
        case .month: return addMonths(count, times: 1, to: day)
        case .week: return addDays(count, times: 7, to: day)
        default: return addDays(count, times: 1, to: day)
        }
    }

    private func addDays(_ count: Int64, times factor: Int64, to day: CalendarDate) -> CalendarDate?
    {
        guard count.magnitude < 10_000_000 else { return nil }
        let moved = Int64(day.daysSinceEpoch) + count * factor
        let days =
            Int64(CalendarDate.earliest.daysSinceEpoch)...Int64(CalendarDate.latest.daysSinceEpoch)
        return days.contains(moved) ? CalendarDate(daysSinceEpoch: Int32(moved)) : nil
    }

    private func addMonths(_ count: Int64, times factor: Int, to day: CalendarDate) -> CalendarDate?
    {
        guard count.magnitude < 10_000_000 else { return nil }
        let (year, month, dayOfMonth) = day.components
        let months = year * 12 + month - 1 + Int(count) * factor
        guard months >= 12,
            let first = CalendarDate(year: months / 12, month: months % 12 + 1, day: 1)
        else { return nil }
        return first.advanced(by: min(dayOfMonth, first.lastOfMonth.components.day) - 1)
    }

    /// The unit of that name, in the singular or plural; nil if there is none.
    static func named(_ name: String) -> DateUnit? {
        let lower = name.lowercased()
        return DateUnit(rawValue: lower)
            ?? (lower.hasSuffix("s") ? DateUnit(rawValue: String(lower.dropLast())) : nil)
    }
}

/// The parts that a day or instant has.
enum DatePart: String, Sendable, CaseIterable {
    case year
    case quarter
    case month
    case week
    case day
    case dow
    case isodow
    case doy
    case isoyear
    case hour
    case minute
    case second
    case millisecond
    case microsecond

    var isOfClock: Bool {
        switch self {
        case .hour, .minute, .second, .millisecond, .microsecond: true
        default: false
        }
    }

    @inline(__always)
    func value(of day: CalendarDate) -> Int64 {
        switch self {
        case .year: return Int64(day.components.year)
        case .quarter: return Int64((day.components.month - 1) / 3 + 1)
        case .month: return Int64(day.components.month)
        case .day: return Int64(day.components.day)
        case .dow: return Int64(day.isoWeekday % 7)
        case .isodow: return Int64(day.isoWeekday)
        case .doy:
            return Int64(day.daysSinceEpoch - DateUnit.year.start(of: day).daysSinceEpoch + 1)
        case .isoyear: return Int64(thursday(of: day).components.year)
        case .week:
            let thursday = thursday(of: day)
            let first = DateUnit.year.start(of: thursday)
            return Int64((thursday.daysSinceEpoch - first.daysSinceEpoch) / 7 + 1)
        default: return 0
        }
    }

    /// An ISO week belongs to the year of its Thursday.
    private func thursday(of day: CalendarDate) -> CalendarDate {
        day.advanced(by: 4 - day.isoWeekday)
    }

    /// The part of a time given as microseconds since midnight.
    @inline(__always)
    func value(ofTime time: Int64) -> Int64 {
        switch self {
        case .hour: time / 3_600_000_000
        case .minute: time / 60_000_000 % 60
        case .second: time / 1_000_000 % 60
        case .millisecond: time / 1_000 % 60_000
        default: time % 60_000_000
        }
    }
}
