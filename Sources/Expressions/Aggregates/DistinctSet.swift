// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Different values of groups, exact: a hash only says where to look.
///
/// An open table holds for each value the upper half of its hash and, below, its position in an arena plus 1; 0 is an
/// empty slot. So the table grows without looking at the values, and most that differ are told apart by it alone.
struct DistinctSet: ~Copyable {
    private(set) var arena = WordArena()
    private(set) var count = 0
    private var slots = ValuesBuilder<UInt64>(uninitializedCount: 56)
    private var mask = 0
    /// What `touch` has read, kept so that its loads are not taken for useless.
    private var touched: UInt64 = 0

    init() {
        resize(to: 32)
    }

    /// About how much memory it holds.
    var byteCount: Int { arena.byteCount + slots.count * 8 }

    /// Adds the values that stand one after the other, each after its hash.
    mutating func insert(_ values: Span<UInt64>, count newCount: Int, layout: DistinctLayout) {
        let needed = (count + newCount) * 4 / 3 + 1
        if needed > slots.count { resize(to: 1 << (Int.bitWidth - needed.leadingZeroBitCount)) }
        touch(values, layout)
        var cursor = 0
        while cursor < values.count {
            let tag = values[cursor] >> 32
            let end = cursor &+ 1 &+ layout.wordCount(values[cursor &+ 1])
            insert(values, cursor &+ 1..<end, tag: tag)
            cursor = end
        }
    }

    @inline(__always)
    private mutating func insert(_ values: Span<UInt64>, _ range: Range<Int>, tag: UInt64) {
        var slot = Int(tag) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 {
                slots[slot] = tag << 32 | UInt64(arena.append(values, range)) &+ 1
                count &+= 1
                return
            }
            if entry >> 32 == tag,
                arena.isEqual(UInt32(truncatingIfNeeded: entry) &- 1, values, range)
            {
                return
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Reads the first slot of every value: independent loads overlap, where those of the search would wait for one
    /// another.
    private mutating func touch(_ values: Span<UInt64>, _ layout: DistinctLayout) {
        guard slots.count > 1 << 12 else { return }
        var seen: UInt64 = 0
        var cursor = 0
        while cursor < values.count {
            seen ^= slots[Int(values[cursor] >> 32) & mask]
            cursor &+= 1 &+ layout.wordCount(values[cursor &+ 1])
        }
        touched = seen
    }

    private mutating func resize(to slotCount: Int) {
        var larger = ValuesBuilder<UInt64>(uninitializedCount: slotCount)
        larger.fill(with: 0)
        mask = slotCount - 1
        guard count > 0 else {
            slots = larger
            return
        }
        for old in 0..<slots.count where slots[old] != 0 {
            let entry = slots[old]
            var slot = Int(entry >> 32) & mask
            while larger[slot] != 0 { slot = (slot &+ 1) & mask }
            larger[slot] = entry
        }
        slots = larger
    }
}
