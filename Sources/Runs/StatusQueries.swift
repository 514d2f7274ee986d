// SPDX-License-Identifier: Apache-2.0

import GRDB
import struct FjordKit.DateWindow

/// The questions about what a pipeline has delivered.
enum StatusQueries {
    /// Nil for a pipeline that never ran.
    static func record(
        of pipeline: String,
        withPartitions: Bool,
        _ database: Database
    ) throws -> PipelineRecord? {
        guard let last = try RunQueries.runs(limit: 1, pipeline: pipeline, database).first else {
            return nil
        }
        return PipelineRecord(
            name: pipeline,
            lastRun: last,
            lastCommit: try RunQueries.lastCommit(of: pipeline, database),
            batch: try batch(of: pipeline, database),
            series: try series(of: pipeline, withPartitions: withPartitions, database),
            cursors: try cursors(of: pipeline, database)
        )
    }

    private static func batch(of pipeline: String, _ database: Database) throws -> Int? {
        let next = try FeedRecords.nextBatch(of: pipeline, isProduction: true, database)
        return next > 1 ? next - 1 : nil
    }

    private static func series(
        of pipeline: String,
        withPartitions: Bool,
        _ database: Database
    ) throws -> [WindowSeries] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT windows.*, error_text, error_message,
                    (
                        SELECT min(finished) FROM runs AS earlier
                        WHERE earlier.pipeline = windows.pipeline
                            AND earlier.production = windows.production
                            AND earlier.parameter_hash = windows.parameter_hash
                            AND earlier.connection_identity = windows.connection_identity
                            AND ifnull(earlier.first_day, '') = windows.first_day
                            AND ifnull(earlier.last_day, '') = windows.last_day
                            AND earlier.phase IN ('committed', 'done')
                    ) AS delivered
                FROM windows JOIN runs ON number = run
                WHERE windows.pipeline = ?
                ORDER BY windows.production DESC, windows.parameter_hash,
                    windows.connection_identity, windows.last_day, windows.first_day
                """,
            arguments: [pipeline]
        )
        var series: [WindowSeries] = []
        for group in rows.chunked(by: isSameSeries) {
            let first = group[group.startIndex]
            series.append(
                WindowSeries(
                    isProduction: first["production"],
                    parameterHash: first["parameter_hash"],
                    connectionIdentity: first["connection_identity"],
                    windows: try group.map { try window($0, withPartitions, database) }
                )
            )
        }
        return series
    }

    private static func isSameSeries(_ left: Row, _ right: Row) -> Bool {
        ["production", "parameter_hash", "connection_identity"].allSatisfy {
            left[$0] as DatabaseValue == right[$0] as DatabaseValue
        }
    }

    private static func window(
        _ row: Row,
        _ withPartitions: Bool,
        _ database: Database
    ) throws -> WindowReport {
        let state = WindowReport.State(rawValue: row["state"]) ?? .failed
        let error: String? = row["error_text"] ?? row["error_message"]
        return WindowReport(
            window: DateWindow(row),
            state: state,
            recordedMicroseconds: row["recorded"],
            deliveredMicroseconds: row["delivered"],
            run: row["run"],
            errorText: state == .failed ? error : nil,
            partitions: withPartitions ? try partitions(of: row["id"], database) : []
        )
    }

    /// Sums are those of the same entries, as recorded with the partition; where it has been read again since and
    /// differs, there are none.
    private static func partitions(
        of window: Int64,
        _ database: Database
    ) throws -> [RecordedPartition] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT parts.*, partitions.sums AS sums
                FROM window_partitions AS parts
                    JOIN windows ON windows.id = parts.window
                    LEFT JOIN partitions ON partitions.production = windows.production
                        AND partitions.connection_identity = parts.connection_identity
                        AND partitions.stage_type = parts.stage_type
                        AND partitions.options = parts.options
                        AND partitions.partition_key = parts.partition_key
                        AND partitions.input_hash IS parts.input_hash
                WHERE parts.window = ?
                ORDER BY parts.stage_type, parts.partition_key, parts.connection_identity,
                    parts.options
                """,
            arguments: [window]
        ).map(RecordedPartition.init)
    }

    private static func cursors(
        of pipeline: String,
        _ database: Database
    ) throws -> [RecordedCursor] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM feed_cursors WHERE pipeline = ?
                ORDER BY production DESC, stage, partition_key
                """,
            arguments: [pipeline]
        ).map {
            RecordedCursor(
                isProduction: $0["production"],
                stage: $0["stage"],
                key: $0["partition_key"],
                recordedMicroseconds: $0["recorded"],
                run: $0["run"]
            )
        }
    }
}

extension Array {
    /// Neighbours for which `isSame` holds, as one slice each.
    fileprivate func chunked(by isSame: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var chunks: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices.dropFirst() where !isSame(self[index - 1], self[index]) {
            chunks.append(self[start..<index])
            start = index
        }
        return isEmpty ? [] : chunks + [self[start..<endIndex]]
    }
}
