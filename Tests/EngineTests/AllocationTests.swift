// SPDX-License-Identifier: Apache-2.0

import CAllocations
import Expressions
import FjordKit
import Testing

@testable import Engine

@Suite("no row asks for heap memory")
struct AllocationTests {
    /// The blocks that a batch may ask for in each stage, whatever its rows.
    private static let blocksPerStage = 150
    /// How many rows there must be to each further block.
    ///
    /// Encoders work through a few hundred rows at a time, and buffers grow by doubling; a fallback to single rows asks
    /// for a block a row or more.
    private static let rowsPerBlock = 10

    #if DEBUG
        private static let isOptimized = false
    #else
        private static let isOptimized = true
    #endif

    /// What is tested in this build.
    private static func tested(_ always: [String], _ optimized: [String]) -> [String] {
        always + (isOptimized ? optimized : [])
    }

    @Test("the counter counts")
    func counter() {
        let before = fjord_allocation_count()
        let numbers = (0..<100).map { Array(repeating: $0, count: 50) }
        #expect(fjord_allocation_count() - before >= 100)
        #expect(numbers.count == 100)
    }

    @Test("decode, filter, transform, aggregate, CSV and JSON lines", .enabled(if: isOptimized))
    func wholeTree() throws {
        var sketch = GraphSketch()
        let rows = sketch.fetch(SampleRow.fetch)
        let kept = try sketch.filter(rows, "kind in ('capture', 'refund') and amount_minor > 5")
        let computed = try sketch.columns(
            kept,
            [
                "id": "id", "day": "day", "kind": "kind", "currency": "currency",
                "amount": "amount * 2", "major": "(amount_minor / 100)::decimal(18, 2)",
                "unit": "split_part(unit, ':', 2)", "note": "note", "is_refund": "kind = 'refund'",
            ]
        )
        try sketch.csv(computed)
        try sketch.jsonl(computed)
        try sketch.aggregate(
            computed,
            [
                "n": "count(*)", "sum": "sum(amount)", "least": "min(id)", "most": "max(major)",
                "mean": "avg(major)", "refunds": "count(*) filter (where is_refund)",
            ],
            by: ["day", "unit", "currency"]
        )
        try check(sketch.graph, rowCounts: 1_000, 16_000, decodes: true)
    }

    @Test("decoding alone")
    func decoding() throws {
        var sketch = GraphSketch()
        try sketch.filter(sketch.fetch(SampleRow.fetch), "id > 0")
        try check(sketch.graph, rowCounts: 1_000, 16_000, decodes: true)
    }

    @Test("an aggregate over a thousand groups")
    func manyGroups() throws {
        var sketch = GraphSketch()
        let rows = sketch.fetch(SampleRow.fetch)
        let calls: KeyValuePairs = ["n": "count(*)", "sum": "sum(amount)", "most": "max(rate)"]
        try sketch.aggregate(rows, calls, by: ["day", "unit", "currency"])
        try check(sketch.graph, rowCounts: 2_000, 16_000)
    }

    @Test(
        "every scalar function and operator",
        arguments: tested(SampleRow.expressions, SampleRow.optimizedExpressions)
    )
    func scalar(expression: String) throws {
        var sketch = GraphSketch()
        let rows = sketch.fetch(SampleRow.fetch)
        let computed = try sketch.columns(rows, ["x": expression, "currency": "currency"])
        try sketch.csv(computed)
        try sketch.jsonl(computed)
        try check(sketch.graph)
    }

    @Test(
        "every condition",
        arguments: tested(SampleRow.conditions, SampleRow.optimizedConditions)
    )
    func condition(text: String) throws {
        var sketch = GraphSketch()
        let rows = sketch.fetch(SampleRow.fetch)
        try sketch.csv(try sketch.columns(try sketch.filter(rows, text), ["id": "id"]))
        try check(sketch.graph)
    }

    @Test(
        "every aggregate over few groups",
        arguments: tested(SampleRow.aggregates, SampleRow.optimizedAggregates)
    )
    func aggregate(call: String) throws {
        var sketch = GraphSketch()
        let rows = sketch.fetch(SampleRow.fetch)
        try sketch.aggregate(rows, ["x": call], by: ["kind", "currency"])
        try check(
            sketch.graph,
            rowCounts: 2_000,
            8_000,
            // The values lie in sixteen partitions, each with tables of its own.
            fixed: call.contains("distinct") ? 16 * 25 : 0
        )
    }

    @Test("no function of the table is left out")
    func complete() {
        let all =
            SampleRow.expressions + SampleRow.optimizedExpressions
            + SampleRow.allocatingExpressions
        let words = Set(
            all.flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }
        )
        let left = ScalarFunction.all.filter { !words.contains($0.name[...]) }
        #expect(left.map(\.name) == [])
    }

    private func check(
        _ graph: StageGraph,
        rowCounts less: Int = 500,
        _ more: Int = 2_000,
        decodes: Bool = false,
        fixed: Int = 0
    ) throws {
        let few = try blocks(of: graph, rowCount: less, decodes: decodes)
        let many = try blocks(of: graph, rowCount: more, decodes: decodes)
        #expect(few < Self.blocksPerStage * graph.nodes.count + fixed, "\(few) of \(less) rows")
        let growth = (more - less) / Self.rowsPerBlock
        #expect(many - few < growth, "\(many) of \(more) rows, \(few) of \(less)")
    }

    /// The heap blocks that a worker asks for to run a morsel of one batch, when it has run the same before.
    private func blocks(
        of graph: StageGraph,
        rowCount: Int,
        decodes: Bool = false
    ) throws -> Int {
        let context = RunContext(
            graph: graph,
            number: 1,
            threads: WorkerThreads(count: 1),
            budget: MemoryBudget(limit: 1),
            scratch: TestRun.scratch,
            progress: RunProgress(),
            batchRowCount: RecordBatch.maximumRowCount,
            morselByteCount: 1 << 20
        )
        let worker = try SegmentWorker(plan: SegmentPlan.segments(of: graph)[0], context: context)
        let page = Page(bytes: Bytes(SampleRow.page(rowCount: rowCount)), number: 1)
        let partition = Partition(key: "p", date: nil)
        var contents = Morsel.Contents.pages([page], of: partition)
        if !decodes { contents = .batches(try SampleRow.batches(of: page, partition)) }
        for index in 0..<2 {
            _ = try worker.run(
                Morsel(key: MorselKey(partition: 0, index: index), contents: contents)
            )
        }
        let before = fjord_allocation_count()
        let result = try worker.run(
            Morsel(key: MorselKey(partition: 0, index: 2), contents: contents)
        )
        let count = fjord_allocation_count() - before
        #expect(result.counts[0]?.rowsIn == rowCount)
        return count
    }
}
