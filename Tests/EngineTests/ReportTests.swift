// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("what a run reports")
struct ReportTests {
    @Test("rows in and out of every stage", arguments: [1, 2, 7], [1, 7, nil] as [Int?])
    func counts(workers: Int, batchRows: Int?) async throws {
        let source = Entry.random(seed: 31, partitions: 5)
        let all = source.flatMap { $0.flatMap { $0 } }
        let sales = all.filter { $0.kind != "payout" }
        let groups = Set(sales.map { [$0.unit, $0.currency] }).count
        let fan = try SameBytesTests.FanOut(.shuffled(source.parts, seed: 1), level: 1)
        let limits = TestRun.limits(batchRows: batchRows)
        let report = try await TestRun.of(fan.graph, workers: workers, limits: limits).report
        func count(_ rowsIn: Int, _ rowsOut: Int) -> RunReport.StageCount {
            .init(rowsIn: rowsIn, rowsOut: rowsOut)
        }
        #expect(report.stages[0] == count(all.count, all.count))
        #expect(report.stages[1] == count(all.count, sales.count))
        #expect(report.stages[2] == count(sales.count, sales.count))
        #expect(report.stages[3] == count(sales.count, sales.count))
        #expect(report.stages[4] == count(sales.count, sales.count))
        #expect(report.stages[5] == count(sales.count, groups))
        #expect(report.stages[6] == count(groups, groups))
        #expect(report.stages[7] == count(groups, groups))
        #expect(report.stages[8].rowsOut == 10)
        #expect(report.stages[9] == count(10, 10))
    }

    @Test("each partition's rows, totals, unknown fields and last word")
    func partitions() async throws {
        let source = Entry.random(seed: 32, partitions: 4)
        var parts = source.parts
        parts[2].finality = .provisional
        parts[1].pages.append("{\"items\":[{\"id\":1,\"colour\":\"red\"},{\"colour\":\"blue\"}]}")
        var sketch = GraphSketch()
        try sketch.csv(sketch.fetch(.shuffled(parts, seed: 2)))
        let report = try await TestRun.of(sketch.graph, workers: 3).report
        #expect(report.partitions.map(\.partition.key) == ["p0", "p1", "p2", "p3"])
        #expect(report.partitions.map(\.finality) == [.final, .final, .provisional, .final])
        #expect(report.finality == .provisional)
        for (position, pages) in source.enumerated() {
            let entries = pages.flatMap { $0 }
            let summary = report.partitions[position].summary
            #expect(summary.rowCount == entries.count + (position == 1 ? 2 : 0))
            #expect(summary.unknownFields == (position == 1 ? ["colour": 2] : [:]))
            for currency in [try #require(Currency("NOK")), try #require(Currency("EUR"))] {
                let own = entries.filter { $0.currency == currency.description }
                let total = own.reduce(0) { $0 + $1.minorUnits }
                #expect(summary.totals[currency, default: 0] == Int128(total))
            }
        }
    }

    @Test("a hash that depends on neither workers nor page cuts")
    func hash() async throws {
        let source = Entry.random(seed: 33, partitions: 3)
        let joined = source.map { [$0.flatMap { $0 }] }
        var seen: Set<[UInt128]> = []
        for parts in [source.parts, joined.parts] {
            for workers in [1, 2, 7] {
                var sketch = GraphSketch()
                try sketch.csv(sketch.fetch(.shuffled(parts, seed: 2)))
                let report = try await TestRun.of(sketch.graph, workers: workers).report
                seen.insert(report.partitions.map(\.summary.hash))
            }
        }
        #expect(seen.count == 1)
    }

    @Test("progress ends at what was read")
    func progress() async throws {
        let source = Entry.random(seed: 34, partitions: 4)
        let progress = RunProgress()
        var sketch = GraphSketch()
        try sketch.csv(sketch.fetch(.shuffled(source.parts, seed: 2)))
        _ = try await TestRun.of(sketch.graph, progress: progress)
        let end = progress.snapshot
        #expect(end.partitionCount == 4)
        #expect(end.finishedPartitionCount == 4)
        #expect(end.pageCount == source.reduce(0) { $0 + $1.count })
        #expect(end.rowCount == source.flatMap { $0.flatMap { $0 } }.count)
    }
}
