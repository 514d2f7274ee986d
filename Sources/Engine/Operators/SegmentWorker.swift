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
    var batches: [(node: Int, batches: [RecordBatch])] = []
    /// What the pages held, for morsels of pages.
    var summary = PageSummary()

    /// Bytes held until they have been written.
    var encodedByteCount: Int { chunks.reduce(0) { $0 + $1.bytes.count } }
}

/// Takes morsels of one segment through decoding, the stages of its tree and encoding.
///
/// Belongs to one worker at a time; between morsels it rests in a `WorkerPool`.
final class SegmentWorker {
    private let plan: SegmentPlan
    private let context: RunContext
    private var decoder: (any PageDecoder)?
    private var encoders: [Int: EncoderEnd] = [:]
    private var aggregations: [Int: AggregationEnd] = [:]
    private var collected: [Int: [RecordBatch]] = [:]
    /// Rows in and out of each stage of the graph, as far as this worker saw them.
    private(set) var counts: [RunReport.StageCount]

    init(plan: SegmentPlan, context: RunContext) throws {
        self.plan = plan
        self.context = context
        counts = .init(repeating: .init(), count: context.graph.nodes.count)
        if case .fetch(let stage, _) = context.graph.nodes[plan.sourceNode].operation {
            decoder = try stage.makeDecoder()
        }
        for end in plan.ends { try prepareEnd(end) }
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
        counts[plan.sourceNode].rowsIn += batch.rowCount
        counts[plan.sourceNode].rowsOut += batch.rowCount
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
            counts[branch.node].rowsIn += batch.rowCount
            counts[branch.node].rowsOut += output.rowCount
            return try process(output, through: branch.children)
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
            counts[node].rowsOut += batch.rowCount
        case .aggregate:
            try aggregations[node]?.update(batch)
        case .orderedTransform, .batchSink:
            collected[node]?.append(batch)
        case .fetch:
            preconditionFailure("a fetch stage has no input")
        }
        counts[node].rowsIn += batch.rowCount
        return nil
    }

    private func harvest(_ node: Int, into result: inout MorselResult) {
        if let (bytes, currencies) = encoders[node]?.take(), bytes.count > 0 {
            result.chunks.append(EncodedChunk(node: node, bytes: bytes, currencies: currencies))
        }
        if let batches = collected[node], !batches.isEmpty {
            result.batches.append((node, batches))
            collected[node] = []
        }
    }
}
