// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("graphs of unusual shape")
struct GraphShapeTests {
    private let source = Entry.random(seed: 51, partitions: 5)
    private var all: [Entry] { source.flatMap { $0.flatMap { $0 } } }

    @Test("nothing to read: no partitions, no pages, no rows", arguments: [1, 2])
    func nothing(workers: Int) async throws {
        let sources: [[StandInFetch.Part]] = [[], [.init([])], [.init([[Entry]().page])]]
        for parts in sources {
            var sketch = GraphSketch()
            let entries = sketch.fetch(StandInFetch(parts))
            let one = try sketch.csv(try sketch.aggregate(entries, ["n": "count(*)"]))
            let none = try sketch.csv(
                try sketch.aggregate(entries, ["n": "count(*)"], by: ["unit"])
            )
            let document = sketch.document(try sketch.limit(entries, rows: 3))
            let run = try await TestRun.of(sketch.graph, workers: workers)
            #expect(run.text(one) == "n\n0\n")
            #expect(run.text(none) == "unit,n\n")
            #expect(run.text(document) == "test is final\n")
            #expect(run.report.partitions.count == parts.count)
        }
    }

    @Test("two fetch stages, a stage nobody reads, a limit of none", arguments: [1, 2, 7])
    func twoFetches(workers: Int) async throws {
        var sketch = GraphSketch()
        let first = sketch.fetch(.shuffled(source.parts, seed: 1), id: "first")
        try sketch.filter(first, "id > 3")
        let second = sketch.fetch(.reversed(source.parts), id: "second")
        let csv = try sketch.csv(try sketch.columns(second, ["id": "id"]))
        let none = try sketch.csv(try sketch.limit(second, rows: 0), id: "none")
        let lone = sketch.fetch(StandInFetch(source.parts), id: "lone")
        try sketch.aggregate(lone, ["n": "count(*)"])
        let run = try await TestRun.of(sketch.graph, workers: workers)
        #expect(run.text(csv) == "id\n" + all.map { "\($0.id)\n" }.joined())
        #expect(run.text(none) == "id,kind,unit,amount,currency,note\n")
        let nodes = [first, second, lone].flatMap { Array(repeating: $0, count: 5) }
        #expect(run.report.partitions.map(\.node) == nodes)
    }

    @Test(
        "aggregates of aggregates and limits after them",
        arguments: [1, 2, 7],
        [1, nil] as [Int?]
    )
    func chains(workers: Int, batchRows: Int?) async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 3))
        let perUnit = try sketch.aggregate(
            entries,
            ["n": "count(*)"],
            by: ["unit", "currency"],
            id: "units"
        )
        let perCurrency = try sketch.aggregate(
            perUnit,
            ["units": "count(*)", "n": "sum(n)"],
            by: ["currency"]
        )
        let csv = try sketch.csv(perCurrency)
        let two = try sketch.csv(try sketch.limit(perUnit, rows: 2))
        let few = try sketch.limit(entries, rows: 50)
        let total = try sketch.csv(try sketch.aggregate(few, ["s": "sum(id)"], id: "few"))
        let again = try sketch.csv(try sketch.limit(few, rows: 4))
        let limits = TestRun.limits(batchRows: batchRows)
        let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
        var expected = "currency,units,n\n"
        var currencies: [String] = []
        for entry in all where !currencies.contains(entry.currency) {
            currencies.append(entry.currency)
        }
        for currency in currencies {
            let own = all.filter { $0.currency == currency }
            expected += "\(currency),\(Set(own.map(\.unit)).count),\(own.count)\n"
        }
        #expect(run.text(csv) == expected)
        #expect(run.text(two).split(separator: "\n").count == 3)
        #expect(run.text(total) == "s\n\(all.prefix(50).reduce(0) { $0 + $1.id })\n")
        #expect(LimitTests.ids(run.text(again)) == all.prefix(4).map { Substring(String($0.id)) })
    }

    @Test("two runs at once over one set of threads", arguments: [1, 2, 7])
    func twoRuns(workers: Int) async throws {
        let threads = WorkerThreads(count: workers)
        let expected = SameBytesTests.Expected(all)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 0..<6 as Range<UInt64> {
                let fan = try SameBytesTests.FanOut(
                    .shuffled(source.parts, seed: seed),
                    level: 2
                )
                group.addTask {
                    let targets = TestRun.capturing(fan.graph)
                    let limits = TestRun.limits(memory: 3_000)
                    _ = try await TestRun.run(
                        fan.graph,
                        into: targets,
                        on: threads,
                        limits: limits
                    )
                    #expect(targets[fan.csv]?.text == expected.csv)
                    #expect(targets[fan.totals]?.text == expected.totals)
                }
            }
            try await group.waitForAll()
        }
        #expect(threads.memory.heldByteCount == 0)
    }
}
