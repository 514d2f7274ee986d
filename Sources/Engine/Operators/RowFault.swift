// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A fault of one row, kept with the row's place among those decoded together, so that the lowest one is reported.
struct RowFault: Error {
    /// The row's position in the batch as it was decoded.
    let slot: Int
    let error: PipelineError

    /// Places a kernel's error in the data.
    init(_ error: RowError, in batch: RecordBatch, stage: String) {
        slot = batch.sourceSlots.map { Int($0[error.row]) } ?? error.row
        let place = batch.place(ofRow: error.row).filled(from: DataPlace(stage: stage))
        self.error = PipelineError(error.code, at: .data(place), error.message, fix: error.fix)
    }

    /// The one with the lower row; the first if both are of the same.
    static func lowest(_ left: RowFault?, _ right: RowFault?) -> RowFault? {
        guard let left else { return right }
        guard let right else { return left }
        return right.slot < left.slot ? right : left
    }
}
