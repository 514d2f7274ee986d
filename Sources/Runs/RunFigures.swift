// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import GRDB

package import struct FjordKit.Finding

/// What a run did, in figures: recorded with its commit, and as far as known with a failure.
package struct RunFigures: Sendable, Hashable {
    /// One stage.
    package struct Stage: Sendable, Hashable {
        /// Its id in the pipeline.
        package var id: String
        /// The registered stage, `vipps.funds`, or its kind where it has no name.
        package var type: String
        /// Rows that went in; for a fetch stage those decoded.
        package var rowsIn: Int
        /// Rows that came out; for a sink those written.
        package var rowsOut: Int
        /// How long it kept workers busy, all of them added up; nil if that was not measured.
        package var busyMicroseconds: Int64?

        /// Describes a stage.
        package init(
            id: String,
            type: String,
            rowsIn: Int,
            rowsOut: Int,
            busyMicroseconds: Int64? = nil
        ) {
            self.id = id
            self.type = type
            self.rowsIn = rowsIn
            self.rowsOut = rowsOut
            self.busyMicroseconds = busyMicroseconds
        }
    }

    /// In the order of the graph; empty for a run that failed before its end.
    package var stages: [Stage] = []
    /// Exchanges begun, retries, redirects and token requests among them.
    package var requestCount = 0
    /// Exchanges that repeated a failed one.
    package var retryCount = 0
    /// Bytes of the pages read, decompressed.
    package var byteCount = 0
    /// Rows that all fetch stages decoded.
    package var rowCount = 0
    /// What the stages had to say about the rows, in the order of the stages.
    package var findings: [Finding] = []

    /// Starts with nothing.
    package init() {}
}

/// The statements that record what runs did.
enum FigureRecords {
    static func insert(
        _ figures: RunFigures,
        partitionCount: Int,
        of run: RunIdentifier,
        _ database: Database
    ) throws {
        func count(_ level: Finding.Level) -> Int { figures.findings.count { $0.level == level } }
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO run_figures (
                    run, requests, retries, bytes_read, rows_read, partitions,
                    notices, warnings, failures
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.number, figures.requestCount, figures.retryCount, figures.byteCount,
                figures.rowCount, partitionCount, count(.notice), count(.warning),
                count(.failure),
            ]
        )
        for (ordinal, stage) in figures.stages.enumerated() {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO run_stages (
                        run, ordinal, stage, type, rows_in, rows_out, busy
                    ) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.number, ordinal, stage.id, stage.type, stage.rowsIn, stage.rowsOut,
                    stage.busyMicroseconds,
                ]
            )
        }
        for (ordinal, finding) in figures.findings.enumerated() {
            try insert(finding, ordinal, of: run, database)
        }
    }

    /// Examples are left out: they hold rows, and state shall not keep those for ever.
    private static func insert(
        _ finding: Finding,
        _ ordinal: Int,
        of run: RunIdentifier,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO run_findings (
                    run, ordinal, stage, level, rule, message, count
                ) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.number, ordinal, finding.stage, finding.level.rawValue, finding.rule,
                Secrets.masked(finding.message), finding.count,
            ]
        )
    }
}
