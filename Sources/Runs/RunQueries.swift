// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The questions about runs.
enum RunQueries {
    static func runs(
        limit: Int,
        pipeline: String?,
        _ database: Database
    ) throws -> [RunRecord] {
        try Row.fetchAll(
            database,
            sql: RunRecord.selection + """
                 WHERE ?1 IS NULL OR pipeline = ?1 ORDER BY number DESC LIMIT ?2
                """,
            arguments: [pipeline, limit]
        ).map(RunRecord.init)
    }

    static func runs(
        of pipeline: String,
        since start: Int64,
        _ database: Database
    ) throws -> [RunRecord] {
        try Row.fetchAll(
            database,
            sql: RunRecord.selection + " WHERE pipeline = ? AND started >= ? ORDER BY number",
            arguments: [pipeline, start]
        ).map(RunRecord.init)
    }

    static func lastCommit(of pipeline: String, _ database: Database) throws -> RunRecord? {
        try Row.fetchOne(
            database,
            sql: RunRecord.selection + """
                 WHERE pipeline = ? AND phase IN ('committed', 'done') ORDER BY number DESC LIMIT 1
                """,
            arguments: [pipeline]
        ).map(RunRecord.init)
    }

    static func pipelines(_ database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "SELECT DISTINCT pipeline FROM runs ORDER BY pipeline")
    }

    static func detail(of number: Int64, _ database: Database) throws -> RunRecordDetail? {
        let run = try Row.fetchOne(
            database,
            sql: RunRecord.selection + " WHERE number = ?",
            arguments: [number]
        ).map(RunRecord.init)
        return try run.map {
            RunRecordDetail(
                run: $0,
                stages: try stages(of: number, database),
                findings: try findings(of: number, database),
                outputs: try outputs(of: number, database),
                partitions: try partitions(of: number, database)
            )
        }
    }

    private static func stages(
        of run: Int64,
        _ database: Database
    ) throws -> [RunFigures.Stage] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM run_stages WHERE run = ? ORDER BY ordinal",
            arguments: [run]
        ).map {
            RunFigures.Stage(
                id: $0["stage"],
                type: $0["type"],
                rowsIn: $0["rows_in"],
                rowsOut: $0["rows_out"],
                busyMicroseconds: $0["busy"]
            )
        }
    }

    private static func findings(
        of run: Int64,
        _ database: Database
    ) throws -> [RunRecordDetail.Finding] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM run_findings WHERE run = ? ORDER BY ordinal",
            arguments: [run]
        ).map {
            RunRecordDetail.Finding(
                stage: $0["stage"],
                level: $0["level"],
                rule: $0["rule"],
                message: $0["message"],
                count: $0["count"]
            )
        }
    }

    private static func outputs(of run: Int64, _ database: Database) throws -> [CommittedOutput] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM outputs WHERE run = ? ORDER BY ordinal",
            arguments: [run]
        ).map {
            CommittedOutput(
                path: $0["path"],
                rowCount: $0["row_count"],
                byteCount: $0["byte_count"],
                sha256: $0["sha256"]
            )
        }
    }

    private static func partitions(
        of run: Int64,
        _ database: Database
    ) throws -> [RecordedPartition] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM partitions WHERE run = ?
                ORDER BY stage_type, partition_key, connection_identity, options
                """,
            arguments: [run]
        ).map(RecordedPartition.init)
    }
}
