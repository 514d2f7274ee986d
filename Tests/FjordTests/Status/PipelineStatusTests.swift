// SPDX-License-Identifier: Apache-2.0

import Columnar
import FjordKit
import Pipelines
import Testing

@testable import Fjord
@testable import Runs

@Suite("What status shows of a pipeline")
struct PipelineStatusTests {
    private func text(_ status: PipelineStatus, all: Bool = false, color: Bool = false) -> String {
        status.lines(at: StatusTexts.now, showsAll: all, hasColor: color).joined(separator: "\n")
    }

    @Test("a calendar of days, up to yesterday, with what is open and how to make it again")
    func days() throws {
        let series = StatusTexts.series([
            StatusTexts.report(.done, StatusTexts.window("2026-10-30")),
            StatusTexts.report(.done, StatusTexts.window("2026-10-31")),
            StatusTexts.report(.done, StatusTexts.window("2026-10-01", "2026-10-31")),
            StatusTexts.report(.provisional, StatusTexts.window("2026-11-02")),
            StatusTexts.report(
                .failed,
                StatusTexts.window("2026-11-03"),
                error: "vipps: error: no luck [refused]\n  = fix: ask again"
            ),
        ])
        let status = StatusTexts.status(
            [series],
            spec: try WindowSpec(),
            last: StatusTexts.run(17, .failed)
        )
        #expect(
            text(status) == """
                sales: last run 17 failed, 2026-11-05 06:00 UTC, 1.3 s, 1,200 rows; last delivery by run 12, \
                2026-11-05 06:00 UTC
                           1   5    10   15   20   25   30
                  2026-10                               DD
                  2026-11  .PF.
                  2026-10: done
                  2026-11-02: provisional since 2026-11-03 08:30 UTC, run 7
                  2026-11-03: failed 2026-11-04 08:30 UTC, run 7
                    vipps: error: no luck [refused]
                      = fix: ask again
                    fjord run sales.yaml --date 2026-11-03
                  2 windows missing, the first is 2026-11-01
                    fjord run sales.yaml --date 2026-11-01
                """
        )
    }

    @Test("months stand in rows of a year, and colours only where they are asked for")
    func months() throws {
        let series = StatusTexts.series([
            StatusTexts.report(.done, StatusTexts.window("2025-12-01", "2025-12-31")),
            StatusTexts.report(.done, StatusTexts.window("2026-01-01", "2026-01-31")),
        ])
        let status = StatusTexts.status([series])
        #expect(
            text(status) == """
                sales: last run 17 done, 2026-11-05 06:00 UTC, 1.3 s, 1,200 rows
                        1  4  7  10
                  2025             D
                  2026  D
                """
        )
        #expect(text(status, color: true).hasSuffix("  2026  \u{1B}[32mD\u{1B}[0m"))
        #expect(
            WindowCalendar.legend(hasColor: false)
                == "D done, P provisional, F failed, . missing"
        )
    }

    @Test("weeks stand where their Sunday lies in the year")
    func weeks() throws {
        let series = StatusTexts.series([
            StatusTexts.report(.done, StatusTexts.window("2026-01-05", "2026-01-11")),
            StatusTexts.report(.done, StatusTexts.window("2026-01-19", "2026-01-25")),
        ])
        let calendar = try #require(
            WindowCalendar(series, spec: WindowSpec(unit: .week), nowMicroseconds: nil)
        )
        let done = WindowCalendar.Cell.recorded(.done)
        #expect(calendar.rows.map(\.cells) == [[.blank, done, .missing, done]])
        #expect(calendar.missing.map(\.label) == ["2026-01-12_2026-01-18"])
    }

    @Test("days that the schedule does not ask for are not missing")
    func schedule() throws {
        let series = StatusTexts.series([
            StatusTexts.report(.done, StatusTexts.window("2026-10-18"))
        ])
        let project = try ProjectFolder(
            """
            fjord: 1
            name: sales
            schedule: {cron: '0 6 * * 1', timezone: UTC}
            stages:
              - fetch: vipps.funds
              - sink: csv
                path: out/${window}.csv
            """
        )
        let mondays = try CheckedPipeline(
            file: project.pipelineFile,
            registered: PipelineRunner.testedStages
        ).grid
        let calendar = try #require(
            WindowCalendar(
                series,
                spec: WindowSpec(),
                grid: mondays,
                nowMicroseconds: StatusTexts.now
            )
        )
        #expect(calendar.missing.map(\.label) == ["2026-10-25", "2026-11-01"])
    }

    @Test("trials are told apart by what differs, and nothing is missing after the last one")
    func trials() throws {
        let day = [StatusTexts.report(.done, StatusTexts.window("2026-10-01"))]
        let status = StatusTexts.status(
            [
                StatusTexts.series(
                    day,
                    isProduction: false,
                    identity: "sandbox keys=a settings=seed=1&ledgers=3"
                ),
                StatusTexts.series(
                    day,
                    isProduction: false,
                    identity: "sandbox keys=a settings=seed=2&ledgers=3"
                ),
            ],
            spec: try WindowSpec(),
            last: StatusTexts.run(17, isProduction: false)
        )
        #expect(
            text(status) == """
                sales: last run 17 done (trial), 2026-11-05 06:00 UTC, 1.3 s, 1,200 rows
                  trials with seed=1:
                           1   5    10   15   20   25   30
                  2026-10  D
                  trials with seed=2:
                           1   5    10   15   20   25   30
                  2026-10  D
                """
        )
    }

    @Test("more rows than a screen has are left out until all are asked for")
    func manyRows() throws {
        let windows = (1...14).map { month in
            let year = 2025 + (month - 1) / 12
            let number = (month - 1) % 12 + 1
            return StatusTexts.report(
                .done,
                StatusTexts.window("\(year)-\(number < 10 ? "0" : "")\(number)-01")
            )
        }
        let status = StatusTexts.status([StatusTexts.series(windows)])
        let short = text(status).split(separator: "\n")
        #expect(short[1] == "  2 earlier rows: --all shows them")
        #expect(short.count == 17)
        #expect(text(status, all: true).split(separator: "\n").count == 18)
    }

    @Test("feeds: the batch and the age of the cursors")
    func feeds() {
        let cursor = RecordedCursor(
            isProduction: true,
            stage: "entries",
            key: "418207/funds",
            recordedMicroseconds: StatusTexts.now - 3 * 3_600_000_000,
            run: 17
        )
        let status = StatusTexts.status(
            [StatusTexts.series([StatusTexts.report(.done, nil)])],
            batch: 42,
            cursors: [cursor]
        )
        #expect(
            text(status) == """
                sales: last run 17 done, 2026-11-05 06:00 UTC, 1.3 s, 1,200 rows
                  feed: batch 42
                  feed entries 418207/funds: moved 3 hours ago, run 17
                """
        )
    }

    @Test("a pipeline that never ran")
    func neverRun() {
        let status = PipelineStatus(name: "sales", file: "sales.yaml", spec: nil, record: nil)
        #expect(text(status) == "sales: has never run")
        #expect(!status.hasCalendar)
    }

    @Test("the command that makes a window again")
    func commands() {
        let status = PipelineStatus(name: "s", file: "my files/it's.yaml", spec: nil, record: nil)
        func command(_ first: String, _ last: String? = nil, _ isProduction: Bool = true) -> String
        {
            status.command(for: StatusTexts.window(first, last), isProduction: isProduction)
        }
        let start = #"fjord run 'my files/it'\''s.yaml' "#
        #expect(command("2026-10-01") == start + "--date 2026-10-01")
        #expect(command("2026-10-01", "2026-10-31") == start + "--month 2026-10")
        #expect(command("2026-10-05", "2026-10-11") == start + "--from 2026-10-05 --to 2026-10-11")
        #expect(
            command("2026-10-01", nil, false)
                == start + "--date 2026-10-01  (with the --connection and --set of that run)"
        )
    }
}
