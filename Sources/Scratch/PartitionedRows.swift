// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Rows on disk, parted by the hash of their keys: equal keys are in one partition, each in the order of the input.
public final class PartitionedRows {
    /// How many partitions there are.
    public static let partitionCount = 32

    /// The columns of the rows.
    public let schema: Schema
    private let keyColumns: [KeyColumn]
    private let share: ScratchShare
    private var waiting: [RecordBatch] = []
    private var waitingRowCount = 0
    private var parts: [SpilledBatches]

    /// Starts without rows.
    ///
    /// - Throws: `PipelineError` if no file can be made.
    public init(
        schema: Schema,
        by keyColumns: [KeyColumn],
        in space: ScratchSpace
    ) throws(PipelineError) {
        self.schema = schema
        self.keyColumns = keyColumns
        share = ScratchShare(of: space)
        let file = try space.makeFile()
        let part = SpilledBatches(schema: schema, in: file)
        parts = Array(repeating: part, count: Self.partitionCount)
    }

    /// Adds rows.
    ///
    /// - Throws: `PipelineError` if the disk cannot be written.
    public func add(_ batch: RecordBatch) throws(PipelineError) {
        guard batch.rowCount > 0 else { return }
        if waitingRowCount + batch.rowCount > RecordBatch.maximumRowCount { try write() }
        waiting.append(batch)
        waitingRowCount += batch.rowCount
        let hasRoom = share.hold(batch.byteCount)
        // Larger lots give larger blocks.
        if !hasRoom { try write() }
    }

    /// The partitions; no rows are added after that.
    ///
    /// - Throws: `PipelineError` if the disk cannot be written.
    public func finish() throws(PipelineError) -> [SpilledBatches] {
        try write()
        return parts
    }

    private func write() throws(PipelineError) {
        guard waitingRowCount > 0 else { return }
        let hashes = waiting.map { RowKeys(of: $0, by: keyColumns).hashes }
        let (positions, starts) = Self.partition(hashes)
        for part in 0..<Self.partitionCount where starts[part] < starts[part + 1] {
            var rows = ValuesBuilder<RowPosition>(capacity: starts[part + 1] - starts[part])
            for index in starts[part]..<starts[part + 1] { rows.put(positions[index]) }
            let batch = RecordBatch.gathering(
                rows.finish(),
                from: waiting,
                schema: schema,
                origin: BatchOrigin(partition: nil, runs: [])
            )
            try parts[part].append(batch)
        }
        waiting = []
        waitingRowCount = 0
        share.release(share.heldByteCount)
    }

    /// The positions of all rows by partition, and where each partition begins among them.
    private static func partition(_ hashes: [Values<UInt64>]) -> (Values<RowPosition>, [Int]) {
        // The highest bits: tables of keys find their slots by lower ones.
        let shift = UInt64(64 - partitionCount.trailingZeroBitCount)
        var starts = [Int](repeating: 0, count: partitionCount + 1)
        for hashes in hashes {
            let span = hashes.span
            for row in span.indices { starts[Int(span[row] >> shift) &+ 1] &+= 1 }
        }
        for part in 0..<partitionCount { starts[part + 1] += starts[part] }
        var next = starts
        var positions = ValuesBuilder<RowPosition>(uninitializedCount: starts[partitionCount])
        for (batch, hashes) in hashes.enumerated() {
            let span = hashes.span
            for row in span.indices {
                let part = Int(span[row] >> shift)
                positions[next[part]] = RowPosition(batch: batch, row: row)
                next[part] &+= 1
            }
        }
        return (positions.finish(), starts)
    }
}
