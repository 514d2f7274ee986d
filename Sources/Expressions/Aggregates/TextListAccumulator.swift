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
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                let byteCount = range.upperBound - offset
                words.append(TextWords.word(source, at: offset, byteCount: byteCount))
            }
        }
    }

    func merge(_ other: any Accumulator, mapping: Values<UInt32>, groupCount: Int) {
        let other = sameKind(other)
        let shift = words.count
        words.append(contentsOf: other.words)
        for entry in other.entries {
            let moved = Entry(
                group: mapping[Int(entry.group)],
                byteCount: entry.byteCount,
                place: entry.place,
                start: entry.start + shift
            )
            entries.append(moved)
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
