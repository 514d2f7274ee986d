// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Foundation
import Pipelines
import Runs

extension PipelineRunner {
    /// Makes the windows of the grid that end in a range, several at once, each committed on its own.
    ///
    /// All of them share the HTTP client, the threads, the lock and the memory. A window that fails keeps no other from
    /// running; one whose process was killed left nothing and is missing.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - ended: Called as each window ends, with how many have and how many there are.
    /// - Returns: How each window ended.
    /// - Throws: What concerns all windows, before the first request; `CancellationError`.
    func backfill(
        _ request: BackfillRequest,
        ended: (WindowOutcome, Int, Int) -> Void
    ) async throws -> BackfillReport {
        let start = ContinuousClock.now
        let pipeline = try check(request.run)
        guard !pipeline.readsFeed else { throw PipelineError.backfillOfFeed(pipeline.name) }
        for warning in pipeline.runWarnings { Terminal.printError(warning.description) }
        return try await connect(pipeline) { room in
            let windows = try await windows(of: request, pipeline, room)
            let chosen = windows.filter(\.isChosen).map(\.window)
            if windows.count > 1 { try pipeline.checkApart() }
            var report = BackfillReport(pipeline.name, request, windows)
            guard !request.isDryRun, !chosen.isEmpty else { return report }
            report.outcomes = try await run(chosen, request, pipeline, room, ended)
            report.counts = room.counts
            report.seconds = (ContinuousClock.now - start) / .seconds(1)
            return report
        }
    }

    /// What the range holds, with what is recorded of it.
    private func windows(
        of request: BackfillRequest,
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom
    ) async throws -> [BackfillWindow] {
        let description = try describe(pipeline, room, request.run)
        guard let grid = try pipeline.grid else {
            throw PipelineError.backfillWithoutWindow(pipeline.name)
        }
        let windows = grid.windows(
            endingFrom: request.range.first,
            to: request.range.last,
            nowMicroseconds: RunEnvironment.nowMicroseconds
        )
        guard !windows.isEmpty else {
            throw PipelineError.noWindows(request.range, of: pipeline.name)
        }
        let folder = pipeline.project.folder
        let recorded = try await environment.blocking { () -> [RecordedWindow] in
            // A project without state has had no run, and keeps none because of the question.
            guard FileManager.default.fileExists(atPath: "\(folder)/.fjord/state.sqlite") else {
                return []
            }
            return try ProjectState.open(folder: folder).recordedWindows(of: description)
        }
        let records = Dictionary(recorded.map { ($0.window, $0) }) { first, _ in first }
        return windows.map { BackfillWindow($0, records[$0], request.selection) }
    }

    private func run(
        _ windows: [DateWindow],
        _ request: BackfillRequest,
        _ pipeline: CheckedPipeline,
        _ room: ConnectionRoom,
        _ ended: (WindowOutcome, Int, Int) -> Void
    ) async throws -> [WindowOutcome] {
        let project = try await open(pipeline)
        defer { project.lock.release() }
        // A stage that remembers the last run needs them one after the other, oldest first.
        let parallelCount = pipeline.remembersRuns ? 1 : min(request.parallelCount, windows.count)
        let runner = sharing(by: parallelCount)
        return try await withThrowingTaskGroup(of: WindowOutcome.self) { group in
            var waiting = windows.makeIterator()
            func startNext() {
                guard let window = waiting.next() else { return }
                group.addTask {
                    try await runner.outcome(of: window, pipeline, room, request.run, in: project)
                }
            }
            for _ in 0..<parallelCount { startNext() }
            var outcomes: [WindowOutcome] = []
            while let outcome = try await group.next() {
                outcomes.append(outcome)
                ended(outcome, outcomes.count, windows.count)
                startNext()
            }
            return outcomes.sorted { first, second in
                guard let first = first.window, let second = second.window else { return false }
                return first.last < second.last
            }
        }
    }

    /// A runner for one of several runs that go on at once; what each would draw on a terminal would be in the way of
    /// the others.
    private func sharing(by count: Int) -> PipelineRunner {
        PipelineRunner(
            environment: environment,
            registered: registered,
            progressStyle: .silent,
            memory: memory.shared(by: count),
            limits: limits
        )
    }
}
