// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// The statements about temporary files, new folders, the journal and committed outputs.
enum CommitRecords {
    static func insertTemporary(
        _ temporary: String,
        target: String,
        newFolders: [String],
        of run: RunIdentifier,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO temporary_files (run, temporary, target) VALUES (?, ?, ?)
                """,
            arguments: [run.number, temporary, target]
        )
        for folder in newFolders {
            try database.execute(
                sql: "INSERT OR IGNORE INTO new_folders (run, path) VALUES (?, ?)",
                arguments: [run.number, folder]
            )
        }
    }

    /// The renames that a commit would have made, for them to be discarded.
    static func prepared(by run: RunIdentifier, _ database: Database) throws -> [Effect] {
        try Row.fetchAll(
            database,
            sql: "SELECT temporary, target FROM temporary_files WHERE run = ?",
            arguments: [run.number]
        ).map { .rename(from: $0["temporary"], to: $0["target"]) }
    }

    /// Innermost first, so that they can be removed in this order.
    static func newFolders(of run: RunIdentifier, _ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT path FROM new_folders WHERE run = ? ORDER BY length(path) DESC",
            arguments: [run.number]
        )
    }

    static func insertJournal(
        _ effects: [Effect],
        of run: RunIdentifier,
        _ database: Database
    ) throws {
        for (ordinal, effect) in effects.enumerated() {
            let text = String(decoding: try JSONEncoder().encode(effect), as: UTF8.self)
            try database.execute(
                sql: "INSERT INTO journal (run, ordinal, effect) VALUES (?, ?, ?)",
                arguments: [run.number, ordinal, text]
            )
        }
    }

    static func journal(of run: RunIdentifier, _ database: Database) throws -> [Effect] {
        try String.fetchAll(
            database,
            sql: "SELECT effect FROM journal WHERE run = ? ORDER BY ordinal",
            arguments: [run.number]
        ).map { try JSONDecoder().decode(Effect.self, from: Data($0.utf8)) }
    }

    static func insertOutputs(
        _ outputs: [CommittedOutput],
        of run: RunIdentifier,
        _ database: Database
    ) throws {
        for (ordinal, output) in outputs.enumerated() {
            try database.execute(
                sql: """
                    INSERT INTO outputs (run, ordinal, path, row_count, byte_count, sha256)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.number, ordinal, output.path, output.rowCount, output.byteCount,
                    output.sha256,
                ]
            )
        }
    }

    /// The pipeline whose production run was the last to commit a file at this path; nil when there
    /// was none, or another run replaced the file since.
    static func productionPipeline(
        thatWrote path: String,
        _ database: Database
    ) throws -> String? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT pipeline, production FROM outputs JOIN runs ON number = run
                WHERE path = ? ORDER BY run DESC LIMIT 1
                """,
            arguments: [path]
        ).flatMap { $0["production"] ? $0["pipeline"] : nil }
    }
}
