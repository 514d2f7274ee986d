// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Glibc
import Synchronization
import Testing

@testable import Engine

@Suite("what sources and batch transforms may do")
struct SourceWorkTests {
    /// Gives each page after a piece of work that is done on a worker.
    private struct WorkingFetch: FetchStage {
        static let spec = StageSpec("working", "Pages that workers make.")
        static let isDated = false
        let parts: [StandInFetch.Part]
        let threads: Mutexed<Set<UInt>>
        var failsAt: Int?

        init(_ options: StageOptions) throws { preconditionFailure("made by tests only") }

        init(_ parts: [StandInFetch.Part], failsAt: Int? = nil) {
            self.parts = parts
            self.failsAt = failsAt
            threads = Mutexed([])
        }

        var schema: Schema? { Entry.plan.schema }

        func partitions(in context: FetchContext) async throws -> [Partition] {
            try await context.onWorker { parts.indices.map { Partition(key: "p\($0)", date: nil) } }
        }

        func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
            Pages(fetch: self, position: Int(partition.key.dropFirst()) ?? 0, context: context)
        }

        func makeDecoder() -> any PageDecoder { RecordPageDecoder(Entry.plan, totalling: nil) }

        private struct Pages: PageSource {
            let fetch: WorkingFetch
            let position: Int
            let context: FetchContext
            var number = 0

            init(fetch: WorkingFetch, position: Int, context: FetchContext) {
                self.fetch = fetch
                self.position = position
                self.context = context
            }

            mutating func next() async throws -> PageStep {
                number += 1
                let pages = fetch.parts[position].pages
                let number = number, threads = fetch.threads, isFault = fetch.failsAt == position
                guard number <= pages.count else { return .end(.final) }
                return try await context.onWorker {
                    threads.change { _ = $0.insert(UInt(pthread_self())) }
                    if isFault { throw PipelineError(ErrorCode("unreadable"), "no such block") }
                    return .page(Page(bytes: Bytes(pages[number - 1]), number: number))
                }
            }
        }
    }

    private let source = Entry.random(seed: 81, partitions: 12)
    private var ids: [Substring] {
        source.flatMap { $0.flatMap { $0.map { Substring(String($0.id)) } } }
    }

    private func graph(_ fetch: WorkingFetch, limit: Int? = nil) throws -> (StageGraph, csv: Int) {
        var sketch = GraphSketch()
        let context = FetchContext(window: nil, connection: nil)
        let entries = sketch.add(fetch, in: context, schema: Entry.plan.schema)
        let rows = try limit.map { try sketch.limit(entries, rows: $0) } ?? entries
        let csv = try sketch.csv(rows)
        return (sketch.graph, csv)
    }

    @Test("a source works on the run's threads", .timeLimit(.minutes(10)), arguments: [1, 2, 7])
    func onWorkers(workers: Int) async throws {
        let fetch = WorkingFetch(source.parts)
        let (graph, csv) = try graph(fetch)
        let limits = TestRun.limits(memory: 1)
        let run = try await TestRun.of(graph, workers: workers, limits: limits)
        #expect(LimitTests.ids(run.text(csv)) == ids)
        #expect((1...workers).contains(fetch.threads.change { $0.count }))
    }

    @Test(
        "it is let go when the run has enough or fails",
        .timeLimit(.minutes(10)),
        arguments: [1, 2, 7]
    )
    func letGo(workers: Int) async throws {
        let (limited, csv) = try graph(WorkingFetch(source.parts), limit: 5)
        let run = try await TestRun.of(limited, workers: workers)
        #expect(LimitTests.ids(run.text(csv)) == Array(ids.prefix(5)))
        let position = try #require(source.lastIndex { !$0.isEmpty })
        let (faulty, _) = try graph(WorkingFetch(source.parts, failsAt: position))
        let error = try await LowestRowTests.fault(of: faulty, workers: workers)
        let place = DataPlace(stage: "entries", partition: "p\(position)")
        #expect(error.location == .data(place))
    }

    @Test(
        "a transform that makes many rows of one, and none of others",
        arguments: [1, 2, 7],
        LowestRowTests.batchRows
    )
    func repeating(workers: Int, batchRows: Int?) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 1))
        let repeated = sketch.batch(entries, RepeatingTransform(), id: "repeat")
        let csv = try sketch.csv(try sketch.columns(repeated, ["id": "id"]))
        let limits = TestRun.limits(batchRows: batchRows)
        let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
        let expected = ids.flatMap { id in
            Array(repeating: id, count: RepeatingTransform.count(of: Int(id) ?? 0))
        }
        #expect(LimitTests.ids(run.text(csv)) == expected)
        #expect(run.report.stages[repeated] == .init(rowsIn: ids.count, rowsOut: expected.count))
    }

    @Test(
        "the fault of the lowest row that such a transform gives",
        arguments: LowestRowTests.batchRows
    )
    func faultOfRepeated(batchRows: Int?) async throws {
        let first = try #require(source.flatMap { $0.flatMap { $0 } }.first { $0.id % 4 == 3 }?.id)
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 2))
        let repeated = sketch.batch(entries, RepeatingTransform(), id: "repeat")
        // The second row of an entry is at fault in one branch, the third in the other.
        let third = "case when id = \(first) and note = '3' then 1 / (id - id) = 0 else true end"
        let second = "case when id = \(first) and note = '2' then 1 / (id - id) = 0 else true end"
        try sketch.csv(try sketch.filter(repeated, third, id: "third"))
        try sketch.csv(try sketch.filter(repeated, second, id: "second"))
        let error = try await LowestRowTests.fault(
            of: sketch.graph,
            workers: 2,
            batchRows: batchRows
        )
        let place = try LowestRowTests.place(ofID: first, in: source, stage: "second")
        #expect(error.location == .data(place))
    }
}

/// Gives each entry as often as the remainder of its number by four, numbered in `note`, all in one batch.
struct RepeatingTransform: BatchTransform {
    static let spec = StageSpec("repeat", "Gives rows again and again.")

    init() {}
    init(_ options: StageOptions) throws {}

    static func count(of id: Int) -> Int { id % 4 }

    func outputSchema(for input: Schema) throws -> Schema { input }

    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {
        guard case .int64(let ids)? = batch.column(named: "id") else { return }
        var slots: [Int32] = [], numbers: [String?] = []
        for row in 0..<batch.rowCount {
            let count = Self.count(of: Int(ids[row] ?? 0))
            slots += Array(repeating: Int32(row), count: count)
            numbers += (0..<count).map { "\($0 + 1)" }
        }
        let rows = batch.taking(Values(slots))
        let note = batch.schema.index(of: "note") ?? 0
        var columns = rows.columns
        columns[note] = .text(TextArray(numbers))
        try emit(rows.replacingColumns(columns, schema: batch.schema))
    }
}

/// A value that several tasks change.
final class Mutexed<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { body(&$0) }
    }
}
