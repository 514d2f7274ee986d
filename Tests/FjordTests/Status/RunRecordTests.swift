// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Fjord
@testable import Runs

@Suite("What runs shows")
struct RunRecordTests {
    @Test("the list")
    func list() {
        let runs = [
            StatusTexts.run(17, .running),
            StatusTexts.run(
                9,
                window: StatusTexts.window("2026-10-01", "2026-10-31"),
                isProduction: false
            ),
        ]
        #expect(
            RunRecord.lines(runs).joined(separator: "\n") == """
                run  pipeline  window      state         started (UTC)         took   rows  files
                 17  sales     2026-11-04  running       2026-11-05 06:00:00                    0
                  9  sales     2026-10     done (trial)  2026-11-05 06:00:00  1.3 s  1,200      2
                """
        )
    }

    @Test("one run, with all that is known of it")
    func detail() {
        let detail = RunRecordDetail(
            run: StatusTexts.run(9),
            stages: [
                .init(
                    id: "entries",
                    type: "vipps.funds",
                    rowsIn: 1_200,
                    rowsOut: 1_200,
                    busyMicroseconds: 1_234_500
                ),
                .init(id: "file", type: "csv", rowsIn: 1_200, rowsOut: 1_200),
            ],
            findings: [
                .init(stage: "books", level: "warning", rule: "chain", message: "2 rows", count: 2)
            ],
            outputs: [
                CommittedOutput(
                    path: "out/a.csv",
                    rowCount: 1_200,
                    byteCount: 48_000,
                    sha256: "ab"
                ),
                CommittedOutput(path: "out/m.json", rowCount: nil, byteCount: 900, sha256: "cd"),
            ],
            partitions: [
                RecordedPartition(
                    stageType: "vipps.funds",
                    key: "1/funds/2026-11-04",
                    state: "final",
                    rowCount: 1_200,
                    sums: [.init(currency: "NOK", amount: "12.50")],
                    inputHash: nil
                )
            ]
        )
        #expect(
            detail.lines.joined(separator: "\n") == """
                run 9: sales 2026-11-04, done
                  started 2026-11-05 06:00:00 UTC, took 1.3 s, fjord 0.1.0
                  read 1,200 rows from 62 partitions, 1.2 MB, 65 requests, 3 repeated

                stages
                  stage    type         rows in  rows out     busy
                  entries  vipps.funds    1,200     1,200  1.235 s
                  file     csv            1,200     1,200

                outputs
                  out/a.csv   1,200 rows  48.0 kB  sha256 ab
                  out/m.json              900 B    sha256 cd

                partitions
                  1/funds/2026-11-04  final  1,200 rows  12.50 NOK
                  61 partitions read again by later runs

                findings
                  warning: stage books, rule 'chain': 2 rows
                """
        )
    }

    @Test("JSON leaves out what is not known")
    func json() throws {
        let text = try RecordJSON.text(RecordJSON.Run(StatusTexts.run(17, .running)))
        #expect(
            text == """
                {
                  "file" : "sales.yaml",
                  "files" : 0,
                  "pipeline" : "sales",
                  "production" : true,
                  "run" : 17,
                  "started" : "2026-11-05T06:00:00Z",
                  "state" : "running",
                  "version" : "0.1.0",
                  "window" : {
                    "first" : "2026-11-04",
                    "label" : "2026-11-04",
                    "last" : "2026-11-04"
                  }
                }
                """
        )
    }

    @Test("a project without runs says so, and a number that does not exist is wrong usage")
    func absent() {
        #expect(
            RunsCommand.nothingRecorded("/srv/reports", pipeline: "sales")
                == "no run of 'sales' is recorded in /srv/reports yet; 'fjord run FILE' makes the first"
        )
        let error = PipelineError.noSuchRun(9, latest: 7)
        #expect(
            error.description == """
                run 9: error: there is no run of this number; the latest is run 7 [no-such-run]
                  = fix: 'fjord runs' lists them
                """
        )
        #expect(ExitStatus.code(of: error) == 2)
        #expect(
            PipelineError.noSuchRun(9, latest: nil).message
                == "there is no run of this number; none is recorded in this project"
        )
    }

    @Test(
        "ages",
        arguments: [
            (0, "now"), (119, "119 minutes ago"), (120, "2 hours ago"), (2_880, "2 days ago"),
        ]
    )
    func ages(minutes: Int64, text: String) {
        #expect(Instants.age(0, at: minutes * 60_000_000) == text)
    }
}
