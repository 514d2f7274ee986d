// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Foundation
import Pipelines

/// What a command line asks of a preview.
struct PreviewRequest: Sendable {
    /// The pipeline and the values of the run that is previewed.
    var run: RunRequest
    /// The id of the only stage to show; nil for all.
    var stage: String?
    /// How many rows of each stage to show; 0 for their columns alone.
    var rowCount = 5
}

extension PipelineRunner {
    /// Shows what the stages of a pipeline give, without its sinks.
    ///
    /// Nothing is written into the project, not even into its state.
    ///
    /// - Throws: As `run` does.
    func preview(_ request: PreviewRequest) async throws -> Preview {
        let pipeline = try check(request.run)
        return try await plan(pipeline, request.run) { plan, _ in
            let graph = try PreviewGraph(
                of: plan.graph,
                stage: request.stage,
                rowCount: request.rowCount
            )
            guard request.rowCount > 0 else { return Preview(pipeline, plan, graph, nil) }
            let progress = RunProgress()
            let report = try await read(graph, pipeline, plan, progress)
            let counts = PreviewCounts(
                of: graph,
                report,
                rowCount: request.rowCount,
                partitionCount: progress.snapshot.partitionCount
            )
            return Preview(pipeline, plan, graph, counts)
        }
    }

    private func read(
        _ graph: PreviewGraph,
        _ pipeline: CheckedPipeline,
        _ plan: RunPlan,
        _ progress: RunProgress
    ) async throws -> RunReport {
        var limits = limits
        // Each page is looked at when it arrives, for it may be the last one needed.
        limits.morselByteCount = 1
        limits.scratchByteCount = memory.scratchByteCount
        // Not in the project, where a preview leaves nothing.
        limits.scratchFolder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
        let display = ProgressDisplay(style: progressStyle, title: "preview of \(pipeline.name)")
        let targets = graph.shown.map { ($0.sink, NoTarget()) }
        let engine = Engine(threads: environment.threads, limits: limits)
        return try await display.show(progress) {
            try await engine.run(
                graph.graph,
                targets: Dictionary(uniqueKeysWithValues: targets),
                progress: progress,
                outline: plan.outline(of: pipeline)
            )
        }
    }
}

extension Preview {
    /// Puts together what was read, if anything was.
    init(
        _ pipeline: CheckedPipeline,
        _ plan: RunPlan,
        _ graph: PreviewGraph,
        _ counts: PreviewCounts?
    ) {
        let none = Count(rows: 0, isExact: false)
        self.init(
            pipeline: pipeline.name,
            window: plan.window?.label,
            stages: graph.shown.map { shown in
                let node = graph.graph.nodes[shown.node]
                return Stage(
                    id: node.id,
                    kind: graph.graph.kind(of: shown.node),
                    schema: node.schema,
                    rowsIn: node.inputs.isEmpty ? nil : counts?.into(shown.node) ?? none,
                    rowsOut: counts?.out(of: shown.node) ?? none,
                    batches: shown.capture.batches
                )
            },
            hasRows: counts != nil,
            isCutShort: counts.map { !$0.isWhole } ?? false
        )
    }
}
