// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Sums of chosen columns over all rows of a mail's input, kept while the rows pass.
struct RunningTotals {
    /// One line of the totals: a column's sum, for money in one currency.
    struct Line: Sendable, Hashable {
        let heading: String
        /// The sum in digits; empty if no value was added up.
        let amount: String
        /// The currency; empty for what is not money.
        let unit: String
    }

    private var columns: [(name: String, index: Int, sum: ColumnSum)] = []

    /// Sums of nothing yet.
    ///
    /// - Throws: `unknown-column` and `cannot-total`, placed at the option `totals`.
    init(of names: [String], in schema: Schema, _ options: StageOptions) throws {
        for name in names {
            guard let index = schema.index(of: name) else {
                throw MailErrors.unknownColumn(name, among: schema.names, options)
            }
            guard let sum = ColumnSum(of: schema.fields[index].type) else {
                throw MailErrors.cannotTotal(schema.fields[index], options)
            }
            columns.append((name, index, sum))
        }
    }

    /// The totalled columns, in the order in which they were named.
    var columnNames: [String] { columns.map(\.name) }

    /// Adds the rows of a batch; nulls add nothing.
    ///
    /// - Throws: `total-overflow`.
    mutating func add(_ batch: RecordBatch) throws {
        for position in columns.indices {
            let column = batch.columns[columns[position].index]
            guard columns[position].sum.add(column) else {
                throw MailErrors.totalOverflow(columns[position].name)
            }
        }
    }

    /// The totals so far, money with one line per currency in the order of their codes.
    func lines(headings: [String: String]) -> [Line] {
        columns.flatMap { column in
            let amounts = column.sum.amounts
            return (amounts.isEmpty ? [("", "")] : amounts).map { amount, unit in
                Line(heading: headings[column.name] ?? column.name, amount: amount, unit: unit)
            }
        }
    }
}
