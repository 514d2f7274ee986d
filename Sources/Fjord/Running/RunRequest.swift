// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Pipelines
import Runs

/// What a command line asks of one pipeline.
struct RunRequest: Sendable {
    /// The pipeline file, relative to the current folder or absolute.
    var file: String
    /// Which days.
    var choice: WindowChoice = .latest
    /// The texts behind `--set`.
    var settings: [String] = []
    /// The texts behind `--connection`.
    var connections: [String] = []
    /// Whether nothing shall be written while a date may still change.
    var requiresFinal = false
    /// Whether feeds may be read from their beginning where their place is known under another key only.
    var restartsFeeds = false
}

/// What one run did, for people and scripts.
struct RunSummary: Sendable {
    let pipeline: String
    let window: String?
    /// The run's number; nil for a pipeline without a feed.
    let batch: Int?
    let committed: CommittedOutputs
    let rowsRead: Int
    let partitionCount: Int
    let provisionalPartitions: [String]
    /// What the stages have to say about the rows.
    let findings: [Finding]
    let folder: String
    let seconds: Double
    var requestCount: Int
    var retryCount: Int
}
