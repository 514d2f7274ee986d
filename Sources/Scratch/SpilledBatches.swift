// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Batches on disk, in the order in which they were written; several may share one file.
public struct SpilledBatches {
    private struct Block {
        let range: Range<Int>
        let rowCount: Int
    }

    /// The columns of every batch.
    public let schema: Schema
    /// How many rows there are in all.
    public private(set) var rowCount = 0
    private let file: ScratchFile
    private var blocks: [Block] = []

    /// Starts empty.
    public init(schema: Schema, in file: ScratchFile) {
        self.schema = schema
        self.file = file
    }

    /// How many batches there are.
    public var count: Int { blocks.count }

    /// Writes a batch behind those written so far.
    ///
    /// - Throws: `PipelineError`, for a full disk above all.
    public mutating func append(_ batch: RecordBatch) throws(PipelineError) {
        let range = try file.append(BatchCodec.encode(batch))
        blocks.append(Block(range: range, rowCount: batch.rowCount))
        rowCount += batch.rowCount
    }

    /// Reads a batch.
    ///
    /// - Throws: `PipelineError` if the disk fails.
    public func batch(_ index: Int) throws(PipelineError) -> RecordBatch {
        BatchCodec.decode(try file.read(blocks[index].range), schema: schema)
    }

    /// How many rows a batch has, without reading it.
    public func rowCount(ofBatch index: Int) -> Int { blocks[index].rowCount }
}
