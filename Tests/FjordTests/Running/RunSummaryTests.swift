// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Testing

@testable import Fjord
@testable import Runs

@Suite("What a run tells at its end")
struct RunSummaryTests {
    @Test("a final run, for people")
    func text() {
        #expect(
            Self.summary().text == """
                sales 2026-10: 1,200 rows from 62 partitions, 65 requests, 1.2 s
                  /project/out/sales.csv            1,200 rows  48.0 kB
                  /project/out/sales.manifest.json              900 B
                """
        )
    }

    @Test("a provisional run names the first open partitions")
    func provisional() {
        let open = [
            "1/funds/2026-10-28", "1/funds/2026-10-29", "1/funds/2026-10-30", "1/funds/2026-10-31",
        ]
        let lines = Self.summary(.provisional, open: open, retries: 3).text.split(separator: "\n")
            .map(String.init)
        #expect(
            lines.first
                == "sales 2026-10: 1,200 rows from 62 partitions, 65 requests, 3 repeated, 1.2 s"
        )
        #expect(
            lines.last
                == "  4 of 62 partitions may still change, so the outputs are provisional: "
                + "1/funds/2026-10-28, 1/funds/2026-10-29, 1/funds/2026-10-30 and 1 more"
        )
    }

    @Test("a run without a window has no empty word in its headline")
    func windowless() {
        #expect(Self.summary(window: nil).text.hasPrefix("sales: 1,200 rows"))
    }

    @Test("what stages found stands below the files, with the first rows")
    func findings() {
        let lines = Self.summary(findings: Self.found).text.split(separator: "\n").suffix(4)
        #expect(
            lines.joined(separator: "\n") == """
                  note: stage units: the vendor does not offer this
                  warning: stage books, rule 'chain': 1,203 of 2,000 rows break it
                    row 7: amount 1.00
                    and 1,202 more
                """
        )
        #expect(Self.summary(window: nil, batch: 42).text.hasPrefix("sales batch 42: 1,200 rows"))
    }

    @Test("a broken rule of level fail says that nothing was written")
    func failures() {
        var broken = Finding(.failure, rule: "sum", "the sum is 1.00 NOK")
        broken.stage = "books"
        let error = PipelineError.checksFailed([broken])
        #expect(
            error.description == """
                error: 1 rule is broken, so nothing was written [check-failed]
                  = cause: failed: stage books, rule 'sum': the sum is 1.00 NOK
                  = fix: correct the data or the rule; with 'level: warn' the rule is only reported
                """
        )
        #expect(ExitStatus.code(of: error) == 3)
    }

    private static var found: [Finding] {
        var notice = Finding(.notice, rule: "not-offered", "the vendor does not offer this")
        notice.stage = "units"
        var warning = Finding(
            .warning,
            rule: "chain",
            "1,203 of 2,000 rows break it",
            count: 1_203,
            examples: ["row 7: amount 1.00"]
        )
        warning.stage = "books"
        return [notice, warning]
    }

    @Test("for scripts")
    func json() {
        #expect(
            Self.summary().json == """
                {
                  "findings" : [

                  ],
                  "folder" : "/project",
                  "outputs" : [
                    {
                      "bytes" : 48000,
                      "path" : "out/sales.csv",
                      "rows" : 1200,
                      "sha256" : "ab"
                    },
                    {
                      "bytes" : 900,
                      "path" : "out/sales.manifest.json",
                      "sha256" : "cd"
                    }
                  ],
                  "partitions" : 62,
                  "pipeline" : "sales",
                  "provisional_partitions" : [

                  ],
                  "requests" : 65,
                  "retries" : 0,
                  "rows_read" : 1200,
                  "seconds" : 1.234,
                  "state" : "final",
                  "window" : "2026-10"
                }
                """
        )
    }

    private static func summary(
        _ finality: Finality = .final,
        window: String? = "2026-10",
        batch: Int? = nil,
        open: [String] = [],
        findings: [Finding] = [],
        retries: Int = 0
    ) -> RunSummary {
        RunSummary(
            pipeline: "sales",
            window: window,
            batch: batch,
            committed: CommittedOutputs(
                finality: finality,
                outputs: [
                    .init(path: "out/sales.csv", rowCount: 1_200, byteCount: 48_000, sha256: "ab"),
                    .init(
                        path: "out/sales.manifest.json",
                        rowCount: nil,
                        byteCount: 900,
                        sha256: "cd"
                    ),
                ]
            ),
            rowsRead: 1_200,
            partitionCount: 62,
            provisionalPartitions: open,
            findings: findings,
            folder: "/project",
            seconds: 1.2341,
            requestCount: 65,
            retryCount: retries
        )
    }
}
