// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Rows with marks, pivoted in memory; result rows come in the order of their first rows.
final class PivotedRows {
    /// Two rows for one cell.
    struct Fault {
        let number: Int64
        let error: PipelineError

        /// The one whose row came earlier.
        static func lower(_ left: Fault?, _ right: Fault?) -> Fault? {
            guard let left, let right else { return left ?? right }
            return right.number < left.number ? right : left
        }
    }

    private let plan: PivotPlan
    private let batches: [RecordBatch]
    private var firstRows: [RowPosition] = []
    /// For each value and result row the input row that fills the cell.
    private var cells: [[RowPosition]]
    private var twice: (value: Int, first: RowPosition, second: RowPosition)?
    private var nextRow = 0

    init(_ plan: PivotPlan, of batches: [RecordBatch], _ listed: borrowing ListedValues) {
        self.plan = plan
        self.batches = batches
        cells = Array(repeating: [], count: listed.count)
        var seen = KeyTable()
        let keys = plan.by.map { KeyColumn($0) }
        for (number, batch) in batches.enumerated() {
            let known = seen.count
            let groups = seen.insert(RowKeys(of: batch, by: keys))
            let added = Array(repeating: RowPosition.none, count: seen.count - known)
            for value in cells.indices { cells[value] += added }
            let values = listed.numbers(batch.columns[plan.on])
            for row in 0..<batch.rowCount {
                let group = Int(groups[row])
                if group == firstRows.count {
                    firstRows.append(RowPosition(batch: number, row: row))
                }
                fill(Int(values[row]), group, RowPosition(batch: number, row: row))
            }
        }
    }

    /// The first row that came for a cell already filled, where that is an error.
    func fault(_ trail: RowTrail) -> Fault? {
        guard let twice else { return nil }
        let first = batches[Int(twice.first.batch)], second = batches[Int(twice.second.batch)]
        let firstPlace = trail.place(ofRow: Int(twice.first.row), in: first)
        let (message, fix) = TablesErrors.cellTwice(plan.values[twice.value], first: firstPlace)
        let place = trail.place(ofRow: Int(twice.second.row), in: second)
        return Fault(
            number: trail.number(ofRow: Int(twice.second.row), in: second),
            error: PipelineError(.cellTwice, at: .data(place), message, fix: fix)
        )
    }

    /// The next result rows.
    ///
    /// - Parameter withMarks: Whether the marks of each result row's first row stand behind them.
    /// - Returns: Their columns and how many rows there are; nil after the last.
    func next(withMarks: Bool = false) -> (columns: [Column], count: Int)? {
        let rows = nextRow..<min(nextRow + RecordBatch.maximumRowCount, firstRows.count)
        guard !rows.isEmpty else { return nil }
        nextRow = rows.upperBound
        let first = Values(Array(firstRows[rows]))
        var columns = plan.by.map { gathered(first, column: $0) }
        for value in cells.indices {
            columns.append(gathered(Values(Array(cells[value][rows])), column: plan.of))
        }
        if withMarks {
            let width = plan.input.fields.count
            columns += [gathered(first, column: width), gathered(first, column: width + 1)]
        }
        return (columns, rows.count)
    }

    private func fill(_ value: Int, _ group: Int, _ row: RowPosition) {
        let filled = cells[value][group]
        switch plan.duplicates {
        case "error" where filled.isRow: twice = twice ?? (value, filled, row)
        case "first" where filled.isRow: break
        default: cells[value][group] = row
        }
    }

    private func gathered(_ rows: Values<RowPosition>, column: Int) -> Column {
        .gathering(
            rows,
            from: batches.map { $0.columns[column] },
            type: batches[0].schema.fields[column].type
        )
    }
}
