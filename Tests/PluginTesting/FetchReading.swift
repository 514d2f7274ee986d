// SPDX-License-Identifier: Apache-2.0

package import FjordKit

/// One partition as it was read.
package struct FetchReading {
    /// The partition.
    package let partition: Partition
    /// Its pages in order.
    package let pages: [Page]
    /// The last word on it.
    package let finality: Finality
    /// Where a feed goes on; nil for what is no feed.
    package let cursor: String?
    /// Its rows, decoded in one go.
    package let decoded: DecodedPages
}

/// What pages decode to.
package struct DecodedPages: Equatable {
    /// The rows, each value as every output writes it.
    package var rows: Rows = []
    /// What is recorded beside the rows, all pages together.
    package var summary = PageSummary()
    var schemas: Set<Schema> = []
    var largestBatch = 0

    /// Decodes pages of one partition, all as one morsel or each as one of its own.
    package init(
        _ pages: [Page],
        of partition: Partition,
        with decoder: inout any PageDecoder,
        flushesEachPage: Bool = false
    ) throws {
        for page in pages {
            summary.add(try decoder.decode(page, of: partition) { take($0) })
            if flushesEachPage { summary.add(try decoder.flush { take($0) }) }
        }
        summary.add(try decoder.flush { take($0) })
    }

    private mutating func take(_ batch: RecordBatch) {
        rows += batch.rows
        schemas.insert(batch.schema)
        largestBatch = max(largestBatch, batch.rowCount)
    }
}

extension FetchStage {
    /// Reads one partition to its end.
    package func read(
        _ partition: Partition,
        in context: FetchContext
    ) async throws -> FetchReading {
        var source = pages(of: partition, in: context)
        var pages: [Page] = []
        while true {
            switch try await source.next() {
            case .page(let page): pages.append(page)
            case .end(let finality):
                return try reading(of: partition, pages, finality, cursor: nil)
            case .endOfFeed(let cursor):
                return try reading(of: partition, pages, .final, cursor: cursor)
            }
        }
    }

    private func reading(
        of partition: Partition,
        _ pages: [Page],
        _ finality: Finality,
        cursor: String?
    ) throws -> FetchReading {
        var decoder = try makeDecoder()
        return FetchReading(
            partition: partition,
            pages: pages,
            finality: finality,
            cursor: cursor,
            decoded: try DecodedPages(pages, of: partition, with: &decoder)
        )
    }

    /// Reads all partitions, one after the other.
    package func readAll(in context: FetchContext) async throws -> [FetchReading] {
        var readings: [FetchReading] = []
        for partition in try await partitions(in: context) {
            readings.append(try await read(partition, in: context))
        }
        return readings
    }
}
