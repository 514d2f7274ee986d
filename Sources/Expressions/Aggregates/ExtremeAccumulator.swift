// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `min` and `max` of fixed-width types; with booleans also `bool_and` and `bool_or`.
final class ExtremeAccumulator<Image: ColumnImage>: Accumulator {
    private struct Extreme {
        var image: Image
        var isSet = false
    }

    private let type: DataType
    private let isMaximum: Bool
    private let unset: Extreme
    private var extremes: [Extreme] = []
    private var currencies = CurrencyRanges()

    init(_ type: DataType, isMaximum: Bool) {
        self.type = type
        self.isMaximum = isMaximum
        unset = Extreme(image: isMaximum ? .min : .max)
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func update(_ input: AggregateInput) {
        extremes.grow(to: input.groupCount, repeating: unset)
        if case .money(let array) = input.column {
            currencies.add(array, input) { extremes[$0].isSet }
        }
        let values = Image.images(of: input.column)
        let images = values.span
        if isMaximum {
            updateEach(&extremes, groups: input.groups, chosen: input.chosen) { extreme, row in
                extreme = Extreme(image: max(extreme.image, images[row]), isSet: true)
            }
        } else {
            updateEach(&extremes, groups: input.groups, chosen: input.chosen) { extreme, row in
                extreme = Extreme(image: min(extreme.image, images[row]), isSet: true)
            }
        }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in
            writers[part].put(extremes, of: groups, missing: unset)
            currencies.write(groups, to: writers[part])
        }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        let others = reader.take(mapping.count, Extreme.self)
        extremes.grow(to: groupCount, repeating: unset)
        currencies.merge(
            CurrencyRanges(&reader, groupCount: mapping.count),
            mapping: mapping,
            groupCount: groupCount,
            hasValue: { extremes[$0].isSet },
            otherHasValue: { others[$0].isSet }
        )
        mergeEach(&extremes, others, mapping: mapping) { mine, theirs in
            guard theirs.isSet else { return }
            let image = isMaximum ? max(mine.image, theirs.image) : min(mine.image, theirs.image)
            mine = Extreme(image: image, isSet: true)
        }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let images = try order.gather(extremes, missing: unset) {
            extreme,
            _ throws(AggregateFault) in
            extreme.isSet ? extreme.image : 0
        }
        return Image.column(
            images,
            type: type,
            currencies: try currencies.currencies(order: order),
            validity: order.validity(extremes, missing: unset) { $0.isSet }
        )
    }

    var byteCount: Int {
        extremes.capacity * MemoryLayout<Extreme>.stride + currencies.byteCount
    }
}
