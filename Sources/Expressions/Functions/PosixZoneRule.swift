// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The rule for years that no table reaches: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// - Source: POSIX.1-2017, section 8.3, with the extensions of RFC 8536.
struct PosixZoneRule: Sendable, Hashable {
    /// When clocks change within a year.
    enum Change: Sendable, Hashable {
        /// The nth weekday (0 is Sunday) of a month, the fifth being the last; seconds after
        /// midnight.
        case weekday(month: Int, week: Int, day: Int, time: Int)
        /// A day of the year from 1, 29 February never counted.
        case julian(day: Int, time: Int)
        /// A day of the year from 0, 29 February counted.
        case dayOfYear(day: Int, time: Int)
    }

    /// Microseconds east of UTC.
    let standardOffset: Int64
    let summerOffset: Int64
    /// When summer time begins and ends, by the clocks before the change; nil without summer time.
    let summer: Summer?

    struct Summer: Sendable, Hashable {
        let start: Change
        let end: Change
    }

    func offset(at instant: Int64) -> Int64 {
        guard let summer else { return standardOffset }
        let local = TimestampText.split(instant &+ standardOffset).day
        let year = CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: local)).components.year
        let start = summer.start.moment(in: year) &- standardOffset
        let end = summer.end.moment(in: year) &- summerOffset
        let isSummer =
            start < end ? instant >= start && instant < end : !(instant >= end && instant < start)
        return isSummer ? summerOffset : standardOffset
    }
}

extension PosixZoneRule.Change {
    /// The change's clock time in a year, in microseconds as if the clocks showed UTC.
    func moment(in year: Int) -> Int64 {
        let day: Int
        let time: Int
        switch self {
        case .weekday(let month, let week, let weekday, let seconds):
            day = Self.day(year: year, month: month, week: week, weekday: weekday)
            time = seconds
        case .julian(let number, let seconds):
            let isLeap = Self.firstDay(year, 3) - Self.firstDay(year, 2) == 29
            day = Self.firstDay(year, 1) + number - 1 + (isLeap && number >= 60 ? 1 : 0)
            time = seconds
        case .dayOfYear(let number, let seconds):
            day = Self.firstDay(year, 1) + number
            time = seconds
        }
        return Int64(day) * TimestampText.microsecondsPerDay + Int64(time) * 1_000_000
    }

    private static func firstDay(_ year: Int, _ month: Int) -> Int {
        Int(CalendarDate(year: year, month: month, day: 1)?.daysSinceEpoch ?? 0)
    }

    private static func day(year: Int, month: Int, week: Int, weekday: Int) -> Int {
        let first = firstDay(year, month)
        let firstWeekday = CalendarDate(daysSinceEpoch: Int32(first)).isoWeekday % 7
        let offset = (weekday - firstWeekday + 7) % 7
        let length = month == 12 ? 31 : firstDay(year, month + 1) - first
        var dayOfMonth = offset + (week - 1) * 7
        if dayOfMonth >= length { dayOfMonth -= 7 }
        return first + dayOfMonth
    }
}

extension PosixZoneRule {
    /// Reads a footer; nil if it is malformed.
    init?(_ text: String) {
        var reader = Reader(rest: Substring(text))
        guard reader.skipName(), let standard = reader.time() else { return nil }
        standardOffset = Int64(-standard) * 1_000_000
        guard reader.skipName() else {
            guard reader.rest.isEmpty else { return nil }
            summerOffset = standardOffset
            summer = nil
            return
        }
        let summerSeconds = reader.time() ?? standard - 3_600
        summerOffset = Int64(-summerSeconds) * 1_000_000
        guard reader.accept(","), let start = reader.change(), reader.accept(","),
            let end = reader.change(), reader.rest.isEmpty
        else { return nil }
        summer = Summer(start: start, end: end)
    }

    private struct Reader {
        var rest: Substring

        mutating func accept(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        /// Letters, or anything between `<` and `>`.
        mutating func skipName() -> Bool {
            if accept("<") {
                guard let end = rest.firstIndex(of: ">") else { return false }
                rest = rest[rest.index(after: end)...]
                return true
            }
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            return letters.count >= 3
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = rest.first == "-"
            if isNegative || rest.first == "+" { rest.removeFirst() }
            guard let hours = number() else { return nil }
            var seconds = hours * 3_600
            for factor in [60, 1] where accept(":") {
                guard let part = number() else { return nil }
                seconds += part * factor
            }
            return isNegative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            if accept("M") {
                guard let month = number(), (1...12).contains(month), accept("."),
                    let week = number(), (1...5).contains(week), accept("."),
                    let day = number(), (0...6).contains(day), let time = changeTime()
                else { return nil }
                return .weekday(month: month, week: week, day: day, time: time)
            }
            let isJulian = accept("J")
            guard let day = number(), let time = changeTime() else { return nil }
            return isJulian ? .julian(day: day, time: time) : .dayOfYear(day: day, time: time)
        }

        /// Two in the morning unless it is said; nil if malformed.
        private mutating func changeTime() -> Int? { accept("/") ? time() : 7_200 }
    }
}
