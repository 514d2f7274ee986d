// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One run of a graph: its segments one after the other, each on all workers.
struct Execution: Sendable {
    private let context: RunContext
    private let segments: [SegmentRun]
    private let ends: [SegmentEnds]
    private let wholeRuns: [Int: WholeRunEnd]

    /// Prepares the segments, the last first, since a segment knows the one that it feeds.
    init(context: RunContext, targets: [Int: any OutputTarget]) throws {
        self.context = context
        let plans = SegmentPlan.segments(of: context.graph)
        var segments: [SegmentRun] = []
        var ends: [SegmentEnds] = []
        var wholeRuns: [Int: WholeRunEnd] = [:]
        for (number, plan) in plans.enumerated().reversed() {
            let planEnds = try Self.ends(
                of: plan,
                number: number,
                context: context,
                targets: targets,
                below: segments,
                wholeRuns
            )
            let run = SegmentRun(plan: plan, number: number, context: context, ends: planEnds)
            Self.tell(run, whenFinished: segments.filter { run.feeds($0) })
            if let wholeRun = try WholeRunEnd(feeding: run, context: context) {
                wholeRuns[plan.sourceNode] = wholeRun
            }
            ends.insert(planEnds, at: 0)
            segments.insert(run, at: 0)
        }
        self.wholeRuns = wholeRuns
        self.segments = segments
        self.ends = ends
    }

    /// Runs everything.
    func run(outline: (Finality, [Finding]) -> RunOutline) async throws -> RunReport {
        do {
            var report = try await runSegments()
            await context.state.waitUntilIdle()
            try context.state.checkFailure()
            report.findings = context.findings.inOrder
            let run = outline(report.finality, report.findings)
            for ends in ends {
                try await context.onWorker(segment: 0) {
                    try ends.finishDocuments(run, context.busy)
                }
            }
            try context.state.checkFailure()
            report.busy = context.busy.byStage(count: context.graph.nodes.count)
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
                let feed = AggregationFeed(into: segment, context: context)
                report.stages[node].rowsOut += try await feed?.run(finished) ?? 0
                context.aggregations.remove(node)
            case .ordered, .wholeRun:
                break
            }
            try await segment.waitUntilFinished()
            // Morsels that a limit made needless may still be under way.
            await context.state.waitUntilIdle()
            try context.state.checkFailure()
            try segment.checkFault()
            if let wholeRun = wholeRuns[segment.plan.sourceNode] {
                report.stages[segment.plan.sourceNode].add(wholeRun.close())
            }
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
        // Those who would take the rows may have enough before the first one comes.
        if segment.isFinished { return [] }
        context.budget.startFetch()
        let log = FindingLog()
        let driver = FetchDriver(
            stage: stage,
            fetchContext: fetchContext.reading(from: context.cursors[node] ?? [:], into: log),
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
        context.note(log.findings, of: node)
        return driver.finished.inOrder.compactMap { done in
            segment.summary(ofPartition: done.position).map { summary in
                RunReport.PartitionResult(
                    node: node,
                    partition: done.partition,
                    finality: done.end.finality,
                    summary: summary,
                    cursor: done.end.cursor
                )
            }
        }
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
