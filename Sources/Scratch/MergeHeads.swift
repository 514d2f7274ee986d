// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// The next row of each of several runs, the first of all on top.
final class MergeHeads {
    private struct Head {
        let run: SortedRun
        var nextBatch = 0
        var batch: RecordBatch?
        var keys: RowKeys?
        var prefixes: Values<UInt64>?
        var row = 0
        var prefix: UInt64 = 0
        /// The batch's number among those that the rows being gathered come from; -1 if none does yet.
        var gatheredAs = -1
        var rowByteCount = 0
    }

    private let schema: Schema
    private let keyColumns: [KeyColumn]
    private let skipped: Int
    private var heads: [Head]
    /// Numbers of heads as a binary heap.
    private var heap: [Int] = []
    private var sources: [RecordBatch] = []

    init(
        _ runs: [SortedRun],
        schema: Schema,
        by keyColumns: [KeyColumn],
        skipping skipped: Int
    ) throws(PipelineError) {
        self.schema = schema
        self.keyColumns = keyColumns
        self.skipped = skipped
        heads = runs.map { Head(run: $0) }
        for index in heads.indices where try readBatch(index) { heap.append(index) }
        for place in heap.indices.reversed() { siftDown(from: place) }
    }

    /// The next rows; nil after the last.
    func next(rowLimit: Int, byteLimit: Int) throws(PipelineError) -> RecordBatch? {
        guard !heap.isEmpty else { return nil }
        sources = []
        for index in heads.indices { heads[index].gatheredAs = -1 }
        var positions = ValuesBuilder<RowPosition>(capacity: 1_024)
        var byteCount = 0
        while let top = heap.first, positions.count < rowLimit, byteCount < byteLimit {
            if heads[top].gatheredAs < 0, let batch = heads[top].batch {
                heads[top].gatheredAs = sources.count
                sources.append(batch)
            }
            positions.append(RowPosition(batch: heads[top].gatheredAs, row: heads[top].row))
            byteCount += heads[top].rowByteCount
            try advance(top)
        }
        let rows = RecordBatch.gathering(
            positions.finish(),
            from: sources,
            schema: schema,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        sources = []
        return rows
    }

    /// Moves the top head to its next row, and the heap into order.
    private func advance(_ top: Int) throws(PipelineError) {
        let row = heads[top].row + 1
        if let prefixes = heads[top].prefixes, row < prefixes.count {
            heads[top].row = row
            heads[top].prefix = prefixes[row]
        } else if try !readBatch(top) {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
        }
        siftDown(from: 0)
    }

    /// Reads a run's next batch that has rows; false at its end.
    private func readBatch(_ index: Int) throws(PipelineError) -> Bool {
        let run = heads[index].run
        while heads[index].nextBatch < run.batches.count {
            let number = heads[index].nextBatch
            heads[index].nextBatch += 1
            if let kept = run.kept?[number], kept.setCount == 0 { continue }
            var batch = try run.batches.batch(number)
            if let kept = run.kept?[number] { batch = batch.filtered(by: kept) }
            guard batch.rowCount > 0 else { continue }
            let keys = RowKeys(of: batch, by: keyColumns)
            let prefixes = keys.prefixes(skipping: skipped)
            heads[index].batch = batch
            heads[index].keys = keys
            heads[index].prefixes = prefixes
            heads[index].row = 0
            heads[index].prefix = prefixes[0]
            heads[index].gatheredAs = -1
            heads[index].rowByteCount = batch.byteCount / batch.rowCount
            return true
        }
        heads[index].batch = nil
        heads[index].keys = nil
        heads[index].prefixes = nil
        return false
    }

    private func siftDown(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if isLess(heap[child], heap[least]) { least = child }
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    private func isLess(_ left: Int, _ right: Int) -> Bool {
        let (mine, theirs) = (heads[left].prefix, heads[right].prefix)
        if mine != theirs { return mine < theirs }
        guard let keys = heads[left].keys, let other = heads[right].keys else { return false }
        if RowKeys.isLess(keys, heads[left].row, other, heads[right].row) { return true }
        if RowKeys.isLess(other, heads[right].row, keys, heads[left].row) { return false }
        return left < right
    }
}
