// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Goes through the rows of both inputs, sorted by key, and makes one row of each key.
struct ReconcileWalk {
    /// The output's columns and, behind them, the number by which they are put in order.
    let schema: Schema
    private let plan: ReconcilePlan
    private let asOf: Int32?
    private var starts: KeyStarts
    /// The same without the currency, which a row without an amount does not have.
    private var plainStarts: KeyStarts
    /// The key whose rows are not all there yet, and its first row as a batch of one row.
    private var open: (key: ReconciledKey, row: RecordBatch)?

    init(_ plan: ReconcilePlan, asOf: Int32?) {
        self.plan = plan
        self.asOf = asOf
        starts = KeyStarts(plan.groupKeys)
        plainStarts = KeyStarts(plan.keys.indices.map { KeyColumn($0) })
        schema = Schema(plan.outputFields + [Field("\u{0}order", .int64)])
    }

    /// Takes the next rows.
    ///
    /// - Returns: The results of the keys whose rows have all been seen; nil if there are none.
    /// - Throws: `PipelineError` if a sum has more digits than an amount can have.
    mutating func add(_ batch: RecordBatch) throws -> RecordBatch? {
        let starts = starts(in: batch)
        let isNull = nullKeys(batch)
        let sources = [open?.row ?? batch.slice(0..<0), batch]
        var key = open?.key
        var first = RowPosition(batch: 0, row: 0)
        var rows = ReconciledRows(plan, asOf: asOf)
        let columns = ReconcileColumns(batch, plan.row)
        for row in 0..<batch.rowCount {
            // A null equals no other null, so that each such row is a key of its own.
            if starts[row] || isNull[row] {
                if let key { rows.append(key, first) }
                key = ReconciledKey()
                first = RowPosition(batch: 1, row: row)
            }
            try key?.add(row, of: columns)
        }
        open = key.map { key in
            let row = Int(first.row)
            return (key, sources[Int(first.batch)].slice(row..<row + 1))
        }
        return try rows.finish(sources, schema: schema)
    }

    /// The result of the last key; nil if there is none.
    mutating func finish() throws -> RecordBatch? {
        guard let (key, row) = open else { return nil }
        open = nil
        var rows = ReconciledRows(plan, asOf: asOf)
        rows.append(key, RowPosition(batch: 0, row: 0))
        return try rows.finish([row], schema: schema)
    }

    /// Where keys begin; rows without an amount come last and belong to the currency before them.
    private mutating func starts(in batch: RecordBatch) -> Bitmap {
        let starts = starts.starts(in: batch)
        let plainStarts = plainStarts.starts(in: batch)
        guard let index = plan.row.currency, let known = batch.columns[index].validity else {
            return starts
        }
        return starts.and(known).or(plainStarts)
    }

    private func nullKeys(_ batch: RecordBatch) -> Bitmap {
        let valid = plan.keys.indices.reduce(nil as Bitmap?) { known, index in
            Bitmap.bothValid(known, batch.columns[index].validity)
        }
        return valid?.inverted ?? Bitmap(repeating: false, count: batch.rowCount)
    }
}

/// The columns of sorted rows that are added up.
struct ReconcileColumns {
    let numbers: Values<Int64>
    let units: DecimalArray
    let days: Date32Array?

    init(_ batch: RecordBatch, _ layout: ReconcilePlan.Row) {
        guard case .decimal(let units, _, _) = batch.columns[layout.units] else {
            preconditionFailure("units are decimals")
        }
        numbers = batch.numbers(layout.number)
        self.units = units
        if let date = layout.date, case .date(let days) = batch.columns[date] {
            self.days = days
        } else {
            days = nil
        }
    }
}

/// What one key comes to on both sides.
struct ReconciledKey {
    /// One side's rows.
    struct Side {
        var rowCount: Int64 = 0
        /// The sum of the amounts that are there.
        var units: Int128 = 0
        var amountCount: Int64 = 0
        var firstDay: Int32?

        var hasAllAmounts: Bool { amountCount == rowCount }

        mutating func add(_ row: Int, of columns: ReconcileColumns) throws {
            rowCount += 1
            if let unit = columns.units[row] {
                let (sum, overflows) = units.addingReportingOverflow(unit)
                if overflows { throw TablesErrors.sumTooLong() }
                units = sum
                amountCount += 1
            }
            if let day = columns.days?[row] { firstDay = min(firstDay ?? day, day) }
        }
    }

    private(set) var mine = Side()
    private(set) var other = Side()
    /// The number of the first row.
    private(set) var number: Int64 = .max

    mutating func add(_ row: Int, of columns: ReconcileColumns) throws {
        let number = columns.numbers[row]
        self.number = min(self.number, number)
        if number >= ReconcilePlan.otherBase {
            try other.add(row, of: columns)
        } else {
            try mine.add(row, of: columns)
        }
    }

    /// What is said of the key.
    func status(addsUp: Bool, tolerance: Int128) -> String {
        if !addsUp, mine.rowCount > 1 || other.rowCount > 1 { return "duplicate" }
        if mine.rowCount == 0 { return "missing_left" }
        if other.rowCount == 0 { return "missing_right" }
        // What is unknown equals nothing.
        guard let difference else { return "amount_differs" }
        return difference.magnitude <= tolerance.magnitude ? "matched" : "amount_differs"
    }

    /// The input's amount less the other's, where a side without rows counts as zero; nil if an amount is missing.
    var difference: Int128? {
        guard mine.hasAllAmounts, other.hasAllAmounts else { return nil }
        let (difference, overflows) = mine.units.subtractingReportingOverflow(other.units)
        return overflows ? nil : difference
    }
}
