// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Different keys, numbered from 0 in the order in which they came.
///
/// Keys stand one after the other in one run of words; an open hash table holds their numbers. A slot of the table is 0
/// when empty, else the upper half of the key's hash and, below, its number plus 1: so the table grows without looking
/// at the keys, and most keys that differ are told apart by their slots alone.
struct KeySet: ~Copyable {
    private(set) var words = ValuesBuilder<UInt64>(capacity: 64)
    /// Where each key begins; one more than there are keys.
    private(set) var starts = ValuesBuilder<UInt32>(capacity: 64)
    private var slots = ValuesBuilder<UInt64>(uninitializedCount: 64)
    /// What `touch` has read, kept so that its loads are not taken for useless.
    private var touched: UInt64 = 0

    init() {
        starts.append(0)
        slots.fill(with: 0)
    }

    /// How many keys there are.
    var count: Int { starts.count - 1 }

    /// About how much memory it holds.
    var byteCount: Int {
        let wordCount = words.count + words.freeCount
        let startCount = starts.count + starts.freeCount
        return wordCount * 8 + startCount * 4 + slots.count * 8
    }

    /// Appends to `numbers` the number of each key of a block; new keys are added.
    mutating func insert(
        _ block: borrowing KeyBlock,
        numbers: inout ValuesBuilder<UInt32>
    ) {
        makeRoom(for: block)
        touch(block)
        let mask = slots.count - 1
        for row in 0..<block.rowCount {
            let tag = block.hashes[row] >> 32
            var slot = Int(tag) & mask
            while true {
                let entry = slots[slot]
                if entry == 0 {
                    slots[slot] = tag << 32 | UInt64(count + 1)
                    numbers.append(UInt32(truncatingIfNeeded: count))
                    append(block, row)
                    break
                }
                let number = Int(entry & 0xFFFF_FFFF) &- 1
                if entry >> 32 == tag, isEqual(number, block, row) {
                    numbers.append(UInt32(truncatingIfNeeded: number))
                    break
                }
                slot = (slot &+ 1) & mask
            }
        }
    }

    @inline(__always)
    private func isEqual(_ number: Int, _ block: borrowing KeyBlock, _ row: Int) -> Bool {
        let mine = Int(starts[number])
        let theirs = Int(block.starts[row])
        let wordCount = Int(block.starts[row &+ 1]) &- theirs
        guard Int(starts[number &+ 1]) &- mine == wordCount else { return false }
        let words = words.span
        for word in 0..<wordCount where words[mine &+ word] != block.words[theirs &+ word] {
            return false
        }
        return true
    }

    private mutating func append(_ block: borrowing KeyBlock, _ row: Int) {
        for word in Int(block.starts[row])..<Int(block.starts[row &+ 1]) {
            words.put(block.words[word])
        }
        starts.append(UInt32(truncatingIfNeeded: words.count))
    }

    /// Room for all keys of a block, at a load of three quarters at most.
    private mutating func makeRoom(for block: borrowing KeyBlock) {
        words.reserve(Int(block.starts[block.rowCount]))
        precondition(
            words.count + Int(block.starts[block.rowCount]) <= UInt32.max,
            "keys fill 32 GiB"
        )
        while (count + block.rowCount) * 4 > slots.count * 3 { doubleSlots() }
    }

    private mutating func doubleSlots() {
        var larger = ValuesBuilder<UInt64>(uninitializedCount: slots.count * 2)
        larger.fill(with: 0)
        let mask = larger.count - 1
        for old in 0..<slots.count where slots[old] != 0 {
            let entry = slots[old]
            var slot = Int(entry >> 32) & mask
            while larger[slot] != 0 { slot = (slot &+ 1) & mask }
            larger[slot] = entry
        }
        slots = larger
    }

    /// Reads the first slot of every key: independent loads overlap, where those of the search would wait for one
    /// another (a million new keys: a sixth less time).
    private mutating func touch(_ block: borrowing KeyBlock) {
        guard slots.count > 1 << 14 else { return }
        let mask = slots.count - 1
        var seen: UInt64 = 0
        for row in 0..<block.rowCount { seen ^= slots[Int(block.hashes[row] >> 32) & mask] }
        touched = seen
    }
}
