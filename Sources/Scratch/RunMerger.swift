// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Spilled batches whose rows are in the order of their keys.
public struct SortedRun {
    /// The rows.
    public let batches: SpilledBatches
    /// For each batch the rows that count; nil for all.
    public let kept: [Bitmap]?

    /// Takes spilled batches, or of each only the rows whose bit is set.
    public init(_ batches: SpilledBatches, kept: [Bitmap]? = nil) {
        self.batches = batches
        self.kept = kept
    }
}

/// Merges runs into one; rows with equal keys come in the order of their runs.
///
/// Reads at most as many runs at once as the scratch space has room for: more are merged in several passes.
public final class RunMerger {
    private let schema: Schema
    private let keys: [KeyColumn]
    private let commonByteCount: Int
    private let space: ScratchSpace
    private var runs: [SortedRun]
    private var heads: MergeHeads?

    /// Takes runs over one schema.
    ///
    /// - Parameters:
    ///   - runs: The runs, in the order in which equal keys come out.
    ///   - schema: The columns of all runs.
    ///   - keys: The columns by which every run is sorted.
    ///   - commonByteCount: How many bytes all keys of all runs are known to begin with in common.
    ///   - space: Where passes write to.
    public init(
        _ runs: [SortedRun],
        schema: Schema,
        by keys: [KeyColumn],
        commonByteCount: Int = 0,
        in space: ScratchSpace
    ) {
        self.schema = schema
        self.keys = keys
        self.commonByteCount = commonByteCount
        self.space = space
        self.runs = runs.filter { $0.batches.rowCount > 0 }
    }

    /// The next rows in order; nil after the last.
    ///
    /// - Returns: Rows without an origin.
    /// - Throws: `PipelineError` if the disk fails.
    public func next() throws(PipelineError) -> RecordBatch? {
        if heads == nil {
            while runs.count > space.fanIn { try mergeOnePass() }
            heads = try makeHeads(runs[...])
            runs = []
        }
        return try heads?.next(rowLimit: RecordBatch.maximumRowCount, byteLimit: 8 << 20)
    }

    private func makeHeads(_ runs: ArraySlice<SortedRun>) throws(PipelineError) -> MergeHeads {
        try MergeHeads(Array(runs), schema: schema, by: keys, skipping: commonByteCount)
    }

    /// Merges neighbouring runs, so that equal keys stay in order.
    private func mergeOnePass() throws(PipelineError) {
        let file = try space.makeFile()
        var merged: [SortedRun] = []
        for first in stride(from: 0, to: runs.count, by: space.fanIn) {
            let group = runs[first..<min(first + space.fanIn, runs.count)]
            let heads = try makeHeads(group)
            var batches = SpilledBatches(schema: schema, in: file)
            while let batch = try heads.next(rowLimit: 16_384, byteLimit: space.blockByteCount) {
                try batches.append(batch)
            }
            merged.append(SortedRun(batches))
        }
        runs = merged
    }
}
