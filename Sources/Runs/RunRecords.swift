// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import GRDB
import enum FjordKit.Finality

/// How far a run has come.
enum RunPhase: String {
    /// Begun; its outputs have temporary names.
    case running
    /// The commit has happened; effects may be left in the journal.
    case committed
    /// It will never commit; temporary files may be left.
    case abandoned
    /// Ended with all outputs in place.
    case done
    /// Ended without a commit, for a known reason.
    case failed
    /// Ended without a commit, by a signal or a crash.
    case interrupted
}

/// A run that recovery has something to do for.
struct UnfinishedRun {
    let identifier: RunIdentifier
    let pipeline: String
    let phase: RunPhase
}

/// The statements about runs, their temporary files and their journal.
enum RunRecords {
    static func insert(
        _ run: RunDescription,
        token: String,
        _ database: Database
    ) throws -> RunIdentifier {
        try database.execute(
            sql: """
                INSERT INTO runs (
                    token, pipeline, pipeline_hash, parameter_hash, connection_identity,
                    first_day, last_day, production, dateless, version, phase, started, batch,
                    file
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                token, run.pipeline, run.pipelineHash, run.parameterHash, run.connectionIdentity,
                run.window?.first.description, run.window?.last.description, run.isProduction,
                run.isDateless, run.version, RunPhase.running.rawValue, run.startMicroseconds,
                run.batch, run.file,
            ]
        )
        return RunIdentifier(number: database.lastInsertedRowID, token: token)
    }

    static func unfinished(of pipeline: String, _ database: Database) throws -> [UnfinishedRun] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT number, token, pipeline, phase FROM runs
                WHERE pipeline = ? AND phase IN ('running', 'committed', 'abandoned')
                ORDER BY number
                """,
            arguments: [pipeline]
        )
        return rows.compactMap { row in
            RunPhase(rawValue: row["phase"]).map {
                UnfinishedRun(
                    identifier: RunIdentifier(number: row["number"], token: row["token"]),
                    pipeline: row["pipeline"],
                    phase: $0
                )
            }
        }
    }

    static func unfinishedPipelines(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT pipeline FROM runs
                WHERE phase IN ('running', 'committed', 'abandoned') ORDER BY pipeline
                """
        )
    }

    static func phase(of run: RunIdentifier, _ database: Database) throws -> RunPhase? {
        try String.fetchOne(
            database,
            sql: "SELECT phase FROM runs WHERE number = ?",
            arguments: [run.number]
        ).flatMap(RunPhase.init)
    }

    static func setPhase(
        _ phase: RunPhase,
        of run: RunIdentifier,
        _ database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE runs SET phase = ? WHERE number = ?",
            arguments: [phase.rawValue, run.number]
        )
    }

    static func setFinish(
        of run: RunIdentifier,
        microseconds: Int64,
        error: PipelineError?,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE runs SET finished = ?, error_code = ?, error_message = ?, error_text = ?
                WHERE number = ?
                """,
            arguments: [
                microseconds, error?.code.name, error.map { Secrets.masked($0.message) },
                error.map { Secrets.masked($0.description) }, run.number,
            ]
        )
    }

    /// Ends a run that did not commit: failed when a reason was recorded, else interrupted.
    static func endWithoutCommit(_ run: RunIdentifier, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE runs SET phase = iif(error_code IS NULL, 'interrupted', 'failed')
                WHERE number = ?
                """,
            arguments: [run.number]
        )
        try clear(run, database)
    }

    /// Forgets what only recovery needed.
    static func clear(_ run: RunIdentifier, _ database: Database) throws {
        for table in ["temporary_files", "new_folders", "journal"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE run = ?",
                arguments: [run.number]
            )
        }
    }
}
