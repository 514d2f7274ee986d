// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The table of a mail: its first rows as texts, and how many there were in all.
struct ReportTable {
    /// How a column is shown.
    struct Column: Sendable {
        let heading: String
        /// Numbers stand to the right.
        let isNumeric: Bool
        /// Amounts and totalled counts have their digits grouped; other numbers may be names, as of
        /// a ledger.
        let isGrouped: Bool
        /// Whether a long value may go on in a further line: not of numbers and dates.
        let wraps: Bool
    }

    let columns: [Column]
    /// The rows shown; nulls are empty.
    private(set) var rows: [[String]] = []
    /// All rows, the ones not shown too.
    private(set) var rowCount = 0
    /// The heading of each column by its name.
    let headings: [String: String]

    private let cells: CellTexts
    private let maximumRowCount: Int

    /// An empty table.
    init(of schema: Schema, totalled: Set<String>, maximumRowCount: Int) {
        let headings = ColumnHeading.headings(of: schema.names)
        self.headings = Dictionary(zip(schema.names, headings)) { first, _ in first }
        columns = zip(schema.fields, headings).map { field, heading in
            Column(
                heading: heading,
                isNumeric: field.type.isNumeric,
                isGrouped: field.type.isAmount
                    || field.type.isNumeric && totalled.contains(field.name),
                wraps: field.type == .text || field.type == .json
            )
        }
        cells = CellTexts(schema: schema)
        self.maximumRowCount = maximumRowCount
    }

    /// How many rows are not shown.
    var hiddenRowCount: Int { rowCount - rows.count }

    /// Takes the rows that still fit, and counts the others.
    mutating func add(_ batch: RecordBatch) throws {
        for row in 0..<min(batch.rowCount, maximumRowCount - rows.count) {
            rows.append(try cells.texts(ofRow: row, in: batch))
        }
        rowCount += batch.rowCount
    }
}

extension DataType {
    fileprivate var isNumeric: Bool {
        switch self {
        case .int64, .float64, .decimal, .money: true
        case .boolean, .text, .date, .timestamp, .json: false
        }
    }

    fileprivate var isAmount: Bool {
        switch self {
        case .decimal, .money: true
        default: false
        }
    }
}
