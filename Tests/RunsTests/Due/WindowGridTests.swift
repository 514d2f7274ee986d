// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions
import FjordKit
import Schedules
import Testing

@testable import Runs

@Suite("The windows of a pipeline that follow one another")
struct WindowGridTests {
    /// 2026-10-15T22:30:00Z, a Thursday; already Friday in Oslo.
    private let now: Int64 = 1_792_103_400_000_000

    @Test(
        "the latest window is that of the last fire time",
        arguments: [
            (nil, WindowSpec.Unit.day, 1, "2026-10-15"),
            ("17 6 * * *", .day, 1, "2026-10-14"),
            ("15 0 * * *", .day, 1, "2026-10-15"),
            ("30 0 * * *", .day, 1, "2026-10-15"),
            ("31 0 * * *", .day, 1, "2026-10-14"),
            ("*/20 * * * *", .day, 1, "2026-10-15"),
            ("0 6 * * mon", .day, 7, "2026-10-05_2026-10-11"),
            ("0 6 3 * *", .month, 1, "2026-09"),
            ("0 6 20 * *", .month, 1, "2026-08"),
            (nil, .week, 1, "2026-10-05_2026-10-11"),
        ] as [(String?, WindowSpec.Unit, Int, String)]
    )
    func latest(cron: String?, unit: WindowSpec.Unit, last: Int, label: String) throws {
        let grid = try Self.grid(cron, unit, last)
        #expect(grid.latest(nowMicroseconds: now)?.label == label)
    }

    @Test(
        "the windows that end in a range",
        arguments: [
            (
                nil, WindowSpec.Unit.day, 1,
                ["2026-10-12", "2026-10-13", "2026-10-14", "2026-10-15"]
            ),
            ("17 6 * * *", .day, 1, ["2026-10-12", "2026-10-13", "2026-10-14", "2026-10-15"]),
            ("*/20 3-4 * * tue,thu", .day, 1, ["2026-10-12", "2026-10-14"]),
            (
                nil, .day, 2,
                [
                    "2026-10-11_2026-10-12", "2026-10-12_2026-10-13", "2026-10-13_2026-10-14",
                    "2026-10-14_2026-10-15",
                ]
            ),
            (nil, .week, 1, []),
            ("0 0 1 1 *", .day, 1, []),
        ] as [(String?, WindowSpec.Unit, Int, [String])]
    )
    func range(cron: String?, unit: WindowSpec.Unit, last: Int, labels: [String]) throws {
        let windows = try Self.grid(cron, unit, last).windows(
            endingFrom: try Self.day("2026-10-12"),
            to: try Self.day("2026-10-20"),
            nowMicroseconds: now
        )
        #expect(windows.map(\.label) == labels)
    }

    @Test("months and weeks of a long range, summer time in between")
    func longRange() throws {
        let from = try Self.day("2026-02-10")
        let months = try Self.grid("27 7 3 * *", .month, 1)
            .windows(endingFrom: from, to: .latest, nowMicroseconds: now)
        #expect(months.map(\.label) == (2...9).map { "2026-0\($0)" })
        let weeks = try Self.grid(nil, .week, 1)
            .windows(endingFrom: from, to: .latest, nowMicroseconds: now)
        #expect(weeks.count == 35)
        #expect(weeks.first?.label == "2026-02-09_2026-02-15")
        #expect(weeks.last?.label == "2026-10-05_2026-10-11")
    }

    /// On clocks in Oslo.
    static func grid(_ cron: String?, _ unit: WindowSpec.Unit, _ last: Int) throws -> WindowGrid {
        WindowGrid(
            try WindowSpec(unit: unit, last: last, timeZone: "Europe/Oslo"),
            cron: try cron.map { try CronExpression(parsing: $0) },
            scheduleClock: try #require(ZoneClock(named: "Europe/Oslo"))
        )
    }

    static func day(_ text: String) throws -> CalendarDate {
        try #require(CalendarDate(iso: text))
    }
}
