// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A key of a join's other side that occurs twice.
struct DuplicateFault {
    /// The number of the second row among the other side's rows.
    let number: Int64
    let error: PipelineError
}

extension JoinPlan {
    /// What to say of two rows with one key; `batches` are those of the table.
    func fault(
        _ duplicate: JoinTable.Duplicate,
        in batches: [RecordBatch],
        _ trail: RowTrail
    ) -> DuplicateFault {
        fault(
            batches[Int(duplicate.first.batch)],
            Int(duplicate.first.row),
            batches[Int(duplicate.second.batch)],
            Int(duplicate.second.row),
            trail
        )
    }

    /// What to say of two marked rows with one key.
    func fault(
        _ first: RecordBatch,
        _ firstRow: Int,
        _ second: RecordBatch,
        _ secondRow: Int,
        _ trail: RowTrail
    ) -> DuplicateFault {
        let key = rightKeys.map { key in
            let text = second.columns[key.index].writtenText(ofSlot: secondRow)
            return "\(right.fields[key.index].name) \(text)"
        }
        let error = TablesErrors.duplicateKey(
            key.joined(separator: ", "),
            of: otherStage,
            first: trail.place(ofRow: firstRow, in: first),
            second: trail.place(ofRow: secondRow, in: second)
        )
        return DuplicateFault(number: trail.number(ofRow: secondRow, in: second), error: error)
    }
}
