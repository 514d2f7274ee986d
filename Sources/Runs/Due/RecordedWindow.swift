// SPDX-License-Identifier: Apache-2.0

import Columnar
import GRDB
package import struct FjordKit.DateWindow

/// What is recorded of one window of a pipeline with its parameters and connections.
package struct RecordedWindow: Sendable, Hashable {
    /// How its last recorded run ended.
    package enum State: String, Sendable, Hashable {
        /// Delivered, and all of its source closed.
        case done
        /// Delivered, and its source may still change.
        case provisional
        /// Never delivered; its last run failed.
        case failed
    }

    /// The days.
    package let window: DateWindow
    /// How it stands.
    package let state: State
    /// Whether it was delivered from other data, another set of ledgers or another pipeline file than the latest known.
    package let isStale: Bool
}

/// The questions about windows that the due ones and back-fills are chosen by.
enum WindowRecords {
    /// What is recorded for the pipeline, parameters and connections of a run, oldest first.
    static func all(of run: RunDescription, _ database: Database) throws -> [RecordedWindow] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT windows.first_day, windows.last_day, windows.state,
                    windows.pipeline_hash <> ? OR EXISTS (\(changedPartition))
                        OR EXISTS (\(newPartition)) AS stale
                FROM windows
                WHERE production = ? AND pipeline = ? AND parameter_hash = ?
                    AND connection_identity = ? AND last_day <> ''
                ORDER BY last_day, first_day
                """,
            arguments: [run.pipelineHash] + key(of: run)
        )
        return rows.compactMap { row in
            guard let state = RecordedWindow.State(rawValue: row["state"]),
                let window = window(row)
            else { return nil }
            return RecordedWindow(
                window: window,
                state: state,
                isStale: state != .failed && row["stale"]
            )
        }
    }

    /// The earliest last day of any window that was begun without dates; nil if there is none.
    static func firstDateless(of run: RunDescription, _ database: Database) throws -> CalendarDate?
    {
        try String.fetchOne(
            database,
            sql: """
                SELECT min(last_day) FROM runs
                WHERE dateless AND production = ? AND pipeline = ? AND parameter_hash = ?
                    AND connection_identity = ?
                """,
            arguments: key(of: run)
        ).flatMap { CalendarDate(iso: $0) }
    }

    /// A partition of the window that has been read since with another result.
    private static let changedPartition = """
        SELECT 1 FROM window_partitions AS had JOIN partitions AS latest
            USING (connection_identity, stage_type, options, partition_key)
        WHERE had.window = windows.id AND latest.production = windows.production
            AND had.input_hash IS NOT latest.input_hash
        """

    /// A partition that the window should have had: of a stage it read, for one of its days.
    private static let newPartition = """
        SELECT 1 FROM partitions AS latest
        WHERE latest.production = windows.production
            AND substr(latest.partition_key, -10) BETWEEN windows.first_day AND windows.last_day
            AND EXISTS (
                SELECT 1 FROM window_partitions AS had
                WHERE had.window = windows.id
                    AND had.connection_identity = latest.connection_identity
                    AND had.stage_type = latest.stage_type AND had.options = latest.options
            )
            AND NOT EXISTS (
                SELECT 1 FROM window_partitions AS had
                WHERE had.window = windows.id
                    AND had.connection_identity = latest.connection_identity
                    AND had.stage_type = latest.stage_type AND had.options = latest.options
                    AND had.partition_key = latest.partition_key
            )
        """

    private static func key(of run: RunDescription) -> StatementArguments {
        [run.isProduction, run.pipeline, run.parameterHash, run.connectionIdentity]
    }

    private static func window(_ row: Row) -> DateWindow? {
        guard let first = CalendarDate(iso: row["first_day"] as String),
            let last = CalendarDate(iso: row["last_day"] as String), first <= last
        else { return nil }
        return DateWindow(first: first, last: last)
    }
}
