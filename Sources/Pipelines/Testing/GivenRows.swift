// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A source whose rows stand in a test.
struct GivenRows: FetchStage {
    static let spec = StageSpec("given", "The rows that a test gives.")
    static let isDated = false

    let schema: Schema?
    let batches: [RecordBatch]

    /// Takes rows, in batches as they shall come out.
    init(schema: Schema, batches: [RecordBatch]) {
        self.schema = schema
        self.batches = batches
    }

    init(_ options: StageOptions) {
        self.init(schema: Schema([]), batches: [])
    }

    func partitions(in context: FetchContext) -> [Partition] {
        [Partition(key: "given", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource { Pages() }

    func makeDecoder() -> any PageDecoder { Decoder(batches: batches) }

    /// One page, whose bytes mean nothing.
    private struct Pages: PageSource {
        private var isOver = false

        mutating func next() async throws -> PageStep {
            if isOver { return .end(.final) }
            isOver = true
            return .page(Page(bytes: Bytes("given"), number: 1))
        }
    }

    private struct Decoder: PageDecoder {
        let batches: [RecordBatch]

        mutating func decode(
            _ page: Page,
            of partition: Partition,
            into emit: (RecordBatch) throws -> Void
        ) throws -> PageSummary {
            for batch in batches { try emit(batch) }
            var summary = PageSummary()
            summary.rowCount = batches.reduce(0) { $0 + $1.rowCount }
            return summary
        }

        mutating func flush(into emit: (RecordBatch) throws -> Void) -> PageSummary {
            PageSummary()
        }
    }
}
