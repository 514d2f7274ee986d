// SPDX-License-Identifier: Apache-2.0

import Columnar
import GRDB
import enum FjordKit.Finality

/// The statements about what is known of partitions and windows.
enum LedgerRecords {
    /// What a window delivered.
    enum WindowState: String {
        case done
        case provisional
        case failed
    }

    static func record(
        _ partition: PartitionResult,
        in description: RunDescription,
        run: RunIdentifier,
        at microseconds: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO partitions (
                    production, connection_identity, stage_type, options, partition_key,
                    finality, row_count, sums, input_hash, recorded, run
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                description.isProduction, partition.connection?.text ?? "", partition.stageType,
                partition.options, partition.key, partition.finality.rawValue, partition.rowCount,
                JSONText.sums(partition.sums).compact, partition.inputHash, microseconds,
                run.number,
            ]
        )
    }

    /// Records a window as committed, with the partitions it was made from.
    static func recordCommitted(
        _ description: RunDescription,
        _ result: RunResult,
        run: RunIdentifier,
        _ database: Database
    ) throws {
        let window = try upsertWindow(
            description,
            state: result.finality == .final ? .done : .provisional,
            run: run,
            at: result.finishMicroseconds,
            database
        )
        guard let window else { return }
        try database.execute(
            sql: "DELETE FROM window_partitions WHERE window = ?",
            arguments: [window]
        )
        for partition in result.partitions {
            try record(partition, of: window, database)
        }
    }

    /// Records a window as failed, unless it was delivered before: what it delivered still stands.
    static func recordFailed(
        _ description: RunDescription,
        run: RunIdentifier,
        at microseconds: Int64,
        _ database: Database
    ) throws {
        _ = try upsertWindow(description, state: .failed, run: run, at: microseconds, database)
    }

    /// The window's id; nil when a failure did not replace what was delivered before.
    private static func upsertWindow(
        _ description: RunDescription,
        state: WindowState,
        run: RunIdentifier,
        at microseconds: Int64,
        _ database: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: """
                INSERT INTO windows (
                    production, pipeline, parameter_hash, connection_identity,
                    first_day, last_day, state, pipeline_hash, recorded, run
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET
                    state = excluded.state, pipeline_hash = excluded.pipeline_hash,
                    recorded = excluded.recorded, run = excluded.run
                WHERE excluded.state <> 'failed' OR windows.state = 'failed'
                RETURNING id
                """,
            arguments: [
                description.isProduction, description.pipeline, description.parameterHash,
                description.connectionIdentity, description.window?.first.description ?? "",
                description.window?.last.description ?? "", state.rawValue,
                description.pipelineHash, microseconds, run.number,
            ]
        )
    }

    private static func record(
        _ partition: PartitionResult,
        of window: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO window_partitions (
                    window, connection_identity, stage_type, options, partition_key,
                    finality, row_count, input_hash
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                window, partition.connection?.text ?? "", partition.stageType, partition.options,
                partition.key, partition.finality.rawValue, partition.rowCount,
                partition.inputHash,
            ]
        )
    }
}
