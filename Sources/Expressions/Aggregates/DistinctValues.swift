// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Values of groups, whose numbers stand in their headers; now and then those that are there twice are let go.
///
/// Values are only put one after the other as they come, which takes no search. The search comes when about as many have
/// been added as there were, so that it costs each value little and what is held stays within a small multiple of what
/// must be.
struct DistinctValues: ~Copyable {
    /// Fewer words are not worth a search.
    private static let leastWordCount = 1 << 13

    private(set) var arena = WordArena()
    private var valueCount = 0
    /// How many words there may be before the next search.
    private var wordLimit = leastWordCount

    /// Whether there is none.
    var isEmpty: Bool { valueCount == 0 }

    /// About how much memory it holds.
    var byteCount: Int { arena.byteCount }

    /// Whether it is time to let go of values that are there twice.
    var isDueForSearch: Bool { arena.wordCount >= wordLimit }

    /// Adds values that stand one after the other, with the numbers that `numbers` has for their groups.
    mutating func append(_ values: Span<UInt64>, _ layout: DistinctLayout, _ numbers: Span<UInt32>)
    {
        var cursor = 0
        while cursor < values.count {
            let header = values[cursor]
            let end = cursor &+ layout.wordCount(header)
            let group = numbers[Int(DistinctLayout.group(header))]
            arena.append(DistinctLayout.header(header, group: group), values, cursor &+ 1..<end)
            valueCount &+= 1
            cursor = end
        }
    }

    /// Adds one value with another number of its group.
    mutating func append(_ values: Span<UInt64>, _ range: Range<Int>, group: UInt32) {
        let header = DistinctLayout.header(values[range.lowerBound], group: group)
        arena.append(header, values, range.lowerBound + 1..<range.upperBound)
        valueCount += 1
    }

    /// Calls `body` with each chunk of words and where values begin in it, each different value once.
    func forEachDifferent(
        _ layout: DistinctLayout,
        groupHashes: [UInt64],
        _ body: (Span<UInt64>, Values<UInt32>) -> Void
    ) {
        var finder = DistinctFinder(valueCount: valueCount)
        var chunk = 0
        arena.forEachChunk { words in
            let starts = finder.firsts(
                inChunk: chunk,
                words,
                of: arena,
                layout,
                groupHashes: groupHashes
            )
            chunk += 1
            body(words, starts)
        }
    }

    /// Lets go of values that are there twice, if that frees much.
    mutating func removeDuplicates(_ layout: DistinctLayout, groupHashes: [UInt64]) {
        var starts: [Values<UInt32>] = []
        forEachDifferent(layout, groupHashes: groupHashes) { _, different in
            starts.append(different)
        }
        let differentCount = starts.reduce(0) { $0 + $1.count }
        let isMostlyDifferent = differentCount > valueCount - valueCount / 4
        if !isMostlyDifferent { keep(starts, layout) }
        let factor = isMostlyDifferent ? 4 : 2
        wordLimit = max(Self.leastWordCount, arena.wordCount * factor)
    }

    /// Keeps the values that begin there, chunk by chunk.
    private mutating func keep(_ starts: [Values<UInt32>], _ layout: DistinctLayout) {
        var kept = DistinctValues()
        var chunk = 0
        arena.forEachChunk { words in
            let firsts = starts[chunk]
            chunk += 1
            for index in 0..<firsts.count {
                let first = Int(firsts[index])
                let end = first + layout.wordCount(words[first])
                kept.append(words, first..<end, group: DistinctLayout.group(words[first]))
            }
        }
        swap(&kept, &self)
    }
}
