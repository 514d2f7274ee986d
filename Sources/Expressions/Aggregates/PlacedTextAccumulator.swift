// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `first` and `last` of texts and json.
final class PlacedTextAccumulator: Accumulator {
    private let type: DataType
    private let takesLast: Bool
    private var texts = TextCells()
    private var places: [Place] = []

    init(_ type: DataType, takesLast: Bool) {
        self.type = type
        self.takesLast = takesLast
    }

    func update(_ input: AggregateInput) {
        grow(to: input.groupCount)
        switch input.column {
        case .text(let array), .json(let array): add(array, input)
        default: preconditionFailure("only texts are kept as texts")
        }
    }

    private func add(_ array: TextArray, _ input: AggregateInput) {
        let source = array.bytes.paddedSpan
        let groups = input.groups.span
        array.forEachRange(in: input.chosen) { row, range in
            let group = Int(groups[row])
            let place = input.firstPlace.advanced(by: row)
            guard wins(place, group) else { return }
            texts.set(group, source, range)
            places[group] = place
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        texts.write(parts, to: writers)
        parts.forEach { part, groups in writers[part].put(places, of: groups, missing: .start) }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        grow(to: groupCount)
        let others = TextCells(&reader, groupCount: mapping.count)
        let otherPlaces = reader.take(mapping.count, Place.self)
        for theirs in otherPlaces.indices
        where mapping[theirs] != .leftOut && others.cells[theirs].isSet {
            let group = Int(mapping[theirs])
            guard wins(otherPlaces[theirs], group) else { continue }
            texts.set(group, others, theirs)
            places[group] = otherPlaces[theirs]
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let array = texts.finish(order: order)
        return type == .json ? .json(array) : .text(array)
    }

    var byteCount: Int { texts.byteCount + places.capacity * MemoryLayout<Place>.stride }

    private func grow(to groupCount: Int) {
        texts.grow(to: groupCount)
        places.grow(to: groupCount, repeating: .start)
    }

    private func wins(_ place: Place, _ group: Int) -> Bool {
        guard texts.cells[group].isSet else { return true }
        return takesLast ? places[group] < place : place < places[group]
    }
}
