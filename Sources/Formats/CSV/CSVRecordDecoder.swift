// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Diagnostics

/// Turns CSV into record batches.
///
/// A page is whole rows after the header, if the dialect has one: a file, or one of the blocks that `FileBlocks` cuts.
/// Pages of one partition come in their order; small ones are joined, large ones split. One owner at a time: a worker
/// makes its own and uses it for every page, so that its memory is reused.
public final class CSVRecordDecoder {
    /// How pages become batches.
    public let plan: CSVDecodePlan

    private var pages: CSVPageDecoder

    /// Prepares to decode.
    ///
    /// - Parameters:
    ///   - plan: How the file is written and which columns are wanted.
    ///   - batchRows: The most rows of a batch; what is read, and what is at fault, does not depend on it.
    public init(_ plan: CSVDecodePlan, batchRows: Int = RecordBatch.maximumRowCount) {
        precondition(
            (1...RecordBatch.maximumRowCount).contains(batchRows),
            "batchRows out of range"
        )
        self.plan = plan
        pages = CSVPageDecoder(plan, batchRows: batchRows)
    }

    /// Says which partition the next pages belong to, for messages.
    ///
    /// - Precondition: `flush` has been called since the last page.
    public func startPartition(_ name: String?) {
        precondition(pages.batch.rowCount == 0, "flush one partition before the next starts")
        pages.batch.partition = name
    }

    /// Decodes one page, emitting batches as they fill; the rest waits for the next page or `flush`.
    ///
    /// - Parameters:
    ///   - page: UTF-8, with or without a byte order mark; not copied.
    ///   - number: The page's number, from 1; nil for sources without pages. The dialect's skipped lines are those of
    ///     the first page.
    ///   - firstLine: The line of its file at which the page's rows begin, for messages; nil if the page begins the file.
    ///   - emit: Takes each batch.
    /// - Returns: How many rows the page had.
    /// - Throws: `PipelineError` with page, row, line and column, after all rows before the fault have been emitted,
    ///   those of earlier pages included; what `emit` throws.
    @discardableResult
    public func decode(
        _ page: Bytes,
        number: Int?,
        firstLine: Int? = nil,
        emit: (RecordBatch) throws -> Void
    ) throws -> Int {
        try pages.decode(page, number: number, firstLine: firstLine, emit: emit)
    }

    /// Emits the rows that wait, if any.
    ///
    /// - Parameter emit: Takes the batch.
    /// - Throws: What `emit` throws.
    public func flush(emit: (RecordBatch) throws -> Void) throws {
        try pages.flush(emit: emit)
    }

    /// How often each column that none of the plan's takes had a value since the last call, by its name.
    public func takeUnknownFields() -> [String: Int] { pages.takeUnknownCounts() }
}
