// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("the fault that is reported is that of the lowest row")
struct LowestRowTests {
    static let batchRows: [Int?] = [1, 2, 7, nil]

    /// The fault that a run ends with, as users read it.
    static func fault(
        of graph: StageGraph,
        workers: Int,
        batchRows: Int? = nil
    ) async throws -> PipelineError {
        let limits = TestRun.limits(batchRows: batchRows)
        return try await #require(throws: PipelineError.self) {
            try await TestRun.of(graph, workers: workers, limits: limits)
        }
    }

    /// Where the entry with this number stands.
    static func place(ofID id: Int, in source: [[[Entry]]], stage: String) throws -> DataPlace {
        for (partition, pages) in source.enumerated() {
            for (page, entries) in pages.enumerated() {
                guard let row = entries.firstIndex(where: { $0.id == id }) else { continue }
                return DataPlace(
                    stage: stage,
                    partition: "p\(partition)",
                    page: page + 1,
                    row: row + 1,
                    path: "items[\(row)]"
                )
            }
        }
        throw PipelineError(ErrorCode("no-entry"), "\(id)")
    }

    @Test("of filter, transform, aggregate and sink", arguments: [1, 2, 7], batchRows)
    func everyKindOfStage(workers: Int, batchRows: Int?) async throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let source = Entry.random(seed: seed &+ 40, partitions: 5)
            let ids = source.flatMap { $0.flatMap { $0.map(\.id) } }
            guard ids.count >= 4 else { continue }
            var random = SeededRandom(seed)
            let faulty = ids.shuffled(using: &random).prefix(4).map { $0 }
            var sketch = GraphSketch()
            let entries = sketch.fetch(.shuffled(source.parts, seed: seed))
            let kept = try sketch.filter(entries, "7 / (id - \(faulty[0])) is not null", id: "f")
            let rows = try sketch.columns(kept, ["x": "7 / (id - \(faulty[1]))"], id: "c")
            try sketch.csv(rows)
            try sketch.aggregate(entries, ["x": "sum(7 / (id - \(faulty[2])))"], id: "a")
            let wrong = "case when id = \(faulty[3]) then 'SEK' else currency end"
            let renamed = try sketch.columns(entries, ["amount": "amount", "currency": wrong])
            try sketch.jsonl(renamed, id: "s")
            let lowest = try #require(faulty.min())
            let stage = ["f", "c", "a", "s"][faulty.firstIndex(of: lowest) ?? 0]
            let error = try await Self.fault(
                of: sketch.graph,
                workers: workers,
                batchRows: batchRows
            )
            let place = try Self.place(ofID: lowest, in: source, stage: stage)
            #expect(error.location == .data(place), "seed \(seed)")
        }
    }

    @Test("of malformed JSON and expressions", arguments: [1, 2, 7], batchRows)
    func malformedPage(workers: Int, batchRows: Int?) async throws {
        let source = Entry.random(seed: 3, partitions: 4, pages: 5, rows: 30)
        let ids = source.map { $0.flatMap { $0.map(\.id) } }
        try #require(!ids[1].isEmpty && !ids[3].isEmpty)
        for (faulty, stage) in [(ids[1][0], "filter"), (ids[3].last ?? 0, "entries")] {
            var parts = source.parts
            parts[2].pages.append("{\"items\":[{\"id\":0,\"currency\":\"NOK\"},{\"id\":oh}]}")
            var sketch = GraphSketch()
            let entries = sketch.fetch(.shuffled(parts, seed: 8))
            try sketch.csv(try sketch.filter(entries, "7 / (id - \(faulty)) is not null"))
            let error = try await Self.fault(
                of: sketch.graph,
                workers: workers,
                batchRows: batchRows
            )
            guard case .data(let place) = error.location else {
                Issue.record("\(error)")
                return
            }
            #expect(place.stage == stage)
            #expect(place.partition == (stage == "filter" ? "p1" : "p2"))
            #expect(place.page == (stage == "filter" ? place.page : parts[2].pages.count))
            #expect(place.row == (stage == "filter" ? place.row : 2))
        }
    }

    @Test("a source that fails has its turn like a row", arguments: [1, 2, 7])
    func failingSource(workers: Int) async throws {
        let source = Entry.random(seed: 11, partitions: 6)
        let ids = source.map { $0.flatMap { $0.map(\.id) } }
        try #require(!ids[2].isEmpty && !ids[4].isEmpty)
        for (faulty, code) in [(ids[2].last ?? 0, "division-by-zero"), (ids[4][0], "gone")] {
            for seed in 1...10 as ClosedRange<UInt64> {
                var parts = source.parts
                parts[3].failure = PipelineError(ErrorCode("gone"), "the ledger is gone")
                parts[5].failure = PipelineError(ErrorCode("later"), "another fault")
                var sketch = GraphSketch()
                let entries = sketch.fetch(.shuffled(parts, seed: seed))
                try sketch.csv(try sketch.filter(entries, "7 / (id - \(faulty)) is not null"))
                let error = try await Self.fault(of: sketch.graph, workers: workers)
                #expect(error.code.name == code)
                if code == "gone" {
                    let place = DataPlace(stage: "entries", partition: "p3")
                    #expect(error.location == .data(place))
                }
            }
        }
    }

    @Test("of an ordered transform and of a document")
    func orderedEnds() async throws {
        let source = Entry.random(seed: 2, partitions: 4)
        let ids = source.flatMap { $0.flatMap { $0.map(\.id) } }
        let faulty = ids[ids.count / 2]
        for workers in [1, 2, 7] {
            for batchRows in Self.batchRows {
                var sketch = GraphSketch()
                let entries = sketch.fetch(.shuffled(source.parts, seed: 2))
                try sketch.csv(sketch.ordered(entries, FailingCheck(id: faulty), id: "check"))
                let error = try await Self.fault(
                    of: sketch.graph,
                    workers: workers,
                    batchRows: batchRows
                )
                let place = try Self.place(ofID: faulty, in: source, stage: "check")
                #expect(error.location == .data(place))
            }
        }
    }

    @Test("a full disk ends the run with what the disk said", arguments: [1, 2, 7])
    func fullDisk(workers: Int) async throws {
        let source = Entry.random(seed: 5, partitions: 6, pages: 6, rows: 60, noteLength: 300)
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 5))
        let csv = try sketch.csv(entries)
        let zipped = try sketch.jsonl(entries, level: 2)
        let targets = [csv: CapturingTarget(limit: 1 << 20), zipped: CapturingTarget()]
        let threads = WorkerThreads(count: workers)
        let error = try await #require(throws: PipelineError.self) {
            try await TestRun.run(sketch.graph, into: targets, on: threads)
        }
        #expect(error.description == "error: no space left on device [disk-full]")
        let counts = targets.values.map(\.writeCount)
        for _ in 0..<200 { await Task.yield() }
        #expect(targets.values.map(\.writeCount) == counts)
    }

    @Test("a full disk at the very end fails the run, too")
    func fullDiskAtTheEnd() async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch(Entry.random(seed: 5, partitions: 2).parts))
        let csv = try sketch.csv(entries)
        let document = sketch.document(entries)
        for faulty in [csv, document] {
            var targets = [csv: CapturingTarget(), document: CapturingTarget()]
            targets[faulty] = CapturingTarget(limit: 0)
            await #expect(throws: PipelineError.self) {
                try await TestRun.run(
                    sketch.graph,
                    into: targets,
                    on: WorkerThreads(count: 2)
                )
            }
        }
    }

    @Test("two currencies in one column without a currency column", arguments: batchRows)
    func mixedCurrencies(batchRows: Int?) async throws {
        for firstPartition in [0, 2] {
            var texts: Set<String> = []
            var source = Entry.random(seed: 21, partitions: 5)
            for partition in source.indices {
                for page in source[partition].indices {
                    for row in source[partition][page].indices {
                        let isEuro = partition >= firstPartition && row % 2 == 1
                        source[partition][page][row].currency = isEuro ? "EUR" : "NOK"
                    }
                }
            }
            for workers in [1, 2, 7] {
                var sketch = GraphSketch()
                let entries = sketch.fetch(.shuffled(source.parts, seed: 4))
                try sketch.csv(try sketch.columns(entries, ["id": "id", "amount": "amount"]))
                let error = try await Self.fault(
                    of: sketch.graph,
                    workers: workers,
                    batchRows: batchRows
                )
                texts.insert(error.description)
            }
            #expect(texts.count == 1, "\(texts)")
        }
    }

    @Test("two currencies in rows that were worked on apart", arguments: [1, 2, 7])
    func mixedCurrenciesApart(workers: Int) async throws {
        let parts = ["NOK", "NOK", "EUR"].map { currency in
            StandInFetch.Part([
                [Entry(id: 1, kind: "capture", minorUnits: 1, currency: currency)].page
            ])
        }
        var sketch = GraphSketch()
        let entries = sketch.fetch(.reversed(parts))
        try sketch.csv(try sketch.columns(entries, ["amount": "amount"]))
        let error = try await Self.fault(of: sketch.graph, workers: workers)
        #expect(
            error.description == """
                stage csv: error: column 'amount' is in EUR in some rows, and in NOK in rows before \
                them [mixed-currencies]
                  = fix: keep the column 'currency' beside it, or filter to one currency
                """
        )
    }
}

/// Passes rows on until one entry comes.
struct FailingCheck: OrderedTransform {
    static let spec = StageSpec("check", "Fail on one row.")
    let id: Int

    init(id: Int) { self.id = id }
    init(_ options: StageOptions) throws { id = 0 }

    func outputSchema(for input: Schema) throws -> Schema { input }

    mutating func apply(_ batch: RecordBatch) throws -> TransformResult {
        guard case .int64(let ids)? = batch.column(named: "id") else { return .rows(batch) }
        for row in 0..<batch.rowCount where ids[row] == Int64(id) {
            throw RowError(row: row, code: ErrorCode("check"), message: "it came")
        }
        return .rows(batch)
    }
}
