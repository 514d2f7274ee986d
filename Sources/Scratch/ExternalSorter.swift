// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Sorts any number of rows by key columns; rows with equal keys keep their order.
///
/// Rows stay in memory while they fit. Beyond that they are written in sorted runs, which are merged at the end.
public final class ExternalSorter {
    /// Smaller batches are joined first, so that a batch's own cost does not count.
    private static let joinedRowCount = 4_096

    private let schema: Schema
    private let keyColumns: [KeyColumn]
    private let share: ScratchShare
    private var small: [RecordBatch] = []
    private var smallRowCount = 0
    private var smallByteCount = 0
    private var held: [RecordBatch] = []
    private var keys: [RowKeys] = []
    /// The first key of all, and how many bytes all others begin with in common with it.
    private var firstKey: RowKeys?
    private var commonByteCount = Int.max
    private var runs: [SortedRun] = []
    private var runFile: ScratchFile?
    private var merger: RunMerger?
    private var order: Values<RowPosition>?
    private var emittedRowCount = 0
    /// How many rows come out of memory at a time; 0 until it is known.
    private var nextRowCount = 0

    /// Starts without rows.
    public init(schema: Schema, by keyColumns: [KeyColumn], in space: ScratchSpace) {
        self.schema = schema
        self.keyColumns = keyColumns
        share = ScratchShare(of: space)
    }

    /// Adds rows.
    ///
    /// - Throws: `PipelineError` if the disk cannot be written.
    public func add(_ batch: RecordBatch) throws(PipelineError) {
        precondition(order == nil && merger == nil, "rows are added before the first is taken")
        guard batch.rowCount > 0 else { return }
        if batch.rowCount >= Self.joinedRowCount {
            try joinSmall()
            return try holdRows(batch)
        }
        small.append(batch)
        smallRowCount += batch.rowCount
        smallByteCount += batch.byteCount
        if smallRowCount >= Self.joinedRowCount || smallByteCount >= share.space.leastByteCount {
            try joinSmall()
        }
    }

    /// The next rows in order; the first call ends the adding.
    ///
    /// - Returns: Rows numbered as they come out; nil after the last.
    /// - Throws: `PipelineError` if the disk fails.
    public func next() throws(PipelineError) -> RecordBatch? {
        if order == nil, merger == nil { try finish() }
        let sorted: RecordBatch?
        if let merger { sorted = try merger.next() } else { sorted = nextInMemory() }
        guard let sorted else { return nil }
        defer { emittedRowCount += sorted.rowCount }
        return sorted.numbered(from: emittedRowCount + 1)
    }

    private func joinSmall() throws(PipelineError) {
        guard let first = small.first else { return }
        let joined = small.count == 1 ? first : RecordBatch.joining(small, schema: schema)
        small = []
        smallRowCount = 0
        smallByteCount = 0
        try holdRows(joined)
    }

    private func holdRows(_ batch: RecordBatch) throws(PipelineError) {
        let keys = RowKeys(of: batch, by: keyColumns)
        let first = firstKey ?? RowKeys(of: batch.slice(0..<1), by: keyColumns)
        firstKey = first
        commonByteCount = min(
            commonByteCount,
            keys.commonByteCount,
            keys.commonByteCount(with: first)
        )
        held.append(batch)
        self.keys.append(keys)
        let perRow = RowSorting.byteCountPerRow
        let byteCount = batch.byteCount + keys.byteCount + perRow * batch.rowCount
        if !share.hold(byteCount) { try spill() }
    }

    /// Writes what is held as one sorted run.
    private func spill() throws(PipelineError) {
        guard !held.isEmpty else { return }
        if runFile == nil { runFile = try share.space.makeFile() }
        guard let file = runFile else { return }
        let order = RowSorting.order(keys, skipping: commonByteCount)
        var run = SpilledBatches(schema: schema, in: file)
        let rowCount = share.space.blockRowCount(
            byteCount: held.reduce(0) { $0 + $1.byteCount },
            ofRows: order.count
        )
        for start in stride(from: 0, to: order.count, by: rowCount) {
            try run.append(gather(order, start..<min(start + rowCount, order.count)))
        }
        runs.append(SortedRun(run))
        held = []
        keys = []
        share.release(share.heldByteCount)
    }
    private func finish() throws(PipelineError) {
        try joinSmall()
        if runs.isEmpty {
            order = RowSorting.order(keys, skipping: commonByteCount)
            keys = []
        } else {
            try spill()
            runFile = nil
            merger = RunMerger(
                runs,
                schema: schema,
                by: keyColumns,
                commonByteCount: commonByteCount,
                in: share.space
            )
            runs = []
        }
    }

    private func nextInMemory() -> RecordBatch? {
        guard let order, emittedRowCount < order.count else {
            held = []
            share.release(share.heldByteCount)
            return nil
        }
        if nextRowCount == 0 {
            let rowByteCount = held.reduce(0) { $0 + $1.byteCount } / order.count
            let fitting = (8 << 20) / max(1, rowByteCount)
            nextRowCount = min(max(1, fitting), RecordBatch.maximumRowCount)
        }
        let end = min(emittedRowCount + nextRowCount, order.count)
        return gather(order, emittedRowCount..<end)
    }

    private func gather(_ order: Values<RowPosition>, _ range: Range<Int>) -> RecordBatch {
        var positions = ValuesBuilder<RowPosition>(capacity: range.count)
        let span = order.span
        for index in range { positions.put(span[index]) }
        return .gathering(
            positions.finish(),
            from: held,
            schema: schema,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }
}
