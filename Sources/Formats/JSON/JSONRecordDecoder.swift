// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Diagnostics

/// Turns JSON pages into record batches.
///
/// Pages of one partition come in their order; small ones are joined, large ones split. One owner at a time: a worker
/// makes its own and uses it for every page, so that its memory is reused.
public final class JSONRecordDecoder {
    /// How pages become batches.
    public let plan: JSONDecodePlan

    private var index = StructuralIndex()
    private var pages: PageDecoder

    /// Prepares to decode.
    ///
    /// - Parameters:
    ///   - plan: Where the records are and which columns they have.
    ///   - batchRows: The most rows of a batch; what is read, and what is at fault, does not depend on it.
    public init(_ plan: JSONDecodePlan, batchRows: Int = RecordBatch.maximumRowCount) {
        precondition(
            (1...RecordBatch.maximumRowCount).contains(batchRows),
            "batchRows out of range"
        )
        self.plan = plan
        pages = PageDecoder(plan, batchRows: batchRows)
    }

    /// Says which partition the next pages belong to.
    ///
    /// - Precondition: `flush` has been called since the last page.
    /// - Parameters:
    ///   - name: As its fetch stage names it, for messages.
    ///   - constants: The value of each constant column by its name; null where it is missing.
    public func startPartition(_ name: String?, constants: [String: String] = [:]) {
        precondition(pages.batch.rowCount == 0, "flush one partition before the next starts")
        pages.batch.partition = name
        pages.batch.constants = constants
    }

    /// Decodes one page, emitting batches as they fill; the rest waits for the next page or `flush`.
    ///
    /// - Parameters:
    ///   - page: UTF-8, with or without a byte order mark; not copied.
    ///   - number: The page's number, from 1; nil for sources without pages.
    ///   - emit: Takes each batch.
    /// - Returns: How many records the page had, and their hash.
    /// - Throws: `PipelineError` with page, row and path, after all rows before the fault have been emitted, those of
    ///   earlier pages included; what `emit` throws.
    @discardableResult
    public func decode(
        _ page: Bytes,
        number: Int?,
        emit: (RecordBatch) throws -> Void
    ) throws -> InputHash {
        try pages.decode(page, number: number, index: &index, emit: emit)
    }

    /// Emits the rows that wait, if any.
    ///
    /// - Parameter emit: Takes the batch.
    /// - Throws: What `emit` throws.
    public func flush(emit: (RecordBatch) throws -> Void) throws {
        try pages.flush(emit: emit)
    }

    /// How often each member that no column takes was met since the last call, by its dotted path; nulls do not count.
    public func takeUnknownFields() -> [String: Int] { pages.walk.takeUnknownCounts() }
}
