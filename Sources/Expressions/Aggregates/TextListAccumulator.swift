// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `string_agg`: keeps every text with its place until the end.
final class TextListAccumulator: Accumulator {
    private struct Entry {
        let group: UInt32
        let byteCount: UInt32
        let place: Place
        let start: Int
    }

    private let separator: Bytes
    private var entries: [Entry] = []
    private var words: [UInt64] = []

    init(separator: String) {
        self.separator = Bytes(separator)
    }

    func update(_ input: AggregateInput) {
        guard case .text(let array) = input.column else {
            preconditionFailure("only texts are joined")
        }
        let source = array.bytes.paddedSpan
        array.forEachRange(in: input.chosen) { row, range in
            let entry = Entry(
                group: input.groups[row],
                byteCount: UInt32(range.count),
                place: input.firstPlace.advanced(by: row),
                start: words.count
            )
            entries.append(entry)
            var offset = range.lowerBound
            while offset < range.upperBound {
                let byteCount = range.upperBound &- offset
                words.append(TextWords.word(source, at: offset, byteCount: byteCount))
                offset &+= 8
            }
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        let positions = parts.positions
        var counts = [Int](repeating: 0, count: parts.count)
        for entry in entries { counts[Int(positions[Int(entry.group)].part)] += 1 }
        for (writer, count) in zip(writers, counts) { writer.put(count) }
        for entry in entries {
            let (part, position) = positions[Int(entry.group)]
            let writer = writers[Int(part)]
            writer.put(position)
            writer.put(entry.byteCount)
            writer.put(entry.place)
            let end = entry.start + TextWords.count(Int(entry.byteCount))
            writer.put(words.span.extracting(entry.start..<end))
        }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        for _ in 0..<reader.take(Int.self) {
            let group = mapping[Int(reader.take(UInt32.self))]
            let byteCount = reader.take(UInt32.self)
            let place = reader.take(Place.self)
            let text = reader.take(TextWords.count(Int(byteCount)), UInt64.self)
            guard group != .leftOut else { continue }
            entries.append(
                Entry(group: group, byteCount: byteCount, place: place, start: words.count)
            )
            words += text
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let sorted = entries.sorted { ($0.group, $0.place) < ($1.group, $1.place) }
        var ranges: [UInt32: Range<Int>] = [:]
        for (index, entry) in sorted.enumerated() {
            let first = ranges[entry.group]?.lowerBound ?? index
            ranges[entry.group] = first..<index + 1
        }
        var builder = TextBuilder(capacity: order.count)
        for index in 0..<order.count {
            guard let range = ranges[order[index]] else {
                builder.appendNull()
                continue
            }
            builder.append { writer in join(sorted[range], into: &writer) }
        }
        return .text(builder.finish())
    }

    private func join(_ entries: ArraySlice<Entry>, into writer: inout ByteWriter) {
        for (index, entry) in entries.enumerated() {
            if index > 0 { writer.append(separator) }
            let end = entry.start + TextWords.count(Int(entry.byteCount))
            let range = entry.start..<end
            TextWords.append(words.span, range, byteCount: Int(entry.byteCount), to: &writer)
        }
    }

    var byteCount: Int {
        entries.capacity * MemoryLayout<Entry>.stride + words.capacity * MemoryLayout<UInt64>.stride
    }
}
