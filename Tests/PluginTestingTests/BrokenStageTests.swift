// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@Suite("The conformance suite finds what is broken")
struct BrokenStageTests {
    private static let schema = Schema([Field("name", .text)])

    private static func rows(_ names: String?...) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: [.text(TextArray(names))],
            rowCount: names.count,
            origin: BatchOrigin(partition: nil, runs: [.init(firstSlot: 0, page: nil, firstRow: 1)])
        )
    }

    private let rows = Self.rows("a", nil, "c", "d")

    @Test("a sink that writes a line for each batch")
    func batchesShow() {
        let breaches = Conformance.breaches(of: LinePerBatch(), over: rows)
        #expect(breaches.contains("batches of 1: all rows, other bytes"))
        #expect(!breaches.contains { $0.hasPrefix("re-opened") })
    }

    @Test("a document that fails without rows")
    func failsWithoutRows() {
        let breaches = Conformance.breaches(of: NeedsRows(), over: rows)
        #expect(breaches.contains { $0.hasPrefix("empty input: NoRows()") })
        #expect(!breaches.contains { $0.hasPrefix("one row") || $0.hasPrefix("all null") })
    }

    @Test("a transform that gives other columns than it announces")
    func otherColumns() throws {
        let breaches = try Conformance.breaches(of: Renames(), over: rows)
        #expect(breaches.contains("one row: other columns than announced: [\"name\"]"))
    }

    @Test("an ordered transform that counts batches instead of rows")
    func countsBatches() throws {
        let breaches = try Conformance.breaches(of: FirstBatch(), over: rows)
        #expect(breaches.contains("batches of 2: all rows, other rows"))
    }

    @Test("a fetch stage that hears no cancellation, repeats a key and gives one page twice")
    func careless() async throws {
        let day = try #require(CalendarDate(iso: "2026-10-01"))
        let context = FetchContext(window: DateWindow(first: day, last: day), connection: nil)
        let breaches = try await Conformance.breaches(of: CarelessFetch(), in: context)
        #expect(breaches.contains("two partitions have one key"))
        #expect(breaches.contains("a partition has no date"))
        #expect(breaches.contains("cancelled half-way: p reads on"))
        #expect(breaches.contains("p: page numbers"))
    }

    @Test("a whole-run transform whose rows depend on when it is asked, and on whose turn it is")
    func turnsShow() throws {
        let breaches = try Conformance.breaches(of: LatestFirst(), over: [rows, rows])
        #expect(breaches.contains("asked late: all rows, other rows"))
        #expect(breaches.contains("in turns: all rows, other rows"))
        #expect(!breaches.contains { $0.hasPrefix("re-opened") })
    }

    @Test("a stage that keeps its contract breaks nothing")
    func sound() throws {
        #expect(try Conformance.breaches(of: Unchanged(), over: rows) == [])
        #expect(try Conformance.breaches(of: CountOfRows(), over: [rows, rows]) == [])
    }
}

private struct LinePerBatch: StreamSink, BatchEncoder {
    static let spec = StageSpec("lines", "One line per batch.")
    let path = "lines.txt"
    let compression = Compression.none

    init() {}
    init(_ options: StageOptions) {}

    func makeEncoder(for schema: Schema) -> any BatchEncoder { self }
    func encodeHeader(into writer: inout ByteWriter) {}
    func takeCurrencies() -> [String: Currency] { [:] }

    func encode(_ batch: RecordBatch, into writer: inout ByteWriter) {
        writer.append("\(batch.rowCount)\n")
    }
}

private struct NeedsRows: BatchSink, SinkDocument {
    struct NoRows: Error {}

    static let spec = StageSpec("rows", "Needs rows.")
    let path = "rows.txt"
    private var rowCount = 0

    init() {}
    init(_ options: StageOptions) {}

    func makeDocument(for input: SinkInput) -> any SinkDocument { self }
    mutating func add(_ batch: RecordBatch) { rowCount += batch.rowCount }

    func finish(_ run: RunOutline) throws -> Bytes {
        guard rowCount > 0 else { throw NoRows() }
        return Bytes("\(rowCount)")
    }
}

private struct Renames: BatchTransform {
    static let spec = StageSpec("renames", "Announces another name.")

    init() {}
    init(_ options: StageOptions) {}

    func outputSchema(for input: Schema) -> Schema { Schema([Field("other", .text)]) }
    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {
        try emit(batch)
    }
}

private struct Unchanged: BatchTransform {
    static let spec = StageSpec("unchanged", "Does nothing.")

    init() {}
    init(_ options: StageOptions) {}

    func outputSchema(for input: Schema) -> Schema { input }

    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {
        try emit(batch)
    }
}

private struct LatestFirst: WholeRunTransform, RowCollector {
    static let spec = StageSpec("latest", "Gives the latest batch first.")
    private var waiting: [RecordBatch] = []

    init() {}
    init(_ options: StageOptions) {}

    func outputSchema(for inputs: [Schema]) -> Schema { inputs[0] }
    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector { self }

    mutating func add(_ batch: RecordBatch, from input: Int) { waiting.append(batch) }
    mutating func end(input: Int) {}
    mutating func next() -> RecordBatch? { waiting.popLast() }
}

private struct CountOfRows: WholeRunTransform, RowCollector {
    static let spec = StageSpec(
        "count",
        "Gives the last row of the first input as often as there are rows."
    )
    private var count = 0
    private var last: RecordBatch?
    private var openCount = 0

    init() {}
    init(_ options: StageOptions) {}

    func outputSchema(for inputs: [Schema]) -> Schema { inputs[0] }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector {
        var collector = self
        collector.openCount = inputs.count
        return collector
    }

    mutating func add(_ batch: RecordBatch, from input: Int) {
        count += batch.rowCount
        if input == 0, batch.rowCount > 0 {
            last = batch.slice(batch.rowCount - 1..<batch.rowCount)
        }
    }

    mutating func end(input: Int) { openCount -= 1 }

    mutating func next() -> RecordBatch? {
        guard openCount == 0, count > 0 else { return nil }
        count -= 1
        return last
    }
}

private struct FirstBatch: OrderedTransform {
    static let spec = StageSpec("first", "Passes one batch that has rows.")

    init() {}
    init(_ options: StageOptions) {}

    func outputSchema(for input: Schema) -> Schema { input }

    func apply(_ batch: RecordBatch) -> TransformResult {
        batch.rowCount == 0 ? .rows(batch) : .last(batch)
    }
}

private struct CarelessFetch: FetchStage {
    private struct Pages: PageSource {
        var given = 0

        mutating func next() -> PageStep {
            given += 1
            return given > 2 ? .end(.final) : .page(Page(bytes: Bytes("[]"), number: 1))
        }
    }

    static let spec = StageSpec("careless", "Breaks what it can.")
    static let isDated = true
    private let plan = JSONDecodePlan(recordPath: [], columns: [.field("name", .text)])

    init() {}
    init(_ options: StageOptions) {}

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) -> [Partition] {
        [Partition(key: "p", date: nil), Partition(key: "p", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource { Pages() }
    func makeDecoder() -> any PageDecoder { RecordPageDecoder(plan, totalling: nil) }
}
