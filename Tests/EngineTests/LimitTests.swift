// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("limit and the fetch")
struct LimitTests {
    /// Partitions of twenty pages with two rows each.
    static func parts(_ count: Int) -> [StandInFetch.Part] {
        (0..<count).map { partition in
            StandInFetch.Part(
                (0..<20).map { page in
                    (0..<2).map { row in
                        let id = partition * 100 + page * 2 + row
                        let note = String(repeating: "n", count: 500)
                        return Entry(
                            id: id,
                            kind: "capture",
                            minorUnits: id,
                            currency: "NOK",
                            note: note
                        )
                    }.page
                }
            )
        }
    }

    static func ids(_ text: String) -> [Substring] {
        text.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    }

    @Test("the fetch stops when all branches have enough", arguments: [1, 2, 7])
    func stopsTheFetch(workers: Int) async throws {
        // Pages that are never answered: only a cancelled request lets the run end.
        let gate = PageGate(holding: [2, 3], requests: [.init(partition: 0, page: 15)])
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(Self.parts(4), gate: gate))
        let three = try sketch.csv(try sketch.limit(entries, rows: 3), id: "three")
        let late = try sketch.filter(entries, "id >= 4")
        let two = try sketch.csv(try sketch.limit(late, rows: 2), id: "two")
        let run = try await TestRun.of(sketch.graph, workers: workers)
        #expect(Self.ids(run.text(three)) == ["0", "1", "2"])
        #expect(Self.ids(run.text(two)) == ["4", "5"])
        #expect(!gate.requests.contains { $0.page > 15 && $0.partition == 0 })
        #expect(run.report.partitions.isEmpty)
    }

    @Test("a partition that was fetched whole but not used whole is not reported")
    func cutShort() async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.reversed(Self.parts(3)))
        try sketch.csv(try sketch.limit(entries, rows: 45))
        let run = try await TestRun.of(sketch.graph)
        #expect(run.report.partitions.map(\.partition.key) == ["p0"])
        #expect(run.report.partitions.first?.summary.rowCount == 40)
    }

    @Test("another branch keeps the fetch going", arguments: [1, 2, 7], [false, true])
    func otherBranch(workers: Int, isAggregate: Bool) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(Self.parts(3), seed: 1))
        let first = try sketch.csv(try sketch.limit(entries, rows: 3), id: "first")
        if isAggregate {
            let totals = try sketch.aggregate(entries, ["rows": "count(*)"])
            let all = try sketch.csv(totals, id: "all")
            let run = try await TestRun.of(sketch.graph, workers: workers)
            #expect(run.text(all) == "rows\n120\n")
            #expect(Self.ids(run.text(first)) == ["0", "1", "2"])
        } else {
            let all = try sketch.csv(entries, id: "all")
            let run = try await TestRun.of(sketch.graph, workers: workers)
            #expect(Self.ids(run.text(all)).count == 120)
            #expect(Self.ids(run.text(first)) == ["0", "1", "2"])
            #expect(run.report.partitions.count == 3)
        }
    }

    @Test("what stands behind the last wanted row is not asked", arguments: [1, 2, 7])
    func faultBehindTheLimit(workers: Int) async throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            var sketch = GraphSketch()
            let entries = sketch.fetch(.shuffled(Self.parts(4), seed: seed))
            let kept = try sketch.filter(entries, "7 / (id - 130) is not null")
            let csv = try sketch.csv(try sketch.limit(kept, rows: 30))
            let run = try await TestRun.of(sketch.graph, workers: workers)
            #expect(Self.ids(run.text(csv)) == (0..<30).map { Substring(String($0)) })
        }
    }

    @Test("waiting for memory ends with the fetch")
    func waitingForMemory() async throws {
        // The head has given its rows but never ends; the others wait for room behind it.
        let gate = PageGate(requests: [.init(partition: 0, page: 21)])
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(Self.parts(6), gate: gate))
        let csv = try sketch.csv(try sketch.limit(entries, rows: 35))
        let limits = TestRun.limits(memory: 1)
        let run = try await TestRun.of(sketch.graph, limits: limits)
        #expect(Self.ids(run.text(csv)).count == 35)
    }

    @Test("a second fetch follows one that was cut short")
    func secondFetch() async throws {
        var sketch = GraphSketch()
        let first = sketch.fetch(StandInFetch(Self.parts(5)), id: "first")
        try sketch.csv(try sketch.limit(first, rows: 5), id: "a")
        let second = sketch.fetch(.shuffled(Self.parts(5), seed: 3), id: "second")
        let all = try sketch.csv(second, id: "b")
        let limits = TestRun.limits(memory: 4_000)
        let run = try await TestRun.of(sketch.graph, limits: limits)
        #expect(Self.ids(run.text(all)).count == 200)
        #expect(run.report.partitions.allSatisfy { $0.node == second })
    }

    @Test("counts do not depend on workers", arguments: [3, 35, 1_000])
    func counts(rows: Int) async throws {
        var seen: Set<[RunReport.StageCount]> = []
        for workers in [1, 2, 7] {
            for batchRows in [1, 7, nil] {
                var sketch = GraphSketch()
                let entries = sketch.fetch(.shuffled(Self.parts(3), seed: UInt64(workers)))
                let kept = try sketch.filter(entries, "id % 3 = 0")
                try sketch.csv(try sketch.limit(kept, rows: rows))
                let limits = TestRun.limits(batchRows: batchRows)
                let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
                var stages = run.report.stages
                // A limit is not asked after its last row, which batches decide.
                stages[2].rowsIn = 0
                seen.insert(stages)
            }
        }
        #expect(seen.count == 1, "\(seen)")
    }
}
