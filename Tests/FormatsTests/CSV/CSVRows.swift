// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats

/// What came out of a CSV decoder: rows as text, nil for null.
struct DecodedCSV: Equatable {
    var rows: [[String?]] = []
    var error: PipelineError?
    var unknown: [String: Int] = [:]

    /// Decodes pages one after the other, stopping at the first error.
    init(
        _ plan: CSVDecodePlan,
        _ pages: [Bytes],
        firstLines: [Int?] = [],
        batchRows: Int = RecordBatch.maximumRowCount
    ) {
        let decoder = CSVRecordDecoder(plan, batchRows: batchRows)
        decoder.startPartition("p")
        do {
            for (place, page) in pages.enumerated() {
                let line = place < firstLines.count ? firstLines[place] : nil
                try decoder.decode(page, number: place + 1, firstLine: line) { take($0) }
            }
            try decoder.flush { take($0) }
        } catch let fault as PipelineError {
            error = fault
        } catch {
            preconditionFailure("an error of another type: \(error)")
        }
        unknown = decoder.takeUnknownFields()
    }

    init(_ plan: CSVDecodePlan, _ text: String, batchRows: Int = RecordBatch.maximumRowCount) {
        self.init(plan, [Bytes(text)], batchRows: batchRows)
    }

    private mutating func take(_ batch: RecordBatch) {
        for row in 0..<batch.rowCount {
            rows.append(batch.columns.map { $0.text(ofSlot: row) })
        }
    }

    /// The error as users read it.
    var message: String { error?.description ?? "" }
}

/// A plan for a file in the default dialect, or as `change` makes it.
func csvPlan(
    _ columns: CSVDecodePlan.Column...,
    change: (inout CSVDialect) -> Void = { _ in }
) -> CSVDecodePlan {
    var dialect = CSVDialect()
    change(&dialect)
    return CSVDecodePlan(dialect, columns: columns)
}
