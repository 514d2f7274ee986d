// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Foundation
import Pipelines
import Runs

/// What one run is going to do: the stages for its window and values.
struct RunPlan: Sendable {
    let graph: StageGraph
    /// Nil for a pipeline without a window.
    let window: DateWindow?
    /// The number of the run; nil for a pipeline whose runs have none.
    let batch: Int?
    let parameters: ParameterValues
    /// When the run began, in microseconds since 1970-01-01T00:00:00Z.
    let startMicroseconds: Int64
    /// What documents take for that: in a replay when the recorded run began.
    let shownMicroseconds: Int64

    /// What documents may say about the run, once its finality is known.
    func outline(of pipeline: CheckedPipeline) -> @Sendable (Finality, [Finding]) -> RunOutline {
        { finality, findings in
            RunOutline(
                pipeline: pipeline.name,
                description: pipeline.description,
                window: window,
                timeZone: pipeline.window?.timeZone ?? "UTC",
                startedAt: shownMicroseconds,
                finality: finality,
                findings: findings
            )
        }
    }
}

extension PipelineRunner {
    /// Reads and checks the pipeline of a request.
    func check(_ request: RunRequest) throws -> CheckedPipeline {
        try CheckedPipeline(
            file: request.file,
            registered: registered,
            overrides: ConnectionOverrides(reading: request.connections)
        )
    }

    /// Plans what a request asks of a pipeline, and holds its connections open as long as `body` runs.
    func plan<Result: Sendable>(
        _ pipeline: CheckedPipeline,
        _ request: RunRequest,
        while body: (RunPlan, ConnectionRoom) async throws -> Result
    ) async throws -> Result {
        let now = RunEnvironment.nowMicroseconds
        let window = try pipeline.dateWindow(for: request.choice, nowMicroseconds: now)
        return try await connect(pipeline) { room in
            try await body(plan(pipeline, window, request, room), room)
        }
    }

    /// Holds the connections of a pipeline open as long as `body` runs.
    func connect<Result: Sendable>(
        _ pipeline: CheckedPipeline,
        while body: (ConnectionRoom) async throws -> Result
    ) async throws -> Result {
        if !pipeline.connections.isEmpty { environment.client.warmUp() }
        return try await ConnectionRoom.open(
            for: pipeline,
            in: environment,
            registered: registered,
            while: body
        )
    }

    /// Plans one window of a pipeline.
    ///
    /// Fetches whose columns are not declared look at their data here, and all stages are checked with what they found.
    func plan(
        _ pipeline: CheckedPipeline,
        _ window: DateWindow?,
        _ request: RunRequest,
        _ room: ConnectionRoom
    ) async throws -> RunPlan {
        let start = RunEnvironment.nowMicroseconds
        let parameters = try pipeline.parameterValues(settings: request.settings)
        let batch = try await nextBatch(of: pipeline, room, request)
        let inferred = try await pipeline.inferSchemas(
            window: window,
            parameters: parameters,
            worker: environment.blocking.worker,
            connect: room.connection
        )
        let graph = try pipeline.plan(
            window: window,
            batch: batch ?? 1,
            parameters: parameters,
            inferred: inferred,
            connect: room.connection
        )
        try await environment.note(
            RecordedRun(pipeline.name, window, batch: batch, settings: request.settings),
            room.recorded
        )
        return RunPlan(
            graph: graph,
            window: window,
            batch: batch,
            parameters: parameters,
            startMicroseconds: start,
            shownMicroseconds: environment.book?.startMicroseconds ?? start
        )
    }

    /// The number that the next run of a pipeline has; nil for one whose runs have none.
    ///
    /// A project without state has had no run, and keeps none because of the question.
    private func nextBatch(
        of pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ request: RunRequest
    ) async throws -> Int? {
        guard pipeline.isNumbered else { return nil }
        if let recorded = try environment.recordedBatch() { return recorded }
        let folder = pipeline.project.folder
        let isProduction = room.isProduction && request.settings.isEmpty
        return try await environment.blocking {
            guard FileManager.default.fileExists(atPath: "\(folder)/.fjord/state.sqlite") else {
                return 1
            }
            return try ProjectState.open(folder: folder)
                .nextBatch(of: pipeline.name, isProduction: isProduction)
        }
    }
}
