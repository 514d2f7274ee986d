// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats

/// What came out of a decoder: rows as text, nil for null.
struct Decoded: Equatable {
    var rows: [[String?]] = []
    var batchSizes: [Int] = []
    var places: [String] = []
    var error: PipelineError?
    var hash = InputHash()
    var unknown: [String: Int] = [:]

    /// Decodes pages one after the other, stopping at the first error.
    init(
        _ plan: JSONDecodePlan,
        _ pages: [String],
        batchRows: Int = RecordBatch.maximumRowCount,
        constants: [String: String] = [:]
    ) {
        self.init(plan, bytes: pages.map { Bytes($0) }, batchRows: batchRows, constants: constants)
    }

    init(
        _ plan: JSONDecodePlan,
        bytes pages: [Bytes],
        batchRows: Int = RecordBatch.maximumRowCount,
        constants: [String: String] = [:]
    ) {
        let decoder = JSONRecordDecoder(plan, batchRows: batchRows)
        decoder.startPartition("p", constants: constants)
        do {
            for (number, page) in pages.enumerated() {
                hash = hash + (try decoder.decode(page, number: number + 1) { take($0) })
            }
            try decoder.flush { take($0) }
        } catch let fault as PipelineError {
            error = fault
        } catch {
            preconditionFailure("an error of another type: \(error)")
        }
        unknown = decoder.takeUnknownFields()
    }

    private mutating func take(_ batch: RecordBatch) {
        batchSizes.append(batch.rowCount)
        for row in 0..<batch.rowCount {
            rows.append(batch.columns.map { $0.text(ofSlot: row) })
            places.append(batch.place(ofRow: row).description)
        }
    }

    /// The error as users read it.
    var message: String { error?.description ?? "" }
}

extension Column {
    /// One value as text; nil for null.
    func text(ofSlot slot: Int) -> String? {
        validity.map { $0[slot] } ?? true ? writtenText(ofSlot: slot) : nil
    }
}

/// A page with these records in `items`.
func page(_ records: String...) -> String {
    "{\"cursor\":\"c\",\"items\":[\(records.joined(separator: ","))],\"hasMore\":false}"
}

/// A plan for pages with `items`.
func plan(_ columns: JSONDecodePlan.Column...) -> JSONDecodePlan {
    JSONDecodePlan(recordPath: ["items"], columns: columns)
}
