// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization
import Testing

@testable import Engine

@Suite("cancellation")
struct CancellationTests {
    /// Cancels the task it is given once that many pages have been asked for.
    private final class Trigger: Sendable {
        private let state: Mutex<(rest: Int, task: Task<RunReport, any Error>?)>

        init(after count: Int) {
            state = Mutex((count, nil))
        }

        func arm(_ task: Task<RunReport, any Error>) {
            let isDue = state.withLock { state in
                state.task = task
                return state.rest <= 0
            }
            if isDue { task.cancel() }
        }

        func pull() {
            let due = state.withLock { state in
                state.rest -= 1
                return state.rest <= 0 ? state.task : nil
            }
            due?.cancel()
        }
    }

    @Test(
        "ends the run wherever it is, and nothing is written afterwards",
        .timeLimit(.minutes(10))
    )
    func anywhere() async throws {
        let source = Entry.random(seed: 77, partitions: 6, pages: 5, rows: 20, noteLength: 40)
        let threads = [1, 2, 7].map { WorkerThreads(count: $0) }
        var outcomes: Set<Bool> = []
        for seed in 0..<200 {
            let trigger = Trigger(after: seed % 50)
            var fetch = StandInFetch.shuffled(source.parts, seed: UInt64(seed))
            let yields = fetch.yields
            fetch.yields = { request in
                trigger.pull()
                return yields(request)
            }
            let graph =
                seed % 2 == 0
                ? try SameBytesTests.FanOut(fetch, level: 1).graph : try Self.wholeRuns(fetch)
            let targets = TestRun.capturing(graph)
            let limits = TestRun.limits(memory: seed % 3 == 0 ? 5_000 : nil)
            let workers = threads[seed % 3]
            let task = Task {
                try await TestRun.run(graph, into: targets, on: workers, limits: limits)
            }
            trigger.arm(task)
            outcomes.insert(try await isWhole(task))
            let counts = targets.mapValues(\.writeCount)
            for _ in 0..<20 { await Task.yield() }
            #expect(targets.mapValues(\.writeCount) == counts, "seed \(seed)")
        }
        #expect(outcomes == [true, false])
        #expect(threads.map(\.memory.heldByteCount) == [0, 0, 0])
    }

    /// Rows that wait for others, and rows that do not.
    private static func wholeRuns(_ fetch: StandInFetch) throws -> StageGraph {
        var sketch = GraphSketch()
        let entries = sketch.fetch(fetch)
        let back = try sketch.wholeRun([entries], ReverseTransform())
        let chained = try sketch.wholeRun([entries, back], ChainTransform())
        try sketch.csv(chained)
        try sketch.jsonl(try sketch.limit(back, rows: 100))
        return sketch.graph
    }

    /// - Throws: Whatever a run threw that was no cancellation.
    private func isWhole(_ task: Task<RunReport, any Error>) async throws -> Bool {
        do {
            _ = try await task.value
            return true
        } catch is CancellationError {
            return false
        }
    }

    @Test("ends a run whose source never answers", .timeLimit(.minutes(10)))
    func silentSource() async throws {
        let gate = PageGate(holding: [0, 1, 2])
        var sketch = GraphSketch()
        let entries = sketch.fetch(
            StandInFetch(Entry.random(seed: 1, partitions: 3).parts, gate: gate)
        )
        try sketch.csv(entries)
        let graph = sketch.graph
        let task = Task { try await TestRun.of(graph) }
        await gate.waitForRequest(partition: 0, page: 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("ends a run that waits for memory", .timeLimit(.minutes(10)))
    func fullMemory() async throws {
        let gate = PageGate(requests: [.init(partition: 0, page: 2)])
        let parts = LimitTests.parts(4)
        var sketch = GraphSketch()
        try sketch.csv(sketch.fetch(StandInFetch(parts, gate: gate)))
        let graph = sketch.graph
        let task = Task { try await TestRun.of(graph, limits: TestRun.limits(memory: 1)) }
        await gate.waitForRequest(partition: 0, page: 2)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("before the run begins")
    func atOnce() async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(Entry.random(seed: 1, partitions: 3).parts))
        let csv = try sketch.csv(entries)
        let graph = sketch.graph, targets = TestRun.capturing(graph)
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await TestRun.run(graph, into: targets, on: WorkerThreads(count: 2))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(targets[csv]?.writeCount == 0)
    }

    @Test("a fault in a later part of the graph ends the earlier one", .timeLimit(.minutes(10)))
    func faultBelow() async throws {
        // The source never ends by itself.
        let gate = PageGate(requests: [.init(partition: 0, page: 21)])
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(LimitTests.parts(1), gate: gate))
        let first = try sketch.limit(entries, rows: 1_000)
        try sketch.csv(try sketch.filter(first, "7 / (id - 5) is not null"))
        let error = try await LowestRowTests.fault(of: sketch.graph, workers: 2)
        #expect(error.code.name == "division-by-zero")
    }
}
