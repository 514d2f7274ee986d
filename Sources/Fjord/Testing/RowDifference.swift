// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Pipelines

/// How the rows of one stage differ from those that a test expects.
struct RowDifference: Sendable {
    /// One row, or pair of rows, that is not as expected.
    struct Line: Sendable {
        /// The number of the expected row and its values as they are shown; nil for a row too many.
        let expected: (row: Int, cells: [String])?
        /// The number of the row that came and its values; nil for a row that is missing.
        let actual: (row: Int, cells: [String])?
        /// The positions of the values that differ; none unless there are both rows.
        let differing: [Int]
    }

    let stage: String
    /// Where the expectation stands.
    let location: SourceLocation
    let expectedCount: Int
    let actualCount: Int
    /// The columns that are shown.
    let fields: [Field]
    let lines: [Line]

    /// Compares; nil if the rows are as expected.
    init?(of expected: ExpectedRows, _ actual: [RecordBatch], schema: Schema) {
        let rows = ActualRows(actual)
        func isEqual(_ position: Int, _ row: Int) -> Bool {
            zip(expected.columns, expected.rows[position].values).allSatisfy { column, value in
                let (batch, slot) = rows[row]
                return value.matches(batch.columns[column], slot: slot)
            }
        }
        let steps = RowAlignment.steps(
            expectedCount: expected.rows.count,
            actualCount: rows.count,
            isEqual: isEqual
        )
        guard !steps.isEmpty else { return nil }
        stage = expected.stage
        location = expected.location
        expectedCount = expected.rows.count
        actualCount = rows.count
        let columns =
            expected.columns.isEmpty ? rows.columnsWithValues(of: schema) : expected.columns
        fields = columns.map { schema.fields[$0] }
        let cells = TestCells(schema: schema, columns: columns)
        lines = steps.map { step in
            switch step {
            case .missing(let position):
                let values = cells.texts(of: expected.rows[position], expected.columns)
                return Line(expected: (position + 1, values), actual: nil, differing: [])
            case .extra(let row):
                let values = cells.texts(of: rows[row])
                return Line(expected: nil, actual: (row + 1, values), differing: [])
            case .differs(let position, let row):
                let pair = cells.texts(of: expected.rows[position], beside: rows[row])
                return Line(
                    expected: (position + 1, pair.expected),
                    actual: (row + 1, pair.actual),
                    differing: pair.differing
                )
            }
        }
    }
}

/// The rows that came, by their numbers from 0.
private struct ActualRows {
    private let batches: [RecordBatch]
    private let starts: [Int]
    let count: Int

    init(_ batches: [RecordBatch]) {
        self.batches = batches
        var count = 0
        starts = batches.map { batch in
            defer { count += batch.rowCount }
            return count
        }
        self.count = count
    }

    /// The columns that hold anything but nulls; all if none does.
    func columnsWithValues(of schema: Schema) -> [Int] {
        let columns = schema.fields.indices.filter { column in
            batches.contains { $0.columns[column].nullCount < $0.rowCount }
        }
        return columns.isEmpty ? Array(schema.fields.indices) : columns
    }

    subscript(row: Int) -> (batch: RecordBatch, slot: Int) {
        let number = starts.lastIndex { $0 <= row } ?? 0
        return (batches[number], row - starts[number])
    }
}
