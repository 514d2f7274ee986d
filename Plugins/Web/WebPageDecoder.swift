// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Decodes pages of records, and says what stands in their place where there are none.
struct WebPageDecoder: PageDecoder {
    private let decoder: RecordPageDecoder
    private let records: String

    /// Prepares to decode; `records` is where they stand, as the pipeline says it.
    init(_ plan: JSONDecodePlan, records: String) {
        decoder = RecordPageDecoder(plan, totalling: nil)
        self.records = records
    }

    mutating func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        try PageReader.explaining(page, records: records, partition: partition.key) {
            try decoder.decode(page, of: partition, into: emit)
        }
    }

    mutating func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        try decoder.flush(into: emit)
    }
}
