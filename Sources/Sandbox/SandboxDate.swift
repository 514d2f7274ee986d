// SPDX-License-Identifier: Apache-2.0

/// A calendar day, as the vendor writes ledger dates.
package struct SandboxDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let days: Int

    /// Counts days from 1970-01-01.
    package init(days: Int) {
        self.days = days
    }

    /// Reads `YYYY-MM-DD`; nil for any other text and for days that no calendar has.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), year >= 1, (1...12).contains(month)
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard self.digits == year * 10_000 + month * 100 + day else { return nil }
    }

    /// Counts in the proleptic Gregorian calendar; a day past its month's end runs into the next.
    ///
    /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    init(year: Int, month: Int, day: Int) {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        days = era * 146_097 + dayOfEra - 719_468
    }

    /// The first date for which the vendor has data.
    package static let first = SandboxDate(year: 2020, month: 5, day: 1)

    /// `2026-10-01` as the number 20261001.
    var digits: Int {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return year * 10_000 + month * 100 + day
    }

    /// Days since Monday: 0 for Monday, 6 for Sunday.
    var weekday: Int { ((days + 3) % 7 + 7) % 7 }

    /// `YYYY-MM-DD`.
    package var description: String {
        let text = Array(String(digits + 100_000_000).dropFirst())
        return "\(String(text[0..<4]))-\(String(text[4..<6]))-\(String(text[6..<8]))"
    }

    /// 1 to 31.
    var dayOfMonth: Int { digits % 100 }

    var endsMonth: Bool { advanced(by: 1).dayOfMonth == 1 }

    func advanced(by count: Int) -> SandboxDate { SandboxDate(days: days + count) }

    /// Orders by time.
    package static func < (left: SandboxDate, right: SandboxDate) -> Bool { left.days < right.days }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}
