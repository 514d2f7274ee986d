// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Foundation
import HTTP
import Pipelines
import Runs

/// Runs one pipeline for one window, from the file to the committed outputs.
///
/// ```
/// file ─> checked pipeline ─> window ─> connections ─> graph ─> lock, begin ─> engine ─> commit
///            exit 2            exit 2      exit 2       exit 2    exit 2, 5      exit 1     exit 1
/// ```
/// Nothing has been requested before `begin`, but a look at sources whose columns are not declared, and nothing is
/// visible before the commit. Whatever fails after `begin` ends in `abandon`, which leaves nothing behind.
struct PipelineRunner: Sendable {
    let environment: RunEnvironment
    let registered: StageList
    let progressStyle: ProgressDisplay.Style
    var memory = MemorySize.standard
    var limits = Engine.Limits()

    /// Runs what is asked.
    ///
    /// - Throws: `PipelineErrors` for faults of the definition, `PipelineError` for everything else, and
    ///   `CancellationError`.
    func run(_ request: RunRequest) async throws -> RunSummary {
        let pipeline = try check(request)
        for warning in pipeline.runWarnings { Terminal.printError(warning.description) }
        return try await plan(pipeline, request) { plan, room in
            try pipeline.checkOutputs(of: plan.graph)
            let project = try await open(pipeline)
            defer { project.lock.release() }
            return try await run(plan, pipeline, room, request, in: project)
        }
    }

    /// Runs what was planned, under a lock that is held; `earlier` is what the client had sent and repeated before.
    func run(
        _ plan: RunPlan,
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ request: RunRequest,
        in project: OpenProject,
        after earlier: (requests: Int, retries: Int) = (0, 0)
    ) async throws -> RunSummary {
        let description = pipeline.runDescription(of: plan, room: room, request: request)
        let parts = try await environment.blocking {
            let run = try project.state.begin(description, under: project.lock)
            do {
                return RunParts(
                    run: run,
                    targets: try run.outputs(of: plan.graph),
                    memories: try run.memories(of: plan.graph),
                    cursors: try run.cursors(
                        of: plan.graph,
                        in: room,
                        pipeline,
                        restarts: request.restartsFeeds
                    ),
                    earlier: earlier
                )
            } catch {
                run.abandon(
                    because: error as? PipelineError,
                    atMicroseconds: RunEnvironment.nowMicroseconds
                )
                throw error
            }
        }
        var known: RunReport?
        do {
            let kept = try await environment.kept(parts, of: plan.graph)
            let report = try await execute(plan, description, pipeline, kept)
            known = report
            var summary = try await commit(
                parts,
                report,
                plan.graph,
                description,
                pipeline,
                room,
                request
            )
            summary.requestCount -= earlier.requests
            summary.retryCount -= earlier.retries
            return summary
        } catch {
            let figures = RunFigures(known, plan.graph, parts, room)
            await abandon(parts.run, because: error, figures)
            throw error
        }
    }

    private func execute(
        _ plan: RunPlan,
        _ description: RunDescription,
        _ pipeline: CheckedPipeline,
        _ parts: RunParts
    ) async throws -> RunReport {
        let display = ProgressDisplay(
            style: progressStyle,
            title: [description.pipeline, description.window?.label].compactMap { $0 }
                .joined(separator: " ")
        )
        var limits = limits
        limits.scratchByteCount = memory.scratchByteCount
        limits.scratchFolder = "\(pipeline.project.folder)/.fjord/scratch"
        let engine = Engine(threads: environment.threads, limits: limits)
        return try await display.show(parts.progress) {
            try await engine.run(
                plan.graph,
                targets: parts.targets,
                memories: parts.memories,
                cursors: parts.cursors,
                progress: parts.progress,
                outline: plan.outline(of: pipeline)
            )
        }
    }

    private func commit(
        _ parts: RunParts,
        _ report: RunReport,
        _ graph: StageGraph,
        _ description: RunDescription,
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ request: RunRequest
    ) async throws -> RunSummary {
        let finish = RunEnvironment.nowMicroseconds
        var result = RunResult(finishMicroseconds: finish)
        result.partitions = report.partitions.map { part in
            PartitionResult(
                part,
                in: graph,
                connection: room.identity(of: part.node, in: graph, pipeline)
            )
        }
        result.outputs = graph.outputResults(report, parts.targets)
        result.unknownFields = report.unknownFields(in: graph)
        result.findings = report.findings
        let progress = parts.progress.snapshot
        result.isWhole = progress.finishedPartitionCount == progress.partitionCount
        result.figures = RunFigures(report, graph, parts, room)
        guard report.findings.allSatisfy({ $0.level != .failure }) else {
            throw PipelineError.checksFailed(report.findings)
        }
        let open = result.partitions.filter { $0.finality == .provisional }.map(\.key)
        if request.requiresFinal, !open.isEmpty {
            throw PipelineError.onlyProvisional(open.count, of: result.partitions.count)
        }
        // From here on the run is not interrupted any more: it commits or says why not.
        try Task.checkCancellation()
        let committed = try await environment.blocking { [result] in
            try parts.run.commit(result)
        }
        return RunSummary(
            pipeline: description.pipeline,
            window: description.window?.label,
            batch: description.batch,
            committed: committed,
            rowsRead: graph.fetchedRowCount(report),
            partitionCount: result.partitions.count,
            provisionalPartitions: open,
            findings: report.findings,
            folder: pipeline.project.folder,
            seconds: Double(finish - description.startMicroseconds) / 1_000_000,
            requestCount: room.counts.requests,
            retryCount: room.counts.retries
        )
    }

    private func abandon(_ run: Run, because error: any Error, _ figures: RunFigures) async {
        let reason: PipelineError? =
            error is CancellationError ? nil : error as? PipelineError ?? .unexpected(error)
        let obstacle = try? await environment.blocking {
            run.abandon(
                because: reason,
                atMicroseconds: RunEnvironment.nowMicroseconds,
                figures: figures
            )
        }
        if let obstacle { Terminal.printError(obstacle.description) }
    }
}
