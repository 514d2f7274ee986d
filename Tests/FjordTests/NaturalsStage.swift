// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A source of the numbers 0, 1, 2, …, ten to a page, for readers that stop by themselves.
struct NaturalsStage: FetchStage {
    static let spec = StageSpec("naturals", "Numbers without end.")
    static let isDated = false

    private let plan = JSONDecodePlan(recordPath: [], columns: [.field("n", .int64)])

    init(_ options: StageOptions) {}

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) -> [Partition] {
        [Partition(key: "naturals", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource { Pages() }

    func makeDecoder() -> any PageDecoder { RecordPageDecoder(plan, totalling: nil) }

    private struct Pages: PageSource {
        private var number = 0

        mutating func next() async throws -> PageStep {
            try Task.checkCancellation()
            await Task.yield()
            let records = (0..<10).map { "{\"n\":\(number * 10 + $0)}" }
            number += 1
            return .page(Page(bytes: Bytes("[\(records.joined(separator: ","))]"), number: number))
        }
    }
}
