// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Goes through the rows of both runs, sorted by key and then number, and tells what became of each key.
struct ChangesWalk {
    /// The rows of one key, each as a position among the batches at hand.
    private struct Pair {
        var before = RowPosition.none
        var after = RowPosition.none
    }

    /// The output's columns and, behind them, the number by which they are put in order.
    let schema: Schema
    /// Two rows of this run with one key: those whose second comes first in the input.
    private(set) var duplicate: DuplicateFault?
    private let plan: ChangesPlan
    private let compared: [KeyColumn]
    private let numberIndex: Int
    private var starts: KeyStarts
    /// The rows of a key whose rows are not all there yet, each as a batch of one row.
    private var open: (before: RecordBatch?, after: RecordBatch?) = (nil, nil)

    init(_ plan: ChangesPlan, comparing compared: [Int]) {
        self.plan = plan
        self.compared = compared.map { KeyColumn($0) }
        numberIndex = plan.input.fields.count
        starts = KeyStarts(plan.keys)
        schema = Schema(plan.outputSchema.fields + [Field("\u{0}order", .int64)])
    }

    /// Takes the next rows.
    ///
    /// - Returns: What became of the keys whose rows have all been seen; nil if there is nothing to give.
    mutating func add(_ batch: RecordBatch, _ trail: RowTrail) -> RecordBatch? {
        // The batches at hand: the rows of the open key, then these.
        let sources = [open.before, open.after, batch].map { $0 ?? batch.slice(0..<0) }
        var pair = Pair(
            before: open.before == nil ? .none : RowPosition(batch: 0, row: 0),
            after: open.after == nil ? .none : RowPosition(batch: 1, row: 0)
        )
        var pairs: [Pair] = []
        let starts = starts.starts(in: batch)
        let numbers = batch.numbers(numberIndex)
        for row in 0..<batch.rowCount {
            if starts[row], pair.before.isRow || pair.after.isRow {
                pairs.append(pair)
                pair = Pair()
            }
            let position = RowPosition(batch: 2, row: row)
            if numbers[row] < 0 {
                pair.before = position
            } else if pair.after.isRow {
                note(sources[Int(pair.after.batch)], Int(pair.after.row), batch, row, trail)
            } else {
                pair.after = position
            }
        }
        func kept(_ position: RowPosition) -> RecordBatch? {
            let row = Int(position.row)
            return position.isRow ? sources[Int(position.batch)].slice(row..<row + 1) : nil
        }
        open = (kept(pair.before), kept(pair.after))
        return rows(pairs, sources)
    }

    /// What became of the last key; nil if there is nothing to give.
    mutating func finish() -> RecordBatch? {
        guard let some = open.before ?? open.after else { return nil }
        let sources = [open.before, open.after].map { $0 ?? some.slice(0..<0) }
        let pair = Pair(
            before: open.before == nil ? .none : RowPosition(batch: 0, row: 0),
            after: open.after == nil ? .none : RowPosition(batch: 1, row: 0)
        )
        open = (nil, nil)
        return rows([pair], sources)
    }

    private func rows(_ pairs: [Pair], _ sources: [RecordBatch]) -> RecordBatch? {
        let comparedKeys = sources.map { RowKeys(of: $0, by: compared) }
        let numbers = sources.map { $0.numbers(numberIndex) }
        var words: [String?] = []
        var orders = ValuesBuilder<Int64>(capacity: pairs.count)
        var before = ValuesBuilder<RowPosition>(capacity: pairs.count)
        var after = ValuesBuilder<RowPosition>(capacity: pairs.count)
        var either = ValuesBuilder<RowPosition>(capacity: pairs.count)
        for pair in pairs {
            let change = change(of: pair, comparedKeys)
            if change == .unchanged, !plan.givesUnchanged { continue }
            words.append(change.rawValue)
            let leading = pair.after.isRow ? pair.after : pair.before
            let number = numbers[Int(leading.batch)][Int(leading.row)]
            // Removed rows come after all others.
            orders.put(number < 0 ? number - .min + .max / 2 : number)
            before.put(pair.before)
            after.put(pair.after)
            either.put(leading)
        }
        guard !words.isEmpty else { return nil }
        let (old, new, any) = (before.finish(), after.finish(), either.finish())
        func gathered(_ positions: Values<RowPosition>, _ index: Int) -> Column {
            let columns = sources.map { $0.columns[index] }
            return .gathering(positions, from: columns, type: plan.input.fields[index].type)
        }
        let columns =
            [.text(TextArray(words))] + plan.keys.map { gathered(any, $0.index) }
            + plan.others.flatMap { [gathered(new, $0), gathered(old, $0)] }
            + [.int64(PrimitiveArray(orders.finish()))]
        return RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: words.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }

    private func change(of pair: Pair, _ keys: [RowKeys]) -> ChangesPlan.Change {
        guard pair.before.isRow else { return .added }
        guard pair.after.isRow else { return .removed }
        let isSame = RowKeys.areEqual(
            keys[Int(pair.before.batch)],
            Int(pair.before.row),
            keys[Int(pair.after.batch)],
            Int(pair.after.row)
        )
        return isSame ? .unchanged : .changed
    }

    private mutating func note(
        _ first: RecordBatch,
        _ firstRow: Int,
        _ second: RecordBatch,
        _ secondRow: Int,
        _ trail: RowTrail
    ) {
        let number = trail.number(ofRow: secondRow, in: second)
        guard number < duplicate?.number ?? .max else { return }
        let key = plan.keys.map { second.valueText(ofRow: secondRow, column: $0.index) }
        let error = TablesErrors.repeatedKey(
            key.joined(separator: ", "),
            first: trail.place(ofRow: firstRow, in: first),
            second: trail.place(ofRow: secondRow, in: second)
        )
        duplicate = DuplicateFault(number: number, error: error)
    }
}
