// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Different keys, numbered from 0 in the order in which they came.
///
/// Keys stand in chunks that are never moved; an open hash table holds their numbers. A slot of the table is 0 when
/// empty, else the upper half of the key's hash and, below, its number plus 1: so the table grows without looking at
/// the keys, and most keys that differ are told apart by their slots alone.
public struct KeyTable: ~Copyable {
    private static let chunkByteCount = 1 << 20

    private var fullChunks: [Bytes] = []
    private var fullByteCount = 0
    private var chunk = ByteWriter(capacity: 4_096)
    /// For each key the number of its chunk and, in the lower half, where it begins there.
    private var places: [UInt64] = []
    private var slots = ValuesBuilder<UInt64>(uninitializedCount: 64)

    /// Starts without keys.
    public init() {
        slots.fill(with: 0)
    }

    /// How many different keys there are.
    public var count: Int { places.count }

    /// About how much memory the table holds, in bytes.
    public var byteCount: Int {
        fullByteCount + chunk.count + chunk.freeCount + 8 * places.capacity + 8 * slots.count
    }

    /// About how much memory it holds at most, in bytes, while and after these keys are inserted.
    public func byteCount(adding keys: RowKeys) -> Int {
        let needed = count + keys.count
        let places = needed > places.capacity ? 16 * max(needed, places.capacity) : 0
        let slots = slotCount(for: needed) > slots.count ? 8 * slotCount(for: needed) : 0
        return byteCount + keys.bytes.count + places + slots
    }

    /// Numbers the keys of these rows; new ones are added.
    ///
    /// Only the rows whose bit is set in `rows` count; nil stands for all.
    ///
    /// - Returns: A number per row; -1 for rows that do not count.
    public mutating func insert(_ keys: RowKeys, rows: Bitmap? = nil) -> Values<Int32> {
        let hashes = keys.hashes
        makeRoom(for: keys.count)
        var numbers = ValuesBuilder<Int32>(capacity: keys.count)
        for row in 0..<keys.count {
            guard rows.map({ $0[row] }) ?? true else {
                numbers.put(-1)
                continue
            }
            let tag = hashes[row] >> 32
            let (slot, number) = search(keys, row, tag)
            if number < 0 {
                numbers.put(Int32(truncatingIfNeeded: count))
                slots[slot] = tag << 32 | UInt64(count + 1)
                append(keys, row)
            } else {
                numbers.put(Int32(truncatingIfNeeded: number))
            }
        }
        return numbers.finish()
    }

    /// The numbers of the keys of these rows; -1 for keys that are not there and rows that do not count.
    public borrowing func find(_ keys: RowKeys, rows: Bitmap? = nil) -> Values<Int32> {
        let hashes = keys.hashes
        var numbers = ValuesBuilder<Int32>(capacity: keys.count)
        for row in 0..<keys.count {
            let counts = rows.map { $0[row] } ?? true
            let number = counts ? search(keys, row, hashes[row] >> 32).number : -1
            numbers.put(Int32(truncatingIfNeeded: number))
        }
        return numbers.finish()
    }

    /// The slot where a key is or would go, and its number; -1 if it is not there.
    private borrowing func search(_ keys: RowKeys, _ row: Int, _ tag: UInt64) -> (
        slot: Int, number: Int
    ) {
        let mask = slots.count - 1
        var slot = Int(tag) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return (slot, -1) }
            let number = Int(entry & 0xFFFF_FFFF) &- 1
            if entry >> 32 == tag, isEqual(number, keys, row) { return (slot, number) }
            slot = (slot &+ 1) & mask
        }
    }

    /// Whether two keys are equal; no key is the beginning of another, so that lengths do not matter.
    private borrowing func isEqual(_ number: Int, _ keys: RowKeys, _ row: Int) -> Bool {
        let place = places[number]
        let start = Int(place & 0xFFFF_FFFF)
        let theirs = Int(keys.offsets[row])
        let byteCount = Int(keys.offsets[row &+ 1]) &- theirs
        let isCurrent = Int(place >> 32) == fullChunks.count
        let end = isCurrent ? chunk.count : fullChunks[Int(place >> 32)].count
        guard end &- start >= byteCount else { return false }
        let bytes = keys.bytes
        let other = bytes.paddedSpan
        if isCurrent {
            let span = chunk.paddedSpan
            return span.isEqual(at: start, to: other, at: theirs, byteCount: byteCount)
        }
        let full = fullChunks[Int(place >> 32)]
        let span = full.paddedSpan
        return span.isEqual(at: start, to: other, at: theirs, byteCount: byteCount)
    }

    private mutating func append(_ keys: RowKeys, _ row: Int) {
        let range = Int(keys.offsets[row])..<Int(keys.offsets[row &+ 1])
        if chunk.freeCount < range.count {
            let next = min(Self.chunkByteCount, max(4_096, fullByteCount + chunk.count))
            let full = chunk.takeBytes(nextCapacity: max(next, range.count))
            fullByteCount += full.heldByteCount
            fullChunks.append(full)
        }
        places.append(UInt64(fullChunks.count) << 32 | UInt64(chunk.count))
        chunk.put(keys.bytes, range)
    }

    /// Room for that many new keys, at a load of three quarters at most.
    private mutating func makeRoom(for keyCount: Int) {
        precondition(count + keyCount <= Int32.max, "a table holds at most 2^31 keys")
        let wanted = slotCount(for: count + keyCount)
        guard wanted > slots.count else { return }
        var larger = ValuesBuilder<UInt64>(uninitializedCount: wanted)
        larger.fill(with: 0)
        let mask = wanted - 1
        for old in 0..<slots.count where slots[old] != 0 {
            let entry = slots[old]
            var slot = Int(entry >> 32) & mask
            while larger[slot] != 0 { slot = (slot &+ 1) & mask }
            larger[slot] = entry
        }
        slots = larger
    }

    private func slotCount(for keyCount: Int) -> Int {
        var slotCount = 64
        while keyCount * 4 > slotCount * 3 { slotCount *= 2 }
        return slotCount
    }
}
