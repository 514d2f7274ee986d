// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("findings, feeds and memories of a run")
struct FindingTests {
    private let source = Entry.random(seed: 12, partitions: 3, pages: 3, rows: 14)
    private var all: [Entry] { source.flatMap { $0.flatMap { $0 } } }

    @Test("an ordered transform judges all rows, even if a limit wants few", arguments: [1, 2, 7])
    func ordered(workers: Int) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 3))
        let counted = sketch.ordered(entries, CountingCheck(needsAllRows: true), id: "all")
        let few = try sketch.csv(try sketch.limit(counted, rows: 2))
        let hasty = sketch.ordered(entries, CountingCheck(needsAllRows: false), id: "hasty")
        try sketch.csv(try sketch.limit(hasty, rows: 0))
        let run = try await TestRun.of(sketch.graph, workers: workers)
        #expect(LimitTests.ids(run.text(few)).count == 2)
        let found = run.report.findings.first { $0.stage == "all" }
        #expect(found == .counted(all.count, stage: "all"))
    }

    @Test(
        "findings come in the order of the stages, those of a fetch once each",
        arguments: [1, 7]
    )
    func order(workers: Int) async throws {
        var sketch = GraphSketch()
        var fetch = StandInFetch(source.parts)
        fetch.notice = "the list is not offered"
        let entries = sketch.fetch(fetch)
        let back = try sketch.wholeRun([entries], ReverseTransform(rowCount: 5))
        let check = sketch.ordered(back, CountingCheck(needsAllRows: false), id: "check")
        try sketch.csv(check)
        let run = try await TestRun.of(sketch.graph, workers: workers)
        #expect(run.report.findings.map(\.stage) == ["entries", "check"])
        #expect(run.report.findings.map(\.message).first == "the list is not offered")
    }

    @Test("a judgement that cannot be made fails the run and names the stage")
    func failing() async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 4))
        var check = CountingCheck(needsAllRows: false)
        check.failure = PipelineError(ErrorCode("unjudged"), "no rows to judge")
        try sketch.csv(sketch.ordered(entries, check, id: "check"))
        let graph = sketch.graph
        let error = await #expect(throws: PipelineError.self) { try await TestRun.of(graph) }
        #expect(error?.code == ErrorCode("unjudged"))
        #expect(error?.description.contains("check") == true)
    }

    @Test("a feed goes on behind its cursor and tells where it ended", arguments: [1, 7])
    func feed(workers: Int) async throws {
        var parts = source.parts
        parts[1].cursor = "behind p1"
        var sketch = GraphSketch()
        try sketch.csv(sketch.fetch(StandInFetch(parts)))
        let run = try await TestRun.of(
            sketch.graph,
            workers: workers,
            cursors: [0: ["p0": "all"]]
        )
        let partitions = run.report.partitions
        #expect(partitions.map(\.cursor) == [nil, "behind p1", nil])
        #expect(partitions.map(\.finality) == [.final, .final, .final])
        let counts = source.map { $0.reduce(0) { $0 + $1.count } }
        #expect(partitions.map(\.summary.rowCount) == [0] + counts.dropFirst())
    }

    @Test("what remembers sees all rows, whatever is wanted of it", arguments: [1, 2, 7])
    func memory(workers: Int) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 5))
        let kept = try sketch.wholeRun([entries], RememberingReverse(), id: "kept")
        try sketch.csv(try sketch.limit(kept, rows: 1))
        let memory = StandInMemory()
        _ = try await TestRun.of(sketch.graph, workers: workers, memories: [kept: memory])
        #expect(memory.text == all.map { "\($0.id)\n" }.joined())
    }
}

/// Counts rows and says how many there were.
private struct CountingCheck: OrderedTransform {
    static let spec = StageSpec("counting", "Count rows.")
    let needsAllRows: Bool
    var failure: PipelineError?
    private var count = 0

    init(needsAllRows: Bool) { self.needsAllRows = needsAllRows }

    init(_ options: StageOptions) throws { preconditionFailure("made by tests only") }

    func outputSchema(for input: Schema) -> Schema { input }

    mutating func apply(_ batch: RecordBatch) -> TransformResult {
        count += batch.rowCount
        return .rows(batch)
    }

    mutating func finish() throws -> [Finding] {
        if let failure { throw failure }
        return [.counted(count)]
    }
}

extension Finding {
    fileprivate static func counted(_ count: Int, stage: String = "") -> Finding {
        var finding = Finding(.notice, rule: "counted", "\(count) rows", count: count)
        finding.stage = stage
        return finding
    }
}
