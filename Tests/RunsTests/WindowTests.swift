// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit
import Testing

@testable import Runs

@Suite struct WindowTests {
    /// 2026-10-15T22:30:00Z, a Thursday; already Friday in Oslo.
    private let now: Int64 = 1_792_103_400_000_000

    @Test(
        "without dates, the latest window that is over",
        arguments: [
            (WindowSpec.Unit.day, 1, "UTC", "2026-10-14"),
            (.day, 1, "Europe/Oslo", "2026-10-15"),
            (.day, 1, "America/Los_Angeles", "2026-10-14"),
            (.day, 7, "UTC", "2026-10-08_2026-10-14"),
            (.week, 1, "UTC", "2026-10-05_2026-10-11"),
            (.week, 2, "UTC", "2026-09-28_2026-10-11"),
            (.month, 1, "UTC", "2026-09"),
            (.month, 3, "UTC", "2026-07-01_2026-09-30"),
        ]
    )
    func latest(unit: WindowSpec.Unit, last: Int, zone: String, label: String) throws {
        let spec = try WindowSpec(unit: unit, last: last, timeZone: zone)
        #expect(try spec.window(for: .latest, nowMicroseconds: now).label == label)
    }

    @Test(
        "--date means the grid window that ends with that day or holds it",
        arguments: [
            (WindowSpec.Unit.day, 1, "2026-10-01", "2026-10-01"),
            (.day, 7, "2026-10-07", "2026-10-01_2026-10-07"),
            (.week, 1, "2026-10-04", "2026-09-28_2026-10-04"),
            (.week, 1, "2026-10-05", "2026-10-05_2026-10-11"),
            (.month, 1, "2024-02-29", "2024-02"),
            (.month, 2, "2026-01-15", "2025-12-01_2026-01-31"),
        ]
    )
    func date(unit: WindowSpec.Unit, last: Int, date: String, label: String) throws {
        let spec = try WindowSpec(unit: unit, last: last)
        let window = try WindowChoice(date: date).window(of: spec, nowMicroseconds: now)
        #expect(window?.label == label)
    }

    @Test("--from with --to and --month mean exactly those days")
    func ranges() throws {
        let spec = try WindowSpec()
        func label(_ choice: WindowChoice) throws -> String? {
            try choice.window(of: spec, nowMicroseconds: now)?.label
        }
        #expect(try label(WindowChoice(month: "2026-02")) == "2026-02")
        #expect(try label(WindowChoice(from: "2026-02-01", to: "2026-02-28")) == "2026-02")
        #expect(
            try label(WindowChoice(from: "2026-02-01", to: "2026-03-31"))
                == "2026-02-01_2026-03-31"
        )
        #expect(try label(WindowChoice(from: "2026-02-03", to: "2026-02-03")) == "2026-02-03")
    }

    @Test("a pipeline without dates has no window")
    func noWindow() throws {
        #expect(try WindowChoice().window(of: nil, nowMicroseconds: now) == nil)
    }

    @Test("an instant before 1970 has its day, too")
    func beforeTheEpoch() throws {
        let window = try WindowSpec().window(for: .latest, nowMicroseconds: -1)
        #expect(window.label == "1969-12-30")
    }

    @Test("wrong dates are wrong usage, and say what to write")
    func wrongDates() throws {
        let spec = try WindowSpec(unit: .week, last: 2)
        func message(_ body: () throws(PipelineError) -> Void) -> String {
            do throws(PipelineError) { try body() } catch {
                #expect(error.code.runsExitStatus == 2)
                return error.description
            }
            return ""
        }
        #expect(
            message { () throws(PipelineError) in _ = try WindowChoice(date: "2026-02-30") } == """
                --date: error: '2026-02-30' is not a day [invalid-date]
                  = fix: write it as YYYY-MM-DD, for example --date 2026-10-01
                """
        )
        #expect(
            message { () throws(PipelineError) in _ = try WindowChoice(month: "2026-13") } == """
                --month: error: '2026-13' is not a month [invalid-date]
                  = fix: write it as YYYY-MM, for example --month 2026-10
                """
        )
        #expect(
            message { () throws(PipelineError) in
                _ = try WindowChoice(date: "2026-10-01", month: "2026-10")
            } == """
                error: --date and --month exclude one another [conflicting-dates]
                  = fix: give one of --date, --from with --to, or --month
                """
        )
        #expect(
            message { () throws(PipelineError) in _ = try WindowChoice(to: "2026-10-01") } == """
                error: --to needs --from [conflicting-dates]
                  = fix: give both days, or --date for a single one
                """
        )
        #expect(
            message { () throws(PipelineError) in
                _ = try WindowChoice(from: "2026-10-02", to: "2026-10-01")
            } == """
                error: the window ends on 2026-10-01, before its first day 2026-10-02 [invalid-date]
                  = fix: give the earlier day first; both days are inside the window
                """
        )
        #expect(
            message { () throws(PipelineError) in
                _ = try WindowChoice(date: "0001-01-03").window(of: spec, nowMicroseconds: 0)
            } == """
                error: the window that holds 0001-01-03 leaves the years 1 to 9999 [invalid-date]
                  = fix: choose a day further inside
                """
        )
        #expect(
            message { () throws(PipelineError) in
                _ = try WindowChoice(month: "2026-10").window(of: nil, nowMicroseconds: 0)
            } == """
                error: dates were given, but no fetch of this pipeline knows dates \
                [dates-without-window]
                  = fix: run it without dates
                """
        )
        #expect(
            message { () throws(PipelineError) in _ = try WindowSpec(timeZone: "Europe/Olso") }
                == """
                error: no time zone is called 'Europe/Olso' [unknown-time-zone]
                  = fix: use an IANA name such as Europe/Oslo
                """
        )
        #expect(
            message { () throws(PipelineError) in _ = try WindowSpec(last: 0) }
                == "error: a window of 0 units is not between 1 and 1000 long [invalid-window]"
        )
    }
}
