// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of one pivot.
///
/// Rows that do not fit in memory go to disk, parted by their keys; a part, about a thirty-second of the input, is then
/// pivoted in memory, and the results are merged into the order in which their first rows came.
final class PivotCollector: RowCollector {
    private let plan: PivotPlan
    private let share: ScratchShare
    private var trail: RowTrail
    private var listed: ListedValues
    private var held: [RecordBatch] = []
    private var spilled: PartitionedRows?
    private var result: PivotedRows?
    private var merger: RunMerger?
    private var rowCount = 0

    init(_ plan: PivotPlan, in scratch: ScratchSpace) {
        self.plan = plan
        share = ScratchShare(of: scratch)
        trail = RowTrail(schema: plan.input)
        listed = ListedValues(plan.values)
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        var batch = batch
        let isListed = listed.isListed(batch.columns[plan.on], of: batch)
        if !isListed.isAllSet {
            guard plan.dropsOthers else { throw unlisted(isListed, batch) }
            batch = batch.filtered(by: isListed)
        }
        guard batch.rowCount > 0 else { return }
        let marked = trail.mark(batch)
        if let spilled { return try spilled.add(marked) }
        held.append(marked)
        if !share.hold(marked.byteCount + 64 * marked.rowCount) { try spill() }
    }

    func end(input: Int) throws {
        guard let spilled else {
            let rows = PivotedRows(plan, of: held, listed)
            if let fault = rows.fault(trail) { throw fault.error }
            result = rows
            return
        }
        merger = try merged(try spilled.finish())
    }

    func next() throws -> RecordBatch? {
        if let merger {
            guard let marked = try merger.next() else { return nil }
            return numbered(Array(marked.columns.dropLast(2)), marked.rowCount)
        }
        guard let result else { return nil }
        if let (columns, count) = result.next() { return numbered(columns, count) }
        held = []
        self.result = nil
        share.release(share.heldByteCount)
        return nil
    }

    private func spill() throws {
        let keys = plan.by.map { KeyColumn($0) }
        let rows = try PartitionedRows(schema: trail.markedSchema, by: keys, in: share.space)
        for batch in held { try rows.add(batch) }
        held = []
        share.release(share.heldByteCount)
        spilled = rows
    }

    /// The pivoted parts in the order of the first row of each result row.
    private func merged(_ parts: [SpilledBatches]) throws -> RunMerger {
        let marks = Array(trail.markedSchema.fields.suffix(2))
        let schema = Schema(plan.output.fields + marks)
        let file = try share.space.makeFile()
        var lowest: PivotedRows.Fault?
        var runs: [SortedRun] = []
        for part in parts where part.rowCount > 0 {
            let batches = try (0..<part.count).map { try part.batch($0) }
            let rows = PivotedRows(plan, of: batches, listed)
            lowest = PivotedRows.Fault.lower(lowest, rows.fault(trail))
            var run = SpilledBatches(schema: schema, in: file)
            while let (columns, count) = rows.next(withMarks: true) {
                try run.append(
                    RecordBatch(
                        schema: schema,
                        columns: columns,
                        rowCount: count,
                        origin: BatchOrigin(partition: nil, runs: [])
                    )
                )
            }
            runs.append(SortedRun(run))
        }
        if let lowest { throw lowest.error }
        let order = [KeyColumn(plan.output.fields.count, nulls: .none)]
        return RunMerger(runs, schema: schema, by: order, in: share.space)
    }

    private func numbered(_ columns: [Column], _ count: Int) -> RecordBatch {
        defer { rowCount += count }
        return RecordBatch(
            schema: plan.output,
            columns: columns,
            rowCount: count,
            origin: BatchOrigin(partition: nil, runs: [])
        ).numbered(from: rowCount + 1)
    }

    private func unlisted(_ isListed: Bitmap, _ batch: RecordBatch) -> RowError {
        let row = Int(isListed.inverted.setSlots[0])
        guard case .text(let array) = batch.columns[plan.on] else {
            preconditionFailure("the column's type was checked")
        }
        let column = plan.input.names[plan.on]
        let (message, fix) = TablesErrors.unlistedValue(array[row], column: column)
        return RowError(row: row, code: .unlistedValue, message: message, fix: fix)
    }
}

/// The values that become columns, by number.
struct ListedValues: ~Copyable {
    private var table = KeyTable()
    let count: Int

    init(_ values: [String]) {
        count = values.count
        let column = Column.text(TextArray(values.map { $0 as String? }))
        _ = table.insert(Self.keys(column))
    }

    /// Which rows have one of the values.
    func isListed(_ column: Column, of batch: RecordBatch) -> Bitmap {
        var listed = BitmapBuilder(capacity: batch.rowCount)
        for number in numbers(column) { listed.append(number >= 0) }
        return listed.finish()
    }

    /// The number of each row's value; -1 if it is none of them.
    func numbers(_ column: Column) -> [Int32] {
        let found = table.find(Self.keys(column))
        return (0..<column.count).map { found[$0] }
    }

    private static func keys(_ column: Column) -> RowKeys {
        let batch = RecordBatch(
            schema: Schema([Field("value", .text)]),
            columns: [column],
            rowCount: column.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        return RowKeys(of: batch, by: [KeyColumn(0)])
    }
}
