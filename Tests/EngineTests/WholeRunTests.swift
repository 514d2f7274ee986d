// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("transforms that see the whole run")
struct WholeRunTests {
    private let source = Entry.random(seed: 71, partitions: 4, pages: 3, rows: 14)
    private var all: [Entry] { source.flatMap { $0.flatMap { $0 } } }
    static let batchRows = LowestRowTests.batchRows

    private func ids(_ entries: some Sequence<Entry>) -> String {
        "id\n" + entries.map { "\($0.id)\n" }.joined()
    }

    @Test("rows in reverse, sorted into other stages", arguments: [1, 2, 7], batchRows)
    func reversed(workers: Int, batchRows: Int?) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 1))
        let kept = try sketch.filter(entries, "id % 3 <> 0")
        let back = try sketch.wholeRun([kept], ReverseTransform(rowCount: 5))
        let csv = try sketch.csv(try sketch.columns(back, ["id": "id"]))
        let sums = try sketch.csv(
            try sketch.aggregate(back, ["n": "count(*)", "first": "first(id)"], by: ["kind"])
        )
        let twice = try sketch.wholeRun([back], ReverseTransform(rowCount: 3))
        let same = try sketch.csv(try sketch.columns(twice, ["id": "id"]))
        let limits = TestRun.limits(batchRows: batchRows)
        let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
        let expected = all.filter { $0.id % 3 != 0 }
        #expect(run.text(csv) == ids(expected.reversed()))
        #expect(run.text(same) == ids(expected))
        var groups = "kind,n,first\n"
        var seen: Set<String> = []
        for entry in expected.reversed() where seen.insert(entry.kind).inserted {
            let own = expected.filter { $0.kind == entry.kind }
            groups += "\(entry.kind),\(own.count),\(own.last?.id ?? 0)\n"
        }
        #expect(run.text(sums) == groups)
        #expect(run.report.stages[back] == .init(rowsIn: expected.count, rowsOut: expected.count))
        #expect(run.report.partitions.count == 4)
    }

    @Test("two inputs of one fetch, of two, and one stage twice", arguments: [1, 2, 7], batchRows)
    func twoInputs(workers: Int, batchRows: Int?) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 2))
        let even = try sketch.filter(entries, "id % 2 = 0")
        let few = try sketch.limit(entries, rows: 11)
        let other = sketch.fetch(.reversed(source.parts), id: "other")
        let counts = try sketch.aggregate(other, ["n": "count(*)"], by: ["id"])
        let pairs: [(Int, Int)] = [(entries, even), (few, even), (entries, other), (even, counts)]
        let zips = try pairs.map { try zip(&sketch, $0.0, $0.1) }
        let own = try zip(&sketch, entries, entries)
        let chained = try sketch.wholeRun([other, entries, entries, few], ChainTransform())
        let long = try sketch.csv(try sketch.columns(chained, ["id": "id"]))
        let limits = TestRun.limits(batchRows: batchRows)
        let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
        let evens = all.filter { $0.id % 2 == 0 }
        let expected = [
            (all, evens), (Array(all.prefix(11)), evens), (all, all), (evens, all),
        ]
        for (csv, sides) in Swift.zip(zips, expected) {
            let rows = Swift.zip(sides.0, sides.1).map { "\($0.id),\($1.id)\n" }
            #expect(run.text(csv) == "a,b\n" + rows.joined())
        }
        #expect(run.text(own) == "a,b\n" + all.map { "\($0.id),\($0.id)\n" }.joined())
        #expect(run.text(long) == ids(all + all + all + all.prefix(11)))
    }

    private func zip(_ sketch: inout GraphSketch, _ left: Int, _ right: Int) throws -> Int {
        let pairs = try sketch.wholeRun([left, right], ZipTransform())
        return try sketch.csv(try sketch.columns(pairs, ["a": "id", "b": "\"other.id\""]))
    }

    @Test("nothing goes in: nothing comes out", arguments: [1, 2])
    func nothing(workers: Int) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch([]))
        let back = try sketch.wholeRun([entries, entries], ChainTransform())
        let csv = try sketch.csv(try sketch.columns(back, ["id": "id"]))
        let run = try await TestRun.of(sketch.graph, workers: workers)
        #expect(run.text(csv) == "id\n")
    }

    @Test("a limit below stops every fetch above", .timeLimit(.minutes(10)), arguments: [1, 2, 7])
    func limit(workers: Int) async throws {
        // Pages that are never answered: only a cancelled request lets the run end.
        let gate = PageGate(requests: [.init(partition: 0, page: 15)])
        let never = PageGate(holding: [0, 1, 2])
        var sketch = GraphSketch()
        let first = sketch.fetch(StandInFetch(LimitTests.parts(3), gate: gate), id: "first")
        let second = sketch.fetch(StandInFetch(LimitTests.parts(3), gate: never), id: "second")
        let chained = try sketch.wholeRun([first, second], ChainTransform())
        let checked = sketch.ordered(chained, FailingCheck(id: -1), id: "check")
        let three = try sketch.csv(try sketch.limit(checked, rows: 3))
        let run = try await TestRun.of(sketch.graph, workers: workers)
        #expect(LimitTests.ids(run.text(three)) == ["0", "1", "2"])
        #expect(run.report.partitions.isEmpty)
        #expect(never.requests.isEmpty)
    }

    @Test("a limit below one of two branches", arguments: [1, 2, 7], batchRows)
    func limitedBranch(workers: Int, batchRows: Int?) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 4))
        let back = try sketch.wholeRun([entries], ReverseTransform(rowCount: 4))
        let one = try sketch.csv(
            try sketch.columns(try sketch.limit(back, rows: 9), ["id": "id"])
        )
        let whole = try sketch.csv(try sketch.columns(entries, ["id": "id"]))
        let limits = TestRun.limits(batchRows: batchRows, memory: 1)
        let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
        #expect(run.text(one) == ids(all.reversed().prefix(9)))
        #expect(run.text(whole) == ids(all))
    }

    @Test("a fault of a row that a collector takes", arguments: [1, 2, 7], batchRows)
    func faultyRow(workers: Int, batchRows: Int?) async throws {
        let faulty = all[all.count / 2].id
        // Below the stage, in it and above it, one row apart.
        let before = all[all.count / 2 - 1].id, after = all[all.count / 2 + 1].id
        for (below, stage) in [(before, "below"), (after, "chain")] {
            var sketch = GraphSketch()
            let entries = sketch.fetch(.shuffled(source.parts, seed: 5))
            let chain = try sketch.wholeRun(
                [entries],
                ChainTransform(faultyID: faulty),
                id: "chain"
            )
            let text = "7 / (id - \(below)) is not null"
            try sketch.csv(try sketch.filter(chain, text, id: "below"))
            let late = all.last?.id ?? 0
            try sketch.csv(try sketch.filter(entries, "7 / (id - \(late)) is not null", id: "late"))
            let error = try await LowestRowTests.fault(
                of: sketch.graph,
                workers: workers,
                batchRows: batchRows
            )
            let id = stage == "below" ? below : faulty
            let place = try LowestRowTests.place(ofID: id, in: source, stage: stage)
            #expect(error.location == .data(place))
        }
    }

    @Test("the lowest row of rows that stand in another order", arguments: [1, 2, 7], batchRows)
    func faultAfterReversing(workers: Int, batchRows: Int?) async throws {
        let first = all[all.count / 3].id, second = all[all.count / 3 + 1].id
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 6))
        let back = try sketch.wholeRun([entries], ReverseTransform(rowCount: 50))
        try sketch.csv(try sketch.filter(back, "7 / (id - \(first)) is not null", id: "first"))
        try sketch.csv(try sketch.filter(back, "7 / (id - \(second)) is not null", id: "second"))
        let error = try await LowestRowTests.fault(
            of: sketch.graph,
            workers: workers,
            batchRows: batchRows
        )
        let place = try LowestRowTests.place(ofID: second, in: source, stage: "second")
        #expect(error.location == .data(place))
    }

    @Test("a collector that fails when it is asked for rows", arguments: [1, 2, 7])
    func failsAtEnd(workers: Int) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 7))
        try sketch.csv(try sketch.wholeRun([entries], ChainTransform(failsAtEnd: true)))
        let error = try await LowestRowTests.fault(of: sketch.graph, workers: workers)
        #expect(error.description == "stage whole: error: too much [at-end]")
    }

    @Test("every byte that is counted is forgotten", arguments: [1, 2, 7], [false, true])
    func countsEndAtZero(workers: Int, isLimited: Bool) async throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            var sketch = GraphSketch()
            let entries = sketch.fetch(.shuffled(source.parts, seed: seed))
            let back = try sketch.wholeRun([entries, entries], ChainTransform())
            let last = try sketch.wholeRun([back], ReverseTransform())
            try sketch.csv(isLimited ? try sketch.limit(back, rows: 30) : back)
            if isLimited { try sketch.csv(try sketch.limit(last, rows: 2)) }
            let held = try await MemoryTests.heldByteCount(after: sketch.graph, workers: workers)
            #expect(held == 0, "seed \(seed)")
        }
    }

    @Test(
        "rows wait in the transform, not in the queue, while the stages below are busy",
        .timeLimit(.minutes(10)),
        arguments: [2, 7],
        [1, 1 << 30]
    )
    func pulled(workers: Int, memory: Int) async throws {
        let parts = [StandInFetch.Part((0..<200).map { page in [Entry.numbered(page)].page })]
        let gate = StandingTransform.Gate()
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(parts))
        let back = try sketch.wholeRun([entries], ReverseTransform())
        let passed = sketch.batch(back, StandingTransform(gate: gate, id: 199), id: "standing")
        let csv = try sketch.csv(try sketch.columns(passed, ["id": "id"]))
        let graph = sketch.graph
        let threads = WorkerThreads(count: workers)
        let task = Task {
            var limits = TestRun.limits(memory: memory)
            limits.morselByteCount = 1
            return try await TestRun.of(graph, on: threads, limits: limits)
        }
        await gate.waitUntilStanding()
        for _ in 0..<2_000 { await Task.yield() }
        // What the workers are busy with, and a little more as long as there is memory.
        #expect(gate.rowCount <= (memory == 1 ? workers + 1 : 4 * workers + 1))
        gate.open()
        #expect(try await task.value.text(csv) == ids((0..<200).reversed().map(Entry.numbered)))
    }
}

extension Entry {
    fileprivate static func numbered(_ id: Int) -> Entry {
        Entry(id: id, kind: "capture", minorUnits: id, currency: "NOK")
    }
}
