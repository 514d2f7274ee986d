// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A stage whose result for a row depends on that row alone; runs on any worker.
public protocol BatchTransform: Stage {
    /// The columns that come out for these columns that go in.
    func outputSchema(for input: Schema) throws -> Schema

    /// Turns one batch into one batch. An empty batch stays one.
    func apply(_ batch: RecordBatch) throws -> RecordBatch
}

/// A stage that sees all rows in source order on one task, and may stop the fetch.
///
/// The instance is copied at the start of a run; `apply` calls never overlap.
public protocol OrderedTransform: Stage {
    /// The columns that come out for these columns that go in.
    func outputSchema(for input: Schema) throws -> Schema

    /// Takes the next batch; after `.last` it is not called again.
    mutating func apply(_ batch: RecordBatch) throws -> TransformResult
}

/// What an ordered transform makes of a batch.
public enum TransformResult: Sendable {
    /// These rows go on, and more may follow.
    case rows(RecordBatch)
    /// These rows go on, and no more are needed.
    case last(RecordBatch)

    /// The first `remaining` rows of a batch, counted down; the last ones once none remain.
    public static func prefix(of batch: RecordBatch, taking remaining: inout Int) -> TransformResult
    {
        let taken = min(remaining, batch.rowCount)
        remaining -= taken
        let rows = batch.slice(0..<taken)
        return remaining == 0 ? .last(rows) : .rows(rows)
    }
}
