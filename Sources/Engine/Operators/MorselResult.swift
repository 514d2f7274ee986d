// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of one morsel as one stream sink writes them.
struct EncodedChunk: Sendable {
    let node: Int
    let bytes: Bytes
    /// The one currency of each money column, where no `currency` column tells it.
    let currencies: [String: Currency]
}

/// What one worker makes of one morsel, before order is restored.
struct MorselResult: Sendable {
    /// Encoded rows, by stream sink.
    var chunks: [EncodedChunk] = []
    /// Rows for ordered and whole-run transforms and batch sinks, by stage and which of its inputs they are.
    private(set) var batches: [(end: SegmentPlan.End, batches: [RecordBatch])] = []
    /// What the pages held, for morsels of pages.
    var summary = PageSummary()
    /// Rows in and out of stages of the graph.
    var counts: [Int: RunReport.StageCount] = [:]
    /// Bytes of `batches`, held until they have been released.
    private(set) var rowByteCount = 0

    /// Bytes held until they have been released and written.
    var heldByteCount: Int { chunks.reduce(rowByteCount) { $0 + $1.bytes.count } }

    /// Adds rows for a stage that takes them in order.
    mutating func add(_ batches: [RecordBatch], for end: SegmentPlan.End) {
        self.batches.append((end, batches))
        for batch in batches { rowByteCount += batch.byteCount }
    }
}
