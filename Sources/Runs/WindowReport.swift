// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
package import struct FjordKit.DateWindow

/// One partition as it was last read.
package struct RecordedPartition: Sendable, Hashable {
    /// The registered stage that read it, `vipps.funds`.
    package let stageType: String
    /// As the fetch stage names it, `418207/funds/2026-10-03`.
    package let key: String
    /// `final` or `provisional`.
    package let state: String
    /// The rows read.
    package let rowCount: Int
    /// One sum for each currency, in order of the currencies; empty where none is kept.
    package let sums: [CurrencySum]
    /// The hash of the decoded entries; nil for a source without one.
    package let inputHash: String?
}

extension RecordedPartition {
    init(_ row: Row) {
        stageType = row["stage_type"]
        key = row["partition_key"]
        state = row["finality"]
        rowCount = row["row_count"]
        let text = row["sums"] as String? ?? ""
        let amounts = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        sums = (amounts ?? [:]).sorted { $0.key < $1.key }
            .map { CurrencySum(currency: $0.key, amount: $0.value) }
        inputHash = row["input_hash"]
    }
}

/// What one window has delivered.
package struct WindowReport: Sendable, Hashable {
    /// Whether a window is complete.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Delivered, and nothing of it may still change.
        case done
        /// Delivered, and some of it may still change.
        case provisional
        /// Never delivered; its last run failed.
        case failed
    }

    /// The days; nil for a pipeline without a window.
    package let window: DateWindow?
    /// Whether it is complete.
    package let state: State
    /// When that was recorded, microseconds since 1970-01-01T00:00:00Z.
    package let recordedMicroseconds: Int64
    /// When it was first delivered; nil when it never was.
    package let deliveredMicroseconds: Int64?
    /// The run that made it so.
    package let run: Int64
    /// The error that made it fail, as the user saw it; nil for other states.
    package let errorText: String?
    /// What it was made from, in order; only read on request.
    package let partitions: [RecordedPartition]
}

/// The windows of one pipeline that were made with the same parameters over the same connections.
package struct WindowSeries: Sendable, Hashable {
    /// False on the sandbox, on a replay and with `--set`.
    package let isProduction: Bool
    /// A hash of the parameters.
    package let parameterHash: String
    /// What the connections are, one to a line; never a secret.
    package let connectionIdentity: String
    /// In order of their days.
    package let windows: [WindowReport]
}

/// Where one feed goes on.
package struct RecordedCursor: Sendable, Hashable {
    /// False on the sandbox, on a replay and with `--set`.
    package let isProduction: Bool
    /// The fetch stage's id.
    package let stage: String
    /// The partition, `418207/funds`.
    package let key: String
    /// When it was moved, microseconds since 1970-01-01T00:00:00Z.
    package let recordedMicroseconds: Int64
    /// The run that moved it.
    package let run: Int64
}

/// All that state knows of one pipeline.
package struct PipelineRecord: Sendable, Hashable {
    /// The pipeline's name.
    package let name: String
    /// Its latest run.
    package let lastRun: RunRecord
    /// Its latest run that committed; nil when none did.
    package let lastCommit: RunRecord?
    /// The number of its latest committed feed run in production; nil for a pipeline without a feed.
    package let batch: Int?
    /// Its windows, production first.
    package let series: [WindowSeries]
    /// Its feeds, production first.
    package let cursors: [RecordedCursor]
}
