// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization
import Testing

@testable import Engine

@Suite("memory between fetch and sink")
struct MemoryTests {
    @Test(
        "partitions behind a head that stalls stop asking, and all ends well afterwards",
        .timeLimit(.minutes(10)),
        arguments: [false, true]
    )
    func stalledHead(collectsRows: Bool) async throws {
        let gate = PageGate(holding: [0])
        let progress = RunProgress()
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(LimitTests.parts(12), gate: gate))
        if collectsRows { sketch.document(entries) } else { try sketch.csv(entries) }
        let graph = sketch.graph, targets = TestRun.capturing(graph)
        let task = Task {
            try await TestRun.run(
                graph,
                into: targets,
                on: WorkerThreads(count: 2),
                limits: TestRun.limits(memory: 20_000),
                progress: progress
            )
        }
        await gate.waitForRequest(partition: 1, page: 2)
        for _ in 0..<600 { await Task.yield() }
        let arrived = progress.snapshot.byteCount
        gate.open(0)
        let report = try await task.value
        #expect(report.stages[1].rowsOut == 12 * 40)
        #expect(progress.snapshot.byteCount > 10 * 20_000)
        // The limit, a page in flight for each open partition, and what rows weigh otherwise than pages.
        #expect(arrived < 5 * 20_000, "\(arrived)")
    }

    @Test("every byte that is counted is forgotten", arguments: [1, 2, 7])
    func countsEndAtZero(workers: Int) async throws {
        for isLimited in [false, true] {
            let source = Entry.random(seed: 12, partitions: 6)
            var sketch = GraphSketch()
            let entries = sketch.fetch(.shuffled(source.parts, seed: 6))
            if isLimited {
                try sketch.csv(try sketch.limit(entries, rows: 20))
            } else {
                let kept = try sketch.filter(entries, "id % 2 = 0")
                try sketch.csv(kept)
                try sketch.jsonl(kept, level: 2)
                sketch.document(kept)
                try sketch.csv(try sketch.limit(kept, rows: 20))
                try sketch.csv(try sketch.aggregate(kept, ["n": "count(*)"], by: ["unit"]))
            }
            let held = try await Self.heldByteCount(after: sketch.graph, workers: workers)
            #expect(held == 0, "limited: \(isLimited)")
        }
    }

    /// What is still counted after a run.
    static func heldByteCount(after graph: StageGraph, workers: Int) async throws -> Int {
        let budget = MemoryBudget(limit: 10_000)
        let context = RunContext(
            graph: graph,
            number: 1,
            threads: WorkerThreads(count: workers),
            budget: budget,
            scratch: TestRun.scratch,
            progress: RunProgress(),
            batchRowCount: 7,
            morselByteCount: 1_000
        )
        let execution = try Execution(
            context: context,
            targets: TestRun.capturing(graph)
        )
        _ = try await execution.run { finality, _ in
            RunOutline(
                pipeline: "test",
                description: nil,
                window: nil,
                timeZone: "UTC",
                startedAt: 0,
                finality: finality
            )
        }
        return budget.heldByteCount
    }

    @Test("runs share one limit; each one's head proceeds", .timeLimit(.minutes(10)))
    func sharedLimit() async throws {
        let shared = SharedMemory()
        let first = MemoryBudget(limit: 10, shared: shared)
        let second = MemoryBudget(limit: 10, shared: shared)
        for budget in [first, second] { budget.open() }
        first.add(60)
        first.addPage(40, partition: 3)
        await second.waitForRoom(partition: 0)
        let hasRoom = Mutexed(false)
        let waiter = Task {
            await second.waitForRoom(partition: 1)
            return hasRoom.change { $0 }
        }
        for _ in 0..<200 { await Task.yield() }
        first.replacePages(40, partition: 3, with: 0)
        for _ in 0..<200 { await Task.yield() }
        hasRoom.change { $0 = true }
        first.close()
        #expect(await waiter.value)
        second.add(30)
        #expect(shared.heldByteCount == 30)
        second.close()
        #expect(shared.heldByteCount == 0)
    }

    @Test(
        "a target that stands still holds the fetch back",
        .timeLimit(.minutes(10)),
        arguments: [1, 3]
    )
    func slowTarget(workers: Int) async throws {
        let row = Entry(id: 1, kind: "capture", minorUnits: 1, currency: "NOK", note: "n").json
        let pad = String(repeating: " ", count: 1 << 20)
        let long = String(repeating: "x", count: 1 << 20)
        let first = "{\"items\":[\(row.replacing("\"n\"", with: "\"\(long)\""))]}"
        let pages = [first] + (0..<60).map { _ in "{\"items\":[\(row)]\(pad)}" }
        let target = StandingTarget()
        let progress = RunProgress()
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch([.init(pages)]))
        let csv = try sketch.csv(entries)
        let lines = try sketch.jsonl(entries)
        let graph = sketch.graph
        let threads = WorkerThreads(count: workers)
        let others = (1..<workers).map { _ in StandingTarget() }
        for other in others { threads.queue.add(.first(0)) { try? other.write(.empty) } }
        let task = Task {
            try await TestRun.run(
                graph,
                into: [csv: target, lines: CapturingTarget()],
                on: threads,
                limits: TestRun.limits(memory: 1 << 20),
                progress: progress
            )
        }
        await target.waitForWrite()
        for _ in 0..<600 { await Task.yield() }
        #expect(progress.snapshot.pageCount < 24)
        target.release()
        for other in others { other.release() }
        let report = try await task.value
        #expect(report.stages[csv].rowsOut == 61)
    }

    @Test("what waits for a slow disk is bounded", .timeLimit(.minutes(10)))
    func boundedBacklog() async throws {
        let target = StandingTarget()
        let context = RunContext(
            graph: StageGraph(nodes: []),
            number: 1,
            threads: WorkerThreads(count: 1),
            budget: MemoryBudget(limit: 1),
            scratch: TestRun.scratch,
            progress: RunProgress(),
            batchRowCount: 1,
            morselByteCount: 1
        )
        let writer = BlockWriter(target: target, context: context)
        let threads = WorkerThreads(count: 4)
        let handedIn = Mutex(0)
        for number in 0..<60 {
            threads.queue.add(.first(number)) {
                try? writer.complete(number, .init(pieces: [Bytes("x")], plainByteCount: 1))
                handedIn.withLock { $0 += 1 }
            }
        }
        await target.waitForWrite()
        for _ in 0..<600 { await Task.yield() }
        #expect(handedIn.withLock { $0 } <= 17)
        target.release()
        while handedIn.withLock({ $0 }) < 60 { await Task.yield() }
        #expect(target.writeCount == 60)
    }
}

extension WorkKey {
    /// Before everything else that a test adds, in the order of the numbers.
    static func first(_ number: Int) -> WorkKey {
        let order = MorselKey(partition: 0, index: number)
        return WorkKey(run: 0, kind: .output, segment: 0, morsel: order)
    }
}

/// Stands still in its first write until it is released.
final class StandingTarget: OutputTarget {
    private struct State {
        var writeCount = 0
        var isReleased = false
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Guarded(State())

    var writeCount: Int { state.change { $0.writeCount } }

    func write(_ bytes: Bytes) throws {
        let watchers = state.change { state in
            state.writeCount += 1
            defer { state.watchers = [] }
            return state.watchers
        }
        for watcher in watchers { watcher.resume() }
        state.wait { $0.isReleased ? () : nil }
    }

    func release() {
        state.change { $0.isReleased = true }
    }

    func waitForWrite() async {
        await withCheckedContinuation { continuation in
            let isWriting = state.change { state in
                if state.writeCount > 0 { return true }
                state.watchers.append(continuation)
                return false
            }
            if isWriting { continuation.resume() }
        }
    }
}
