// SPDX-License-Identifier: Apache-2.0

import Columnar
import GRDB
package import struct FjordKit.DateWindow

/// One run as state knows it.
package struct RunRecord: Sendable, Hashable {
    /// How far a run has come, or how it ended.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Begun and not ended; one that was cut off is told apart when its pipeline runs next.
        case running
        /// The commit has happened; some outputs may not have their names yet.
        case committing
        /// Committed, and nothing of it may still change.
        case done
        /// Committed under provisional names.
        case provisional
        /// Ended without a commit, for a known reason.
        case failed
        /// Ended without a commit, by a signal or a crash.
        case interrupted
    }

    /// Counted from 1 within the project.
    package let number: Int64
    /// The pipeline's name.
    package let pipeline: String
    /// The pipeline's file, relative to the project folder when inside it; nil when not recorded.
    package let file: String?
    /// The days covered; nil for a pipeline without a window.
    package let window: DateWindow?
    /// The run's number among those of a pipeline with a feed; nil for others.
    package let batch: Int?
    /// How far it is.
    package let state: State
    /// False on the sandbox, on a replay and with `--set`.
    package let isProduction: Bool
    /// When it began, microseconds since 1970-01-01T00:00:00Z.
    package let startMicroseconds: Int64
    /// When it ended; nil while it has not, or when nobody saw its end.
    package let finishMicroseconds: Int64?
    /// The version of fjord that ran it.
    package let version: String
    /// The code of the error that ended it; nil for other ends.
    package let errorCode: String?
    /// The error as the user saw it; nil for other ends.
    package let errorText: String?
    /// Rows read; nil when not recorded.
    package let rowCount: Int?
    /// Requests sent; nil when not recorded.
    package let requestCount: Int?
    /// Requests repeated; nil when not recorded.
    package let retryCount: Int?
    /// Bytes read; nil when not recorded.
    package let byteCount: Int?
    /// Partitions read to their end; nil when not recorded.
    package let partitionCount: Int?
    /// Files that its commit put in place.
    package let outputCount: Int

    /// Seconds from its beginning to its end; nil while it has none.
    package var seconds: Double? {
        finishMicroseconds.map { Double($0 - startMicroseconds) / 1_000_000 }
    }
}

extension RunRecord {
    init(_ row: Row) {
        number = row["number"]
        pipeline = row["pipeline"]
        file = row["file"]
        window = DateWindow(row)
        batch = row["batch"]
        isProduction = row["production"]
        startMicroseconds = row["started"]
        finishMicroseconds = row["finished"]
        version = row["version"]
        errorCode = row["error_code"]
        // A state that is older than the column has the message alone.
        errorText = row["error_text"] ?? row["error_message"]
        rowCount = row["rows_read"]
        requestCount = row["requests"]
        retryCount = row["retries"]
        byteCount = row["bytes_read"]
        partitionCount = row["partitions"]
        outputCount = row["output_count"]
        let isProvisional: Bool = row["provisional"]
        state =
            switch RunPhase(rawValue: row["phase"]) {
            case .running, nil: .running
            case .committed: .committing
            case .done: isProvisional ? .provisional : .done
            case .failed: .failed
            case .interrupted: .interrupted
            case .abandoned: errorCode == nil ? .interrupted : .failed
            }
    }

    /// A run's row with its figures; add a condition, an order and a limit.
    static let selection = """
        SELECT runs.*, requests, retries, bytes_read, rows_read, partitions,
            (SELECT count(*) FROM outputs WHERE outputs.run = number) AS output_count,
            EXISTS (
                SELECT 1 FROM outputs WHERE outputs.run = number AND path LIKE '%.provisional.%'
            ) AS provisional
        FROM runs LEFT JOIN run_figures ON run_figures.run = number
        """
}

extension DateWindow {
    /// The days in the columns `first_day` and `last_day`; nil when they are null or empty.
    init?(_ row: Row) {
        guard let first = row["first_day"] as String?, let last = row["last_day"] as String?,
            let firstDay = CalendarDate(iso: first), let lastDay = CalendarDate(iso: last),
            firstDay <= lastDay
        else { return nil }
        self.init(first: firstDay, last: lastDay)
    }
}

/// All that state knows of one run.
package struct RunRecordDetail: Sendable, Hashable {
    /// One finding, without its examples.
    package struct Finding: Sendable, Hashable {
        /// The stage's id.
        package let stage: String
        /// `notice`, `warning` or `failure`.
        package let level: String
        /// The rule's name.
        package let rule: String
        /// What was found.
        package let message: String
        /// How many rows or entries it concerns.
        package let count: Int
    }

    /// The run.
    package let run: RunRecord
    /// Its stages in the order of the graph; empty when not recorded.
    package let stages: [RunFigures.Stage]
    /// What the stages had to say.
    package let findings: [Finding]
    /// The files that its commit put in place, the manifest last.
    package let outputs: [CommittedOutput]
    /// The partitions that no later run has read again, in order.
    package let partitions: [RecordedPartition]
}
