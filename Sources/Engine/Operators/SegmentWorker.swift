// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Takes morsels of one segment through decoding, the stages of its tree and encoding.
///
/// Belongs to one worker at a time; between morsels it rests in a `WorkerPool`. One whose morsel failed is spent,
/// since parts of that morsel remain in it.
final class SegmentWorker {
    private let plan: SegmentPlan
    private let context: RunContext
    private var decoder: (any PageDecoder)?
    private var encoders: [Int: EncoderEnd] = [:]
    private var aggregations: [Int: AggregationEnd] = [:]
    private var collected: [SegmentPlan.End: [RecordBatch]] = [:]
    private var documentTotals: [Int: [Int: [Currency: Int128]]] = [:]
    /// Rows of this morsel in and out of the stages.
    private var counts: [Int: RunReport.StageCount] = [:]
    private var meter = StageMeter()

    init(plan: SegmentPlan, context: RunContext) throws {
        self.plan = plan
        self.context = context
        if case .fetch(let stage, _) = context.graph.nodes[plan.sourceNode].operation {
            decoder = try stage.makeDecoder()
        }
        for end in plan.ends { try prepareEnd(end) }
    }

    /// Sums of the money columns that this worker wrote, by sink and the column's position.
    var outputTotals: [Int: [Int: [Currency: Int128]]] {
        encoders.mapValues(\.totals).merging(documentTotals) { encoded, _ in encoded }
    }

    /// The partial aggregates that this worker holds, by stage.
    var partialAggregations: [Int: AggregationEnd] { aggregations }

    /// Runs one morsel.
    ///
    /// - Throws: The error of the lowest row of the morsel, whatever the batches.
    func run(_ morsel: Morsel) throws -> MorselResult {
        for node in aggregations.keys { aggregations[node]?.begin(morsel.key) }
        var result = MorselResult()
        meter.enter(plan.sourceNode)
        defer { context.busy.add(meter.take()) }
        switch morsel.contents {
        case .pages(let pages, let partition):
            result.summary = try decode(pages, of: partition)
        case .batches(let batches):
            for batch in batches { try take(batch) }
        }
        for end in plan.ends { harvest(end, into: &result) }
        result.counts = counts
        counts = [:]
        return result
    }

    private func prepareEnd(_ end: SegmentPlan.End) throws {
        let node = end.node
        let stage = context.graph.nodes[node]
        switch stage.operation {
        case .streamSink(let sink):
            encoders[node] = EncoderEnd(try sink.makeEncoder(for: stage.schema))
        case .aggregate:
            aggregations[node] = context.aggregations.aggregation(of: node, in: context)
                .map { AggregationEnd($0) }
        case .orderedTransform, .wholeRun, .batchSink:
            collected[end] = []
        case .fetch, .filter, .columns, .batchTransform:
            break
        }
    }

    private func decode(_ pages: [Page], of partition: Partition) throws -> PageSummary {
        var summary = PageSummary()
        let place = DataPlace(
            stage: context.graph.nodes[plan.sourceNode].id,
            partition: partition.key
        )
        guard var decoder else { preconditionFailure("pages without a decoder") }
        defer { self.decoder = decoder }
        do {
            for page in pages {
                summary.add(try decoder.decode(page, of: partition, into: take))
            }
            summary.add(try decoder.flush(into: take))
        } catch let error as PipelineError {
            throw error.placed(in: place)
        }
        return summary
    }

    /// Takes a batch from the source through the tree.
    private func take(_ batch: RecordBatch) throws {
        // What an aggregate or ordered transform gives is counted where it is made.
        if case .fetch = plan.source { count(batch.rowCount, batch.rowCount, at: plan.sourceNode) }
        for first in stride(from: 0, to: batch.rowCount, by: context.batchRowCount) {
            let end = min(first + context.batchRowCount, batch.rowCount)
            let piece = batch.slice(first..<end)
            if let fault = try lowestFault(of: piece, through: plan.branches) { throw fault.error }
        }
    }

    /// Takes rows through stages, and names the fault of the first row that has one.
    ///
    /// Rows that stand in another order than their sources, or of which several have one source, are asked once more
    /// one by one after a fault; what they leave behind goes with the morsel.
    private func lowestFault(
        of piece: RecordBatch,
        through branches: [SegmentPlan.Branch]
    ) throws -> RowFault? {
        guard let fault = try process(piece, through: branches) else { return nil }
        if piece.standsInSourceOrder { return fault }
        for row in 0..<piece.rowCount {
            if let first = try process(piece.slice(row..<row + 1), through: branches) {
                return first
            }
        }
        return fault
    }

    private func process(
        _ batch: RecordBatch,
        through branches: [SegmentPlan.Branch]
    ) throws -> RowFault? {
        var lowest: RowFault?
        for branch in branches {
            lowest = RowFault.lowest(lowest, try process(batch, at: branch))
        }
        return lowest
    }

    /// Takes a batch through one stage and those below it.
    ///
    /// - Returns: The fault of the lowest row. When a stage fails for a row, the rows before it still go on, since
    ///   one of them may fail further down: so the reported row does not depend on how rows were batched.
    private func process(_ batch: RecordBatch, at branch: SegmentPlan.Branch) throws -> RowFault? {
        let above = meter.enter(branch.node)
        defer { meter.enter(above) }
        do {
            if case .batchTransform(let transform) = context.graph.nodes[branch.node].operation {
                return try expand(batch, by: transform, at: branch)
            }
            guard let output = try apply(branch, to: batch) else { return nil }
            count(batch.rowCount, output.rowCount, at: branch.node)
            return try process(output, through: branch.children)
        } catch let error as PipelineError {
            let place = DataPlace(stage: context.graph.nodes[branch.node].id)
            throw error.placed(in: place.filled(from: DataPlace(partition: batch.origin.partition)))
        } catch let error as RowError {
            let stage = context.graph.nodes[branch.node].id
            let fault = RowFault(error, in: batch, stage: stage)
            guard error.row > 0 else { return fault }
            return RowFault.lowest(try process(batch.slice(0..<error.row), at: branch), fault)
        }
    }

    /// Takes what a transform makes of a batch through the stages below it, cut as all batches are.
    private func expand(
        _ batch: RecordBatch,
        by transform: any BatchTransform,
        at branch: SegmentPlan.Branch
    ) throws -> RowFault? {
        var lowest: RowFault?
        count(batch.rowCount, 0, at: branch.node)
        do {
            try transform.apply(batch) { output in
                count(0, output.rowCount, at: branch.node)
                for first in stride(from: 0, to: output.rowCount, by: context.batchRowCount) {
                    // What comes behind a fault cannot hold a lower row.
                    if lowest != nil { return }
                    let end = min(first + context.batchRowCount, output.rowCount)
                    let piece = output.slice(first..<end)
                    lowest = try lowestFault(of: piece, through: branch.children)
                }
            }
        } catch let error as RowError {
            let stage = context.graph.nodes[branch.node].id
            return RowFault.lowest(lowest, RowFault(error, in: batch, stage: stage))
        }
        return lowest
    }

    /// - Returns: What goes on to the stages below; nil at an end of the tree.
    private func apply(_ branch: SegmentPlan.Branch, to batch: RecordBatch) throws -> RecordBatch? {
        let node = branch.node
        switch context.graph.nodes[node].operation {
        case .filter(let expression):
            return batch.filtered(by: try expression.selectedRows(of: batch))
        case .columns(let plan):
            return try plan.apply(batch)
        case .streamSink:
            try encoders[node]?.encode(batch)
            count(batch.rowCount, batch.rowCount, at: node)
        case .aggregate:
            try aggregations[node]?.update(batch)
            count(batch.rowCount, 0, at: node)
        case .batchSink:
            collected[branch.end]?.append(batch)
            batch.addTotals(to: &documentTotals[node, default: [:]])
            count(batch.rowCount, batch.rowCount, at: node)
        case .orderedTransform, .wholeRun:
            collected[branch.end]?.append(batch)
        case .batchTransform:
            preconditionFailure("emits its rows")
        case .fetch:
            preconditionFailure("a fetch stage has no input")
        }
        return nil
    }

    private func count(_ rowsIn: Int, _ rowsOut: Int, at node: Int) {
        counts[node, default: .init()].add(.init(rowsIn: rowsIn, rowsOut: rowsOut))
    }

    private func harvest(_ end: SegmentPlan.End, into result: inout MorselResult) {
        let node = end.node
        if let (bytes, currencies) = encoders[node]?.take(), bytes.count > 0 {
            result.chunks.append(EncodedChunk(node: node, bytes: bytes, currencies: currencies))
        }
        if let batches = collected[end], !batches.isEmpty {
            result.add(batches, for: end)
            collected[end] = []
        }
    }
}

extension RecordBatch {
    /// Whether each row's source stands behind that of the row before it.
    fileprivate var standsInSourceOrder: Bool {
        guard let slots = sourceSlots else { return true }
        return (1..<max(slots.count, 1)).allSatisfy { slots[$0 - 1] < slots[$0] }
    }
}
