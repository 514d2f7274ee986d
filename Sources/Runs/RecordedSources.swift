// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit
import GRDB

/// The ledgers, or sources like them, that a window was delivered with.
struct RecordedSources {
    /// One fetch of one ledger: what its partitions have in common beside their dates.
    struct Source: Hashable {
        let connection: String
        let stageType: String
        let options: String
        /// The partitions' key without the date, `418207/funds`.
        let name: String

        /// Nil for a partition whose key does not end in a date.
        init?(connection: String, stageType: String, options: String, key: String) {
            let parts = key.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count > 1, CalendarDate(iso: String(parts.last ?? "")) != nil else {
                return nil
            }
            self.connection = connection
            self.stageType = stageType
            self.options = options
            name = parts.dropLast().joined(separator: "/")
        }

        /// Whether both are read by fetches that are alike.
        func isAsked(like other: Source) -> Bool {
            connection == other.connection && stageType == other.stageType
                && options == other.options
        }
    }

    /// Sees to it that a window which is run again loses no ledger that it was delivered with.
    ///
    /// A fetch whose options or connection have changed is another one, and is not compared.
    ///
    /// - Throws: `ledger-vanished`.
    static func check(
        _ partitions: [PartitionResult],
        of description: RunDescription,
        in store: StateStore
    ) throws(PipelineError) {
        guard description.window != nil else { return }
        let found = Set(
            partitions.compactMap {
                Source(
                    connection: $0.connection?.text ?? "",
                    stageType: $0.stageType,
                    options: $0.options,
                    key: $0.key
                )
            }
        )
        let recorded = try store.read { try sources(of: description, $0) }
        let lost = recorded.subtracting(found).filter { one in
            found.contains { $0.isAsked(like: one) }
        }
        guard !lost.isEmpty else { return }
        throw .ledgerVanished(lost.map(\.name).sorted())
    }

    private static func sources(
        of description: RunDescription,
        _ database: Database
    ) throws -> Set<Source> {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT p.connection_identity, p.stage_type, p.options, p.partition_key
                FROM window_partitions AS p JOIN windows AS w ON w.id = p.window
                WHERE w.production = ? AND w.pipeline = ? AND w.parameter_hash = ?
                    AND w.connection_identity = ? AND w.first_day = ? AND w.last_day = ?
                """,
            arguments: [
                description.isProduction, description.pipeline, description.parameterHash,
                description.connectionIdentity, description.window?.first.description ?? "",
                description.window?.last.description ?? "",
            ]
        )
        return Set(
            rows.compactMap {
                Source(connection: $0[0], stageType: $0[1], options: $0[2], key: $0[3])
            }
        )
    }
}
