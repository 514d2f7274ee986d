// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Rows of a join's other side, to be found by their keys.
struct JoinTable: ~Copyable {
    /// Two rows with one key.
    struct Duplicate {
        let first: RowPosition
        let second: RowPosition
    }

    private let keyColumns: [KeyColumn]
    private let duplicates: JoinPlan.Duplicates
    private var keys = KeyTable()
    private(set) var batches: [RecordBatch] = []
    /// For each key its first row.
    private var firstRows: [RowPosition] = []
    /// For each batch the numbers of its rows' keys; only where all rows are joined.
    private var numbers: [Values<Int32>] = []
    /// All rows in the order of their keys, and where those of each key begin; filled in by `finish`.
    private var rows: [RowPosition] = []
    private var starts: [Int32] = []
    private(set) var batchByteCount = 0
    private(set) var rowCount = 0

    init(_ keyColumns: [KeyColumn], duplicates: JoinPlan.Duplicates) {
        self.keyColumns = keyColumns
        self.duplicates = duplicates
    }

    /// How much memory it holds, in bytes, while and after these rows are added and `finish` is called.
    func byteCount(adding batch: RecordBatch, _ keys: RowKeys) -> Int {
        let perRow = duplicates == .all ? 28 : 16
        return batchByteCount + batch.byteCount + self.keys.byteCount(adding: keys)
            + perRow * (rowCount + batch.rowCount)
    }

    /// Adds rows.
    ///
    /// - Returns: The first row whose key was there already, if that is an error; nil if there is none.
    mutating func add(_ batch: RecordBatch, _ keys: RowKeys) -> Duplicate? {
        let known = self.keys.count
        let rows = JoinPlan.rowsWithKeys(batch, keyColumns)
        let numbers = self.keys.insert(keys, rows: rows)
        batches.append(batch)
        batchByteCount += batch.byteCount
        rowCount += batch.rowCount
        if duplicates == .all { self.numbers.append(numbers) }
        var next = known
        var duplicate: Duplicate?
        for row in 0..<numbers.count where numbers[row] >= 0 {
            let position = RowPosition(batch: batches.count - 1, row: row)
            let number = Int(numbers[row])
            if number == next {
                firstRows.append(position)
                next += 1
            } else if duplicates == .error, duplicate == nil {
                duplicate = Duplicate(first: firstRows[number], second: position)
            }
        }
        return duplicate
    }

    /// Ends the adding.
    mutating func finish() {
        guard duplicates == .all else { return }
        starts = Array(repeating: 0, count: keys.count + 1)
        for numbers in numbers {
            for row in 0..<numbers.count where numbers[row] >= 0 {
                starts[Int(numbers[row]) + 1] += 1
            }
        }
        for key in 0..<keys.count { starts[key + 1] += starts[key] }
        var next = starts
        rows = Array(repeating: .none, count: Int(starts[keys.count]))
        for (batch, numbers) in numbers.enumerated() {
            for row in 0..<numbers.count where numbers[row] >= 0 {
                let key = Int(numbers[row])
                rows[Int(next[key])] = RowPosition(batch: batch, row: row)
                next[key] += 1
            }
        }
        numbers = []
    }

    /// The numbers of the keys of these rows; -1 where there is no such row or the key has a null.
    func find(_ batch: RecordBatch, by keyColumns: [KeyColumn]) -> Values<Int32> {
        keys.find(
            RowKeys(of: batch, by: keyColumns),
            rows: JoinPlan.rowsWithKeys(batch, keyColumns)
        )
    }

    /// How many rows a key has.
    func rowCount(ofKey number: Int) -> Int {
        duplicates == .all ? Int(starts[number + 1] - starts[number]) : 1
    }

    /// One of the rows of a key, in their order.
    func row(_ index: Int, ofKey number: Int) -> RowPosition {
        duplicates == .all ? rows[Int(starts[number]) + index] : firstRows[number]
    }
}
