// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@Suite("calendar and currencies")
struct CalendarTests {
    @Test("every day from year 1 to 9999 follows the one before it")
    func everyDay() throws {
        var (year, month, day) = (1, 1, 1), weekday = 1
        for number in CalendarDate.earliest.daysSinceEpoch...CalendarDate.latest.daysSinceEpoch {
            let date = CalendarDate(daysSinceEpoch: number)
            let parts = date.components
            guard parts == (year, month, day), date.isoWeekday == weekday else {
                Issue.record("\(parts) is not \(year)-\(month)-\(day), weekday \(weekday)")
                return
            }
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard CalendarDate(year: year, month: month, day: day) == date else {
                Issue.record("\(year)-\(month)-\(day) does not come back")
                return
            }
            weekday = weekday % 7 + 1
            day += 1
            if day > lengths[month - 1] { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect((year, month, day) == (10_000, 1, 1))
    }

    @Test("text and back, sampled")
    func text() {
        var number = CalendarDate.earliest.daysSinceEpoch
        while number <= CalendarDate.latest.daysSinceEpoch {
            let date = CalendarDate(daysSinceEpoch: number)
            #expect(CalendarDate(iso: date.description) == date)
            number += 997
        }
        #expect(CalendarDate.earliest.description == "0001-01-01")
        #expect(CalendarDate.latest.description == "9999-12-31")
    }

    @Test(
        "what is no date",
        arguments: [
            "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-10-00", "2026-10-32", "0000-01-01",
            "2026-1-01", "2026/10/01", "2026-10-01 ", " 2026-10-0", "+026-10-01", "２026-10-01",
        ]
    )
    func invalid(text: String) {
        #expect(CalendarDate(iso: text) == nil)
    }

    @Test("months begin and end")
    func months() throws {
        let day = try #require(CalendarDate(iso: "2024-02-11"))
        #expect(day.firstOfMonth.description == "2024-02-01")
        #expect(day.lastOfMonth.description == "2024-02-29")
        #expect(day.advanced(by: 19).description == "2024-03-01")
        #expect(day.advanced(by: -42).description == "2023-12-31")
        #expect(day < day.advanced(by: 1))
    }

    @Test("currencies and their decimals")
    func currencies() {
        let listed = [("NOK", 2), ("EUR", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("DKK", 2)]
        for (code, digits) in listed {
            #expect(Currency(code)?.fractionDigits == digits)
            #expect(Currency(code)?.description == code)
        }
        for text in ["", "NO", "NOKK", "nok", "XXX", "N0K", "ÆØÅ"] {
            #expect(Currency(text) == nil, "\(text)")
        }
        let all = (0..<UInt16(1) << 15).map { Currency(packed: $0) }.filter {
            $0.fractionDigits >= 0
        }
        #expect((150...170).contains(all.count))
        #expect(all.allSatisfy { Currency($0.description) == $0 })
    }
}
