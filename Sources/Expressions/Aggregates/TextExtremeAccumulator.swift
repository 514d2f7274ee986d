// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `min` and `max` of texts, by their bytes.
final class TextExtremeAccumulator: Accumulator {
    private let isMaximum: Bool
    private var texts = TextCells()

    init(isMaximum: Bool) {
        self.isMaximum = isMaximum
    }

    func update(_ input: AggregateInput) {
        texts.grow(to: input.groupCount)
        guard case .text(let array) = input.column else {
            preconditionFailure("only texts compare by their bytes")
        }
        Self.update(&texts, array, input, isMaximum: isMaximum)
    }

    /// Apart, so that the cells are accessed once for the batch and not per row.
    private static func update(
        _ texts: inout TextCells,
        _ array: TextArray,
        _ input: AggregateInput,
        isMaximum: Bool
    ) {
        let source = array.bytes.paddedSpan
        let groups = input.groups.span
        array.forEachRange(in: input.chosen) { row, range in
            let group = Int(groups[row])
            guard texts.cells[group].isSet else { return texts.set(group, source, range) }
            let isBefore = texts.isBefore(source, range, group: group)
            if isBefore == !isMaximum { texts.set(group, source, range) }
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        texts.write(parts, to: writers)
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        texts.grow(to: groupCount)
        let others = TextCells(&reader, groupCount: mapping.count)
        for theirs in others.cells.indices
        where mapping[theirs] != .leftOut && others.cells[theirs].isSet {
            let group = Int(mapping[theirs])
            let isBefore =
                texts.cells[group].isSet ? texts.isBefore(others, theirs, group: group) : !isMaximum
            if isBefore == !isMaximum { texts.set(group, others, theirs) }
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        .text(texts.finish(order: order))
    }

    var byteCount: Int { texts.byteCount }
}

extension TextArray {
    /// Calls `body` with each chosen row and where its text stands, rows ascending.
    @inline(__always)
    func forEachRange(in chosen: Bitmap?, _ body: (Int, Range<Int>) -> Void) {
        let slots = (chosen ?? Bitmap(repeating: true, count: count)).setSlots
        let rows = slots.span
        let starts = offsets.span
        if let codes {
            let codes = codes.span
            for index in rows.indices {
                let row = Int(rows[index])
                let value = Int(codes[row])
                body(row, Int(starts[value])..<Int(starts[value &+ 1]))
            }
        } else {
            for index in rows.indices {
                let row = Int(rows[index])
                body(row, Int(starts[row])..<Int(starts[row &+ 1]))
            }
        }
    }
}
