// SPDX-License-Identifier: Apache-2.0

import Columnar

/// An aggregate over the different values of each group, which it keeps: exact, not by hash alone.
///
/// At the end each value goes once to the plain aggregate, whose result may not depend on the order of values.
final class DistinctAccumulator: Accumulator {
    private let layout: KeyLayout
    private let makePlain: () -> any Accumulator
    private var keys = KeySet()
    private var block = KeyBlock()
    private var numbers = ValuesBuilder<UInt32>(capacity: KeyBlock.usualRowCount)
    private var groupCount = 0

    init(_ type: DataType, makePlain: @escaping () -> any Accumulator) {
        layout = KeyLayout([type])
        self.makePlain = makePlain
    }

    func update(_ input: AggregateInput) {
        groupCount = input.groupCount
        let rows = input.chosen?.setSlots ?? .ascending(input.groups.count)
        for first in stride(from: 0, to: rows.count, by: KeyBlock.usualRowCount) {
            let end = min(first + KeyBlock.usualRowCount, rows.count)
            let part = rows.span.extracting(first..<end)
            block.encode([input.column], layout: layout, rows: part, numbers: input.groups)
            numbers.truncate(to: 0)
            keys.insert(block, numbers: &numbers)
        }
    }

    func merge(_ other: any Accumulator, mapping: Values<UInt32>, groupCount: Int) {
        let other = sameKind(other)
        self.groupCount = groupCount
        for first in stride(from: 0, to: other.keys.count, by: KeyBlock.usualRowCount) {
            let end = min(first + KeyBlock.usualRowCount, other.keys.count)
            block.copy(other.keys, first..<end, renumbering: mapping)
            numbers.truncate(to: 0)
            keys.insert(block, numbers: &numbers)
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let plain = makePlain()
        let needsValues = !(plain is CountAccumulator)
        for first in stride(from: 0, to: keys.count, by: RecordBatch.maximumRowCount) {
            let end = min(first + RecordBatch.maximumRowCount, keys.count)
            let part = Values<UInt32>.ascending(from: UInt32(first), end - first)
            let input = AggregateInput(
                argument: needsValues ? values(part) : nil,
                selected: nil,
                groups: part.map { keys.headerNumber(Int($0)) },
                groupCount: groupCount,
                firstPlace: .start
            )
            plain.update(input)
        }
        return try plain.finish(order: order)
    }

    private func values(_ part: Values<UInt32>) -> Column? {
        keys.columns(part, layout: layout, hasNullBits: false).first
    }

    var byteCount: Int { keys.byteCount }
}
