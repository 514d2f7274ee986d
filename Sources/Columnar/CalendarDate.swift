// SPDX-License-Identifier: Apache-2.0

/// A day of the proleptic Gregorian calendar, without a time zone.
public struct CalendarDate: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int32

    /// 0001-01-01, the first day that a `date` column can hold.
    public static let earliest = CalendarDate(daysSinceEpoch: -719_162)
    /// 9999-12-31, the last day that a `date` column can hold.
    public static let latest = CalendarDate(daysSinceEpoch: 2_932_896)

    /// The day that many days after 1970-01-01.
    @inlinable
    public init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// The day with this year, month and day of the month; nil if there is none in the years 1 to 9999.
    @inlinable
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDate.dayCount(year: year, month: month)
        else { return nil }
        self.init(daysSinceEpoch: Int32(CalendarDate.days(year: year, month: month, day: day)))
    }

    /// Reads exactly `YYYY-MM-DD`; nil for anything else.
    public init?(iso text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits[4] == 0x2D, digits[7] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for digit in digits[range] {
                guard (0x30...0x39).contains(digit) else { return nil }
                value = value * 10 + Int(digit &- 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month from 1, day of the month from 1.
    ///
    /// - Source: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    @inlinable public var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// 1 for Monday to 7 for Sunday.
    @inlinable public var isoWeekday: Int {
        ((Int(daysSinceEpoch) + 3) % 7 + 7) % 7 + 1
    }

    /// The day that many days later, or earlier when negative.
    @inlinable
    public func advanced(by days: Int) -> CalendarDate {
        CalendarDate(daysSinceEpoch: daysSinceEpoch + Int32(days))
    }

    /// The first day of this day's month.
    public var firstOfMonth: CalendarDate {
        advanced(by: 1 - components.day)
    }

    /// The last day of this day's month.
    public var lastOfMonth: CalendarDate {
        let (year, month, day) = components
        return advanced(by: CalendarDate.dayCount(year: year, month: month) - day)
    }

    /// The earlier day is the smaller one.
    @inlinable
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    @usableFromInline
    static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// - Source: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    @usableFromInline
    static func days(year: Int, month: Int, day: Int) -> Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension CalendarDate: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = components
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

extension CalendarDate: Codable {
    /// Reads `YYYY-MM-DD`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CalendarDate(iso: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected YYYY-MM-DD"
            )
        }
        self = date
    }

    /// Writes `YYYY-MM-DD`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
