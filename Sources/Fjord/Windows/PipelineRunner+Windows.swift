// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Pipelines
import Runs

extension PipelineRunner {
    /// Runs every window that is due, oldest first, each committed on its own.
    ///
    /// A pipeline without windows, one that goes on where its last run ended, and a run that is not production have one
    /// run. A window that fails does not keep later ones from running.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - ended: Called as each window ends.
    /// - Returns: The windows in order; empty when none is due.
    /// - Throws: As `run` does for what concerns all windows, and what a window that is due alone throws.
    func runDue(
        _ request: RunRequest,
        ended: (WindowOutcome) -> Void
    ) async throws -> [WindowOutcome] {
        let pipeline = try check(request)
        for warning in pipeline.runWarnings { Terminal.printError(warning.description) }
        return try await connect(pipeline) { room in
            let description = try describe(pipeline, room, request)
            guard description.isProduction, let grid = try pipeline.grid else {
                return [try await runOnce(pipeline, room, request, ended)]
            }
            let project = try await open(pipeline)
            defer { project.lock.release() }
            let makesUpForAll = (pipeline.schedule?.catchUp ?? .all) == .all
            let due = try await environment.blocking {
                try project.state.dueWindows(
                    of: description,
                    on: grid,
                    catchUp: makesUpForAll ? .all : .latestOnly,
                    nowMicroseconds: RunEnvironment.nowMicroseconds
                )
            }
            var outcomes: [WindowOutcome] = []
            for window in due {
                let outcome = try await outcome(of: window, pipeline, room, request, in: project)
                if due.count == 1 { _ = try outcome.result.get() }
                outcomes.append(outcome)
                ended(outcome)
            }
            return outcomes
        }
    }

    /// Makes the connections, and says under what the windows of a request are recorded.
    func describe(
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ request: RunRequest
    ) throws -> RunDescription {
        let parameters = try pipeline.parameterValues(settings: request.settings)
        try pipeline.connectAll(by: room.connection)
        return pipeline.runDescription(parameters, room: room, request: request)
    }

    /// Runs one window; what goes wrong in it is its outcome.
    ///
    /// - Throws: `CancellationError`.
    func outcome(
        of window: DateWindow,
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ request: RunRequest,
        in project: OpenProject
    ) async throws -> WindowOutcome {
        let start = ContinuousClock.now
        let result: Result<RunSummary, PipelineError>
        do {
            try Task.checkCancellation()
            let earlier = room.counts
            let plan = try await plan(pipeline, window, request, room)
            try pipeline.checkOutputs(of: plan.graph)
            result = .success(
                try await run(plan, pipeline, room, request, in: project, after: earlier)
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as PipelineError {
            result = .failure(error)
        } catch let errors as PipelineErrors {
            result = .failure(errors.all.first ?? .unexpected(errors))
        } catch {
            result = .failure(.unexpected(error))
        }
        return WindowOutcome(
            pipeline: pipeline.name,
            window: window,
            result: result,
            seconds: (ContinuousClock.now - start) / .seconds(1)
        )
    }

    private func runOnce(
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ request: RunRequest,
        _ ended: (WindowOutcome) -> Void
    ) async throws -> WindowOutcome {
        let now = RunEnvironment.nowMicroseconds
        let window = try pipeline.dateWindow(for: request.choice, nowMicroseconds: now)
        let plan = try await plan(pipeline, window, request, room)
        try pipeline.checkOutputs(of: plan.graph)
        let project = try await open(pipeline)
        defer { project.lock.release() }
        let summary = try await run(plan, pipeline, room, request, in: project)
        let outcome = WindowOutcome(
            pipeline: pipeline.name,
            window: window,
            result: .success(summary),
            seconds: summary.seconds
        )
        ended(outcome)
        return outcome
    }
}
