// SPDX-License-Identifier: Apache-2.0

import Columnar
import Digests
import FjordKit
import GRDB

/// The statements about where feeds go on and how many runs of a pipeline have read one.
enum FeedRecords {
    static func cursors(
        of stage: FeedStage,
        in description: RunDescription,
        _ database: Database
    ) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT partition_key, cursor FROM feed_cursors
                WHERE production = ? AND pipeline = ? AND parameter_hash = ?
                    AND connection_identity = ? AND stage = ? AND options = ?
                """,
            arguments: [
                description.isProduction, description.pipeline, description.parameterHash,
                stage.connection?.text ?? "", stage.id, stage.options,
            ]
        )
        return rows.reduce(into: [:]) { $0[$1["partition_key"]] = $1["cursor"] as String }
    }

    /// What the place of a feed hangs on.
    struct Key: Hashable {
        let parameters: String
        let connection: String
        let stage: String
        let options: String
    }

    /// The feeds of a pipeline whose places are known, whoever read them.
    static func keys(of description: RunDescription, _ database: Database) throws -> [Key] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT parameter_hash, connection_identity, stage, options FROM feed_cursors
                WHERE production = ? AND pipeline = ? ORDER BY stage, options
                """,
            arguments: [description.isProduction, description.pipeline]
        ).map {
            Key(parameters: $0[0], connection: $0[1], stage: $0[2], options: $0[3])
        }
    }

    static func record(
        _ partition: PartitionResult,
        in description: RunDescription,
        run: RunIdentifier,
        at microseconds: Int64,
        _ database: Database
    ) throws {
        guard let cursor = partition.cursor else { return }
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO feed_cursors (
                    production, pipeline, parameter_hash, connection_identity, stage, options,
                    partition_key, cursor, recorded, run
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                description.isProduction, description.pipeline, description.parameterHash,
                partition.connection?.text ?? "", partition.stage, partition.options,
                partition.key, cursor, microseconds, run.number,
            ]
        )
    }

    static func nextBatch(
        of pipeline: String,
        isProduction: Bool,
        _ database: Database
    ) throws -> Int {
        let last = try Int.fetchOne(
            database,
            sql: """
                SELECT max(batch) FROM runs
                WHERE pipeline = ? AND production = ? AND phase IN ('committed', 'done')
                """,
            arguments: [pipeline, isProduction]
        )
        return (last ?? 0) + 1
    }
}

/// A fetch stage as its cursors are kept.
package struct FeedStage: Sendable {
    /// The stage's id in the pipeline.
    package let id: String
    /// The stage's options in one spelling.
    package let options: String
    /// The connection that is asked; nil for a stage without one.
    package let connection: ConnectionIdentity?

    /// Names a stage.
    package init(id: String, options: String, connection: ConnectionIdentity?) {
        self.id = id
        self.options = options
        self.connection = connection
    }
}

extension FeedRecords.Key {
    init(_ stage: FeedStage, in description: RunDescription) {
        self.init(
            parameters: description.parameterHash,
            connection: stage.connection?.text ?? "",
            stage: stage.id,
            options: stage.options
        )
    }

    /// How this feed differs from one that is read now, as a sentence ends.
    func difference(from other: FeedRecords.Key) -> String {
        if stage != other.stage { return "for the stage id '\(stage)'" }
        if connection != other.connection {
            return "for another connection: address, kind of keys or client_id"
        }
        return options != other.options ? "for other options of the stage" : "for other parameters"
    }
}

/// The statements about the files in which stages remember something from run to run.
enum MemoryRecords {
    /// The file that a stage kept in the latest run before this one; of an earlier window, if there are windows.
    static func previousPath(
        of stage: String,
        in description: RunDescription,
        _ database: Database
    ) throws -> String? {
        let first = description.window?.first.description ?? ""
        return try String.fetchOne(
            database,
            sql: """
                SELECT path FROM memories
                WHERE production = ? AND pipeline = ? AND parameter_hash = ?
                    AND connection_identity = ? AND stage = ?
                    AND CASE ? WHEN '' THEN last_day = '' ELSE last_day <> '' AND last_day < ? END
                ORDER BY last_day DESC, first_day DESC LIMIT 1
                """,
            arguments: [
                description.isProduction, description.pipeline, description.parameterHash,
                description.connectionIdentity, stage, first, first,
            ]
        )
    }

    static func record(
        _ memory: MemoryFile,
        at path: String,
        in description: RunDescription,
        run: RunIdentifier,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO memories (
                    production, pipeline, parameter_hash, connection_identity, stage,
                    first_day, last_day, path, run
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                description.isProduction, description.pipeline, description.parameterHash,
                description.connectionIdentity, memory.stage,
                description.window?.first.description ?? "",
                description.window?.last.description ?? "", path, run.number,
            ]
        )
    }

    /// Where a stage's memory lies: one file per window, or one for a pipeline without windows.
    static func path(of stage: String, in description: RunDescription) -> String {
        let key = [
            description.isProduction ? "production" : "trial", description.parameterHash,
            description.connectionIdentity, stage,
        ]
        let name = Digest.hex(of: key.joined(separator: "\n")).prefix(16)
        let window = description.window.map { ".\($0.first)_\($0.last)" } ?? ""
        return ".fjord/memory/\(description.pipeline).\(name)\(window).rows"
    }
}
