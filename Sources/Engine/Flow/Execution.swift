// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One run of a graph: its segments one after the other, each on all workers.
struct Execution: Sendable {
    private let context: RunContext
    private let segments: [SegmentRun]
    private let ends: [SegmentEnds]

    /// Prepares the segments, the last first, since a segment knows the one that it feeds.
    init(context: RunContext, targets: [Int: any OutputTarget]) throws {
        self.context = context
        let plans = SegmentPlan.segments(of: context.graph)
        var segments: [SegmentRun] = []
        var ends: [SegmentEnds] = []
        for (number, plan) in plans.enumerated().reversed() {
            let planEnds = try Self.ends(
                of: plan,
                number: number,
                context: context,
                targets: targets,
                below: segments
            )
            ends.insert(planEnds, at: 0)
            segments.insert(
                SegmentRun(plan: plan, number: number, context: context, ends: planEnds),
                at: 0
            )
        }
        self.segments = segments
        self.ends = ends
    }

    /// Runs everything.
    func run(outline: (Finality) -> RunOutline) async throws -> RunReport {
        do {
            let report = try await runSegments()
            await context.state.waitUntilIdle()
            try context.state.checkFailure()
            let run = outline(report.finality)
            for ends in ends {
                try await context.onWorker(segment: 0) { try ends.finishDocuments(run) }
            }
            try context.state.checkFailure()
            return report
        } catch {
            // A source that was cancelled may have said so in words of its own before the run heard of it.
            let reason = Task.isCancelled ? CancellationError() : error
            stop(reason)
            await context.state.waitUntilIdle()
            throw reason
        }
    }

    /// Ends the run early; the first reason stays the reason.
    func stop(_ reason: any Error) {
        context.fail(reason)
    }

    private func runSegments() async throws -> RunReport {
        var report = RunReport(
            stages: .init(repeating: .init(), count: context.graph.nodes.count),
            partitions: []
        )
        var partials: [Int: [AggregationEnd]] = [:]
        for (number, segment) in segments.enumerated() {
            switch segment.plan.source {
            case .fetch:
                report.partitions += try await fetch(segment)
            case .aggregate:
                let node = segment.plan.sourceNode
                let finished = partials.removeValue(forKey: node) ?? []
                let rowCount = try await finishAggregate(finished, into: segment)
                report.stages[node].rowsOut += rowCount
            case .ordered:
                break
            }
            try await segment.waitUntilFinished()
            // Morsels that a limit made needless may still be under way.
            await context.state.waitUntilIdle()
            report.add(segment.counts)
            for worker in segment.close() {
                report.add(worker.outputTotals)
                for (node, partial) in worker.partialAggregations {
                    partials[node, default: []].append(partial)
                }
            }
            report.add(ends[number].orderedCounts)
        }
        return report
    }

    /// Reads a fetch stage's pages until the segment has all it wants.
    private func fetch(_ segment: SegmentRun) async throws -> [RunReport.PartitionResult] {
        let node = segment.plan.sourceNode
        guard case .fetch(let stage, let fetchContext) = context.graph.nodes[node].operation else {
            return []
        }
        context.budget.startFetch()
        let driver = FetchDriver(
            stage: stage,
            fetchContext: fetchContext,
            segment: segment,
            context: context,
            finished: FinishedPartitions()
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await driver.run() } catch { if !segment.isFinished { stop(error) } }
            }
            defer { group.cancelAll() }
            try await segment.waitUntilFinished()
        }
        return driver.finished.inOrder.compactMap { done in
            segment.summary(ofPartition: done.position).map { summary in
                RunReport.PartitionResult(
                    node: node,
                    partition: done.partition,
                    finality: done.finality,
                    summary: summary
                )
            }
        }
    }

    /// Merges partial aggregates and hands the result rows to the segment below.
    private func finishAggregate(
        _ partials: [AggregationEnd],
        into segment: SegmentRun
    ) async throws -> Int {
        let node = segment.plan.sourceNode
        guard case .aggregate(let plan) = context.graph.nodes[node].operation else { return 0 }
        let stage = context.graph.nodes[node]
        let input = stage.input.map { context.graph.nodes[$0].schema } ?? stage.schema
        let box = Guarded(partials)
        let batches = try await context.onWorker(segment: segment.number) {
            let partials = box.change { $0 }
            let empty = AggregationEnd(plan, stage: stage.id, input: input)
            return try AggregationEnd.merged(partials, or: empty).finish()
        }
        for (index, batch) in batches.enumerated() {
            let key = MorselKey(partition: 0, index: index)
            segment.submit(Morsel(key: key, contents: .batches([batch])))
        }
        segment.endPartition(0, morselCount: batches.count)
        segment.endSource(partitionCount: 1)
        return batches.reduce(0) { $0 + $1.rowCount }
    }

    private static func ends(
        of plan: SegmentPlan,
        number: Int,
        context: RunContext,
        targets: [Int: any OutputTarget],
        below: [SegmentRun]
    ) throws -> SegmentEnds {
        var outputs: [Int: StreamOutput] = [:]
        var ordered: [Int: OrderedEnd] = [:]
        var documents: [Int: DocumentEnd] = [:]
        for node in plan.ends {
            let stage = context.graph.nodes[node]
            switch stage.operation {
            case .streamSink(let sink):
                let output = StreamOutput(
                    node: node,
                    segment: number,
                    sink: sink,
                    target: try target(of: node, in: targets),
                    context: context
                )
                output.addHeader(try header(of: sink, for: stage.schema))
                outputs[node] = output
            case .batchSink(let sink, let input):
                let document = try sink.makeDocument(for: input)
                let target = try target(of: node, in: targets)
                documents[node] = DocumentEnd(document, stage: stage.id, target: target)
            case .orderedTransform(let transform):
                guard let run = below.first(where: { $0.plan.sourceNode == node }) else { continue }
                ordered[node] = OrderedEnd(transform, stage: stage.id, below: run)
            case .fetch, .filter, .columns, .batchTransform, .aggregate:
                continue
            }
        }
        return SegmentEnds(
            needsAllRows: plan.ends.contains { !isOrderedTransform(context.graph.nodes[$0]) },
            outputs: outputs,
            ordered: ordered,
            documents: documents
        )
    }
}

extension RunReport {
    /// Adds the rows that one segment saw.
    fileprivate mutating func add(_ counts: [StageCount]) {
        for node in counts.indices { stages[node].add(counts[node]) }
    }

    fileprivate mutating func add(_ totals: [Int: [Int: [Currency: Int128]]]) {
        for (node, columns) in totals {
            for (column, sums) in columns {
                outputTotals[node, default: [:]][column, default: [:]]
                    .merge(sums, uniquingKeysWith: +)
            }
        }
    }

    /// Adds the rows that ordered transforms saw.
    fileprivate mutating func add(_ counts: [Int: StageCount]) {
        for (node, count) in counts { stages[node].add(count) }
    }
}

extension Execution {
    private static func isOrderedTransform(_ node: StageGraph.Node) -> Bool {
        if case .orderedTransform = node.operation { return true }
        return false
    }

    private static func target(
        of node: Int,
        in targets: [Int: any OutputTarget]
    ) throws -> any OutputTarget {
        guard let target = targets[node] else { preconditionFailure("a sink without a target") }
        return target
    }

    private static func header(of sink: any StreamSink, for schema: Schema) throws -> Bytes {
        var encoder = try sink.makeEncoder(for: schema)
        var writer = ByteWriter()
        encoder.encodeHeader(into: &writer)
        return writer.finish()
    }
}
