// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Decodes pages of records, and says what stands in their place where there are none.
struct WebPageDecoder: PageDecoder {
    private var decoder: any PageDecoder
    private let format: AnswerFormat

    init(_ plan: RecordPlan, _ format: AnswerFormat) {
        decoder = plan.makeDecoder()
        self.format = format
    }

    mutating func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        try PageReader.explaining(page, format, partition: partition.key) {
            try decoder.decode(page, of: partition, into: emit)
        }
    }

    mutating func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        try decoder.flush(into: emit)
    }
}
