// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Decodes answers that come in several shapes: small ones, so that they can be read as trees first.
struct ReshapedPageDecoder: PageDecoder {
    private let shape: ManagementShape
    private let decoder: RecordPageDecoder

    init(_ shape: ManagementShape, columns: [JSONDecodePlan.Column]) {
        self.shape = shape
        decoder = RecordPageDecoder(
            JSONDecodePlan(recordPath: [], columns: columns),
            totalling: nil
        )
    }

    mutating func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        let records: [JSONDocument]
        do {
            records = try shape.read(try page.load(), page: page.number)
        } catch let error as PipelineError {
            _ = try decoder.flush(into: emit)
            throw error.placed(in: DataPlace(partition: partition.key))
        }
        let reshaped = Page(
            bytes: Bytes(JSONDocument.list(records).json),
            number: page.number,
            constants: page.constants
        )
        return try decoder.decode(reshaped, of: partition, into: emit)
    }

    mutating func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        try decoder.flush(into: emit)
    }
}
