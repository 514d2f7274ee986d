// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One replaceable text per group.
///
/// A text that no longer fits its cell moves to a new one of twice the size, so what is left behind stays in
/// proportion to what is held.
struct TextCells: ~Copyable {
    struct Cell {
        var start: UInt32 = 0
        var roomWordCount: UInt32 = 0
        var byteCount: UInt32 = 0
        var isSet = false
    }

    private(set) var cells: [Cell] = []
    private var words: [UInt64] = []

    init() {}

    /// Reads what was written for that many groups.
    init(_ reader: inout StateReader, groupCount: Int) {
        let byteCounts = reader.take(groupCount, UInt32.self)
        var start = 0
        cells = byteCounts.map { byteCount in
            guard byteCount != .max else { return Cell() }
            let wordCount = TextWords.count(Int(byteCount))
            defer { start += wordCount }
            return Cell(
                start: UInt32(start),
                roomWordCount: UInt32(wordCount),
                byteCount: byteCount,
                isSet: true
            )
        }
        words = reader.take(start)
    }

    /// Writes the texts of each part's groups.
    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in
            var texts: [UInt64] = []
            for index in groups.indices {
                let group = Int(groups[index])
                guard group < cells.count, cells[group].isSet else {
                    writers[part].put(UInt32.max)
                    continue
                }
                let cell = cells[group]
                writers[part].put(cell.byteCount)
                let start = Int(cell.start)
                texts += words[start..<start + TextWords.count(Int(cell.byteCount))]
            }
            writers[part].put(texts.span)
        }
    }

    mutating func grow(to groupCount: Int) {
        cells.grow(to: groupCount, repeating: Cell())
    }

    /// Puts a part of `source`, a padded span, into the cell of a group.
    mutating func set(_ group: Int, _ source: Span<UInt8>, _ range: Range<Int>) {
        let start = makeRoom(group, byteCount: range.count)
        for word in 0..<TextWords.count(range.count) {
            let offset = range.lowerBound &+ word &* 8
            words[start &+ word] =
                TextWords.word(source, at: offset, byteCount: range.upperBound &- offset)
        }
    }

    /// Puts the text of another cell into the cell of a group.
    mutating func set(_ group: Int, _ other: borrowing TextCells, _ otherGroup: Int) {
        let cell = other.cells[otherGroup]
        let start = makeRoom(group, byteCount: Int(cell.byteCount))
        for word in 0..<TextWords.count(Int(cell.byteCount)) {
            words[start + word] = other.words[Int(cell.start) + word]
        }
    }

    /// Whether a part of `source`, a padded span, comes before the text of a group, byte by byte.
    @inline(__always)
    func isBefore(_ source: Span<UInt8>, _ range: Range<Int>, group: Int) -> Bool? {
        let cell = cells[group]
        let shared = min(TextWords.count(range.count), TextWords.count(Int(cell.byteCount)))
        for word in 0..<shared {
            let offset = range.lowerBound &+ word &* 8
            let left = TextWords.word(source, at: offset, byteCount: range.upperBound &- offset)
            let right = words[Int(cell.start) &+ word]
            if left != right { return left.byteSwapped < right.byteSwapped }
        }
        return range.count == Int(cell.byteCount) ? nil : range.count < Int(cell.byteCount)
    }

    /// Whether the text of a group of `other` comes before that of a group here; nil if they are equal.
    func isBefore(_ other: borrowing TextCells, _ otherGroup: Int, group: Int) -> Bool? {
        let theirs = other.cells[otherGroup]
        let mine = cells[group]
        let shared = TextWords.count(Int(min(theirs.byteCount, mine.byteCount)))
        for word in 0..<shared {
            let left = other.words[Int(theirs.start) + word]
            let right = words[Int(mine.start) + word]
            if left != right { return left.byteSwapped < right.byteSwapped }
        }
        return theirs.byteCount == mine.byteCount ? nil : theirs.byteCount < mine.byteCount
    }

    /// The texts of these groups, in this order; null where none was set.
    func finish(order: Values<UInt32>) -> TextArray {
        var builder = TextBuilder(capacity: order.count)
        let groups = order.span
        for index in groups.indices {
            let group = Int(groups[index])
            guard group < cells.count, cells[group].isSet else {
                builder.appendNull()
                continue
            }
            let cell = cells[group]
            let byteCount = Int(cell.byteCount)
            let start = Int(cell.start)
            let range = start..<start + TextWords.count(byteCount)
            builder.append { TextWords.append(words.span, range, byteCount: byteCount, to: &$0) }
        }
        return builder.finish()
    }

    var byteCount: Int {
        cells.capacity * MemoryLayout<Cell>.stride + words.capacity * MemoryLayout<UInt64>.stride
    }

    /// The first word of a cell that is large enough, which from now on is the group's.
    private mutating func makeRoom(_ group: Int, byteCount: Int) -> Int {
        let needed = TextWords.count(byteCount)
        if needed > Int(cells[group].roomWordCount) {
            let room = max(needed, 2 * Int(cells[group].roomWordCount))
            precondition(words.count + room <= UInt32.max, "texts of an aggregate fill 32 GiB")
            cells[group].start = UInt32(words.count)
            cells[group].roomWordCount = UInt32(room)
            words.append(contentsOf: repeatElement(0, count: room))
        }
        cells[group].byteCount = UInt32(byteCount)
        cells[group].isSet = true
        return Int(cells[group].start)
    }
}
