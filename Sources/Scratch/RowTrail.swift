// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Remembers where rows came from while they are taken apart: each row is given its number, by which rows can be
/// brought back into order, and its source slot.
public struct RowTrail {
    /// Columns that no pipeline can name.
    private static let fields = [Field("\u{0}number", .int64), Field("\u{0}slot", .int64)]

    /// The columns of the rows themselves.
    public let schema: Schema
    /// The same with number and slot behind them.
    public let markedSchema: Schema
    private var firstNumbers: [Int64] = []
    private var origins: [BatchOrigin] = []
    private var rowCount: Int64 = 0

    /// Starts without rows; `schema` has the columns of those to come.
    public init(schema: Schema) {
        self.schema = schema
        markedSchema = Schema(schema.fields + Self.fields)
    }

    /// The order of the rows.
    public var order: [KeyColumn] { [KeyColumn(schema.fields.count, nulls: .none)] }

    /// The rows with their numbers and slots.
    public mutating func mark(_ batch: RecordBatch) -> RecordBatch {
        firstNumbers.append(rowCount)
        origins.append(batch.origin)
        var numbers = ValuesBuilder<Int64>(capacity: batch.rowCount)
        var slots = ValuesBuilder<Int64>(capacity: batch.rowCount)
        for row in 0..<batch.rowCount {
            numbers.put(rowCount + Int64(row))
            slots.put(batch.sourceSlots.map { Int64($0[row]) } ?? Int64(row))
        }
        rowCount += Int64(batch.rowCount)
        let marks = [numbers.finish(), slots.finish()].map { Column.int64(PrimitiveArray($0)) }
        return batch.replacingColumns(batch.columns + marks, schema: markedSchema)
    }

    /// The number of a marked row: rows are numbered from 0 as they came.
    public func number(ofRow row: Int, in marked: RecordBatch) -> Int64 {
        marks(marked, at: marked.columns.count - 2)[row]
    }

    /// Where a marked row came from.
    public func place(ofRow row: Int, in marked: RecordBatch) -> DataPlace {
        let slot = Int(marks(marked, at: marked.columns.count - 1)[row])
        return origins[origin(ofRow: number(ofRow: row, in: marked))].place(ofSlot: slot)
    }

    /// Takes the marks, the last two columns, off rows that are in order again.
    ///
    /// - Returns: The rows under `schema`, in batches of one origin each.
    public func unmark(_ marked: RecordBatch, schema: Schema) -> [RecordBatch] {
        let numbers = marks(marked, at: marked.columns.count - 2)
        let slots = marks(marked, at: marked.columns.count - 1)
        var batches: [RecordBatch] = []
        var start = 0
        while start < marked.rowCount {
            let origin = origin(ofRow: numbers[start])
            let next = origin + 1 < firstNumbers.count ? firstNumbers[origin + 1] : .max
            var end = start + 1
            while end < marked.rowCount, numbers[end] < next { end += 1 }
            let part = marked.slice(start..<end)
            var sourceSlots = ValuesBuilder<Int32>(capacity: end - start)
            for row in start..<end { sourceSlots.put(Int32(truncatingIfNeeded: slots[row])) }
            let unmarked = RecordBatch(
                schema: schema,
                columns: Array(part.columns.dropLast(2)),
                rowCount: part.rowCount,
                origin: origins[origin],
                sourceSlots: sourceSlots.finish()
            )
            batches.append(unmarked)
            start = end
        }
        return batches
    }

    private func marks(_ batch: RecordBatch, at index: Int) -> Values<Int64> {
        guard case .int64(let array) = batch.columns[index] else {
            preconditionFailure("the rows are not marked")
        }
        return array.values
    }

    /// The last origin whose first row has this number or a lower one.
    private func origin(ofRow number: Int64) -> Int {
        var (low, high) = (0, firstNumbers.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstNumbers[middle] <= number { low = middle } else { high = middle }
        }
        return low
    }
}
