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
    /// Rows for ordered transforms and batch sinks, by stage.
    private(set) var batches: [(node: Int, batches: [RecordBatch])] = []
    /// What the pages held, for morsels of pages.
    var summary = PageSummary()
    /// Rows in and out of stages of the graph.
    var counts: [Int: RunReport.StageCount] = [:]
    /// Bytes of `batches`, held until they have been released.
    private(set) var rowByteCount = 0

    /// Bytes held until they have been released and written.
    var heldByteCount: Int { chunks.reduce(rowByteCount) { $0 + $1.bytes.count } }

    /// Adds rows for an ordered transform or batch sink.
    mutating func add(_ batches: [RecordBatch], for node: Int) {
        self.batches.append((node, batches))
        for batch in batches { rowByteCount += batch.byteCount }
    }
}

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
    private var collected: [Int: [RecordBatch]] = [:]
    private var documentTotals: [Int: [Int: [Currency: Int128]]] = [:]
    /// Rows of this morsel in and out of the stages.
    private var counts: [Int: RunReport.StageCount] = [:]

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

    private func prepareEnd(_ node: Int) throws {
        let stage = context.graph.nodes[node]
        switch stage.operation {
        case .streamSink(let sink):
            encoders[node] = EncoderEnd(try sink.makeEncoder(for: stage.schema))
        case .aggregate(let plan):
            aggregations[node] = AggregationEnd(
                plan,
                stage: stage.id,
                input: inputSchema(of: stage)
            )
        case .orderedTransform, .batchSink:
            collected[node] = []
        case .fetch, .filter, .columns, .batchTransform:
            break
        }
    }

    private func inputSchema(of stage: StageGraph.Node) -> Schema {
        stage.input.map { context.graph.nodes[$0].schema } ?? stage.schema
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
            if let fault = try process(piece, through: plan.branches) { throw fault.error }
        }
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
        do {
            guard let output = try apply(branch.node, to: batch) else { return nil }
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

    /// - Returns: What goes on to the stages below; nil at an end of the tree.
    private func apply(_ node: Int, to batch: RecordBatch) throws -> RecordBatch? {
        switch context.graph.nodes[node].operation {
        case .filter(let expression):
            return batch.filtered(by: try expression.selectedRows(of: batch))
        case .columns(let plan):
            return try plan.apply(batch)
        case .batchTransform(let transform):
            return try transform.apply(batch)
        case .streamSink:
            try encoders[node]?.encode(batch)
            count(batch.rowCount, batch.rowCount, at: node)
        case .aggregate:
            try aggregations[node]?.update(batch)
            count(batch.rowCount, 0, at: node)
        case .batchSink:
            collected[node]?.append(batch)
            batch.addTotals(to: &documentTotals[node, default: [:]])
            count(batch.rowCount, batch.rowCount, at: node)
        case .orderedTransform:
            collected[node]?.append(batch)
        case .fetch:
            preconditionFailure("a fetch stage has no input")
        }
        return nil
    }

    private func count(_ rowsIn: Int, _ rowsOut: Int, at node: Int) {
        counts[node, default: .init()].add(.init(rowsIn: rowsIn, rowsOut: rowsOut))
    }

    private func harvest(_ node: Int, into result: inout MorselResult) {
        if let (bytes, currencies) = encoders[node]?.take(), bytes.count > 0 {
            result.chunks.append(EncodedChunk(node: node, bytes: bytes, currencies: currencies))
        }
        if let batches = collected[node], !batches.isEmpty {
            result.add(batches, for: node)
            collected[node] = []
        }
    }
}
