// SPDX-License-Identifier: Apache-2.0

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

    @Test("for scripts")
    func json() {
        #expect(
            Self.summary().json == """
                {
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
        open: [String] = [],
        retries: Int = 0
    ) -> RunSummary {
        RunSummary(
            pipeline: "sales",
            window: window,
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
            folder: "/project",
            seconds: 1.2341,
            requestCount: 65,
            retryCount: retries
        )
    }
}
