// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Finds which values of an arena are the first of their kind, exact: a hash only says where to look.
///
/// An open table holds for each value the upper half of its hash and, below, its position in the arena plus 1; 0 is an
/// empty slot. It lives no longer than the search, so that only one table at a time is in the nearest caches.
struct DistinctFinder: ~Copyable {
    private var slots: ValuesBuilder<UInt64>
    private var hashes = ValuesBuilder<UInt64>(capacity: 2_048)

    /// Starts with room for that many values.
    init(valueCount: Int) {
        let needed = valueCount * 4 / 3 + 1
        let slotCount = max(64, 1 << (Int.bitWidth - needed.leadingZeroBitCount))
        slots = ValuesBuilder(uninitializedCount: slotCount)
        slots.fill(with: 0)
    }

    /// Where in the next chunk of an arena the values begin that no chunk up to it has had before.
    mutating func firsts(
        inChunk chunk: Int,
        _ words: Span<UInt64>,
        of arena: borrowing WordArena,
        _ layout: DistinctLayout,
        groupHashes: [UInt64]
    ) -> Values<UInt32> {
        var starts = ValuesBuilder<UInt32>(capacity: words.count / 2 + 1)
        hash(words, layout, groupHashes, &starts)
        Self.keepFirsts(chunk, words, arena, layout, hashes, &slots, &starts)
        return starts.finish()
    }

    private static func keepFirsts(
        _ chunk: Int,
        _ words: Span<UInt64>,
        _ arena: borrowing WordArena,
        _ layout: DistinctLayout,
        _ hashes: borrowing ValuesBuilder<UInt64>,
        _ slots: inout ValuesBuilder<UInt64>,
        _ starts: inout ValuesBuilder<UInt32>
    ) {
        let mask = slots.count - 1
        let hashes = hashes.span
        var slots = slots.mutableSpan
        var firsts = starts.mutableSpan
        var kept = 0
        for value in firsts.indices {
            let start = firsts[value]
            let range = Int(start)..<Int(start) &+ layout.wordCount(words[Int(start)])
            let tag = hashes[value] >> 32
            var slot = Int(tag) & mask
            var entry = slots[slot]
            while entry != 0 {
                if entry >> 32 == tag,
                    arena.isEqual(UInt32(truncatingIfNeeded: entry) &- 1, words, range)
                {
                    break
                }
                slot = (slot &+ 1) & mask
                entry = slots[slot]
            }
            guard entry == 0 else { continue }
            let position = WordArena.position(chunk: chunk, word: Int(start))
            slots[slot] = tag << 32 | UInt64(position) &+ 1
            firsts[kept] = start
            kept &+= 1
        }
        starts.truncate(to: kept)
    }

    private mutating func hash(
        _ words: Span<UInt64>,
        _ layout: DistinctLayout,
        _ groupHashes: [UInt64],
        _ starts: inout ValuesBuilder<UInt32>
    ) {
        hashes.truncate(to: 0)
        hashes.reserve(words.count / 2 + 1)
        let groupHashes = groupHashes.span
        var cursor = 0
        while cursor < words.count {
            let header = words[cursor]
            let end = cursor &+ layout.wordCount(header)
            let groupHash = groupHashes[Int(DistinctLayout.group(header))]
            hashes.put(layout.hash(words, cursor..<end, groupHash: groupHash))
            starts.put(UInt32(truncatingIfNeeded: cursor))
            cursor = end
        }
    }
}
