// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `first` and `last` of fixed-width types.
final class PlacedAccumulator<Image: ColumnImage>: Accumulator {
    private struct Placed {
        var image: Image = 0
        var place = Place.start
        var isSet = false

        @inline(__always)
        mutating func offer(_ image: Image, at place: Place, last: Bool) {
            guard !isSet || (last ? self.place < place : place < self.place) else { return }
            self = Placed(image: image, place: place, isSet: true)
        }
    }

    private let type: DataType
    private let takesLast: Bool
    private var placed: [Placed] = []

    init(_ type: DataType, takesLast: Bool) {
        self.type = type
        self.takesLast = takesLast
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func update(_ input: AggregateInput) {
        placed.grow(to: input.groupCount, repeating: Placed())
        let values = Image.images(of: input.column)
        let images = values.span
        let first = input.firstPlace
        let last = takesLast
        updateEach(&placed, groups: input.groups, chosen: input.chosen) { placed, row in
            placed.offer(images[row], at: first.advanced(by: row), last: last)
        }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in writers[part].put(placed, of: groups, missing: Placed()) }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        placed.grow(to: groupCount, repeating: Placed())
        let last = takesLast
        mergeEach(&placed, reader.take(mapping.count), mapping: mapping) { mine, theirs in
            if theirs.isSet { mine.offer(theirs.image, at: theirs.place, last: last) }
        }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let missing = Placed()
        let images = try order.gather(placed, missing: missing) {
            placed,
            _ throws(AggregateFault) in placed.image
        }
        return Image.column(
            images,
            type: type,
            currencies: .one(Currency(packed: 0)),
            validity: order.validity(placed, missing: missing) { $0.isSet }
        )
    }

    var byteCount: Int { placed.capacity * MemoryLayout<Placed>.stride }
}
