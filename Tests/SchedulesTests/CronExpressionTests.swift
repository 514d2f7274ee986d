// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions
import Testing

@testable import Schedules

@Suite("Cron expressions")
struct CronExpressionTests {
    @Test(
        "one day's fire times",
        arguments: [
            ("17 6 * * *", ["2026-11-01 06:17", "2026-11-02 06:17"]),
            ("*/30 23 * * *", ["2026-11-01 23:00", "2026-11-01 23:30"]),
            ("0 0 L * *", ["2026-11-30 00:00", "2026-12-31 00:00"]),
            ("0 7 * * friL", ["2026-11-27 07:00", "2026-12-25 07:00"]),
            ("0 7 * * 5l", ["2026-11-27 07:00", "2026-12-25 07:00"]),
            ("0 0 * JAN,mar *", ["2027-01-01 00:00", "2027-01-02 00:00"]),
            ("0 0 1 jan-jul *", ["2027-01-01 00:00", "2027-02-01 00:00"]),
            ("0 0 * * fri-mon", ["2026-11-02 00:00", "2026-11-06 00:00"]),
            ("0 0 * * 7", ["2026-11-08 00:00", "2026-11-15 00:00"]),
            ("0 0 13 * 5", ["2026-11-06 00:00", "2026-11-13 00:00"]),
            ("0 0 */10 * mon", ["2026-12-21 00:00", "2027-01-11 00:00"]),
            ("0 0 29 2 *", ["2028-02-29 00:00", "2032-02-29 00:00"]),
            ("40/10 0 * * *", ["2026-11-01 00:40", "2026-11-01 00:50"]),
        ]
    )
    func fields(text: String, expected: [String]) throws {
        #expect(try fires(text, after: "2026-11-01 00:00", in: "UTC", count: 2) == expected)
    }

    @Test("what the clocks jump over fires right after the jump, and once")
    func gap() throws {
        // Oslo goes from 02:00 to 03:00 at 01:00 UTC.
        let start = "2026-03-29 00:00"
        #expect(
            try fires("30 2 * * *", after: start, in: "Europe/Oslo", count: 2)
                == ["2026-03-29 01:00", "2026-03-30 00:30"]
        )
        #expect(
            try fires("0,20,40 2-3 * * *", after: start, in: "Europe/Oslo", count: 3)
                == ["2026-03-29 01:00", "2026-03-29 01:20", "2026-03-29 01:40"]
        )
    }

    @Test("what the clocks show twice fires the first time")
    func fold() throws {
        // Oslo goes from 03:00 back to 02:00 at 01:00 UTC.
        #expect(
            try fires("30 2 * * *", after: "2026-10-24 22:00", in: "Europe/Oslo", count: 2)
                == ["2026-10-25 00:30", "2026-10-26 01:30"]
        )
        #expect(
            try fires("*/30 * * * *", after: "2026-10-25 00:20", in: "Europe/Oslo", count: 3)
                == ["2026-10-25 00:30", "2026-10-25 02:00", "2026-10-25 02:30"]
        )
    }

    @Test("going back finds what going forward finds")
    func backwards() throws {
        let clock = try #require(ZoneClock(named: "Europe/Oslo"))
        let expression = try CronExpression(parsing: "*/20 1-3 * * *")
        var instant = try microseconds("2026-10-23 00:00")
        for _ in 0..<40 {
            let next = try #require(expression.next(after: instant, in: clock))
            #expect(expression.previous(before: next + 1, in: clock) == next)
            #expect(expression.next(after: next - 1, in: clock) == next)
            instant = next
        }
    }

    @Test("the fields are kept with one blank between them")
    func text() throws {
        #expect(try CronExpression(parsing: " 1  2\t* * mon ").text == "1 2 * * mon")
    }

    /// In UTC.
    private func fires(
        _ text: String,
        after start: String,
        in zone: String,
        count: Int
    ) throws -> [String] {
        let clock = try #require(ZoneClock(named: zone))
        let expression = try CronExpression(parsing: text)
        var instant = try microseconds(start)
        return try (0..<count).map { _ in
            instant = try #require(expression.next(after: instant, in: clock))
            return self.text(instant)
        }
    }

    private func microseconds(_ text: String) throws -> Int64 {
        let parts = text.split(separator: " ")
        let day = try #require(CalendarDate(iso: parts[0]))
        let time = try parts[1].split(separator: ":").map { try #require(Int64($0)) }
        return (Int64(day.daysSinceEpoch) * 1_440 + time[0] * 60 + time[1]) * 60_000_000
    }

    private func text(_ instant: Int64) -> String {
        let minutes = instant / 60_000_000
        let day = CalendarDate(daysSinceEpoch: Int32(minutes / 1_440))
        let time = [minutes % 1_440 / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(day) \(time.joined(separator: ":"))"
    }
}
