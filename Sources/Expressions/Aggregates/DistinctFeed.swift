// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Takes the values of one `distinct` call from one worker to the partitions that all workers share.
///
/// Values wait in a buffer per partition, so that a partition's lock is taken once for many of them.
final class DistinctFeed {
    private let layout: DistinctLayout
    private let partitions: [DistinctPartition]
    private var block = KeyBlock()
    private var buffers: DistinctBuffers
    private var groupHashes: [UInt64] = []
    private var groupNumbers: [DistinctPartition.GroupNumbers]

    /// Starts with buffers of so many words each.
    init(_ layout: DistinctLayout, _ partitions: [DistinctPartition], bufferWordCount: Int) {
        self.layout = layout
        self.partitions = partitions
        buffers = DistinctBuffers(count: partitions.count, wordCount: bufferWordCount)
        groupNumbers = .init(repeating: .init(), count: partitions.count)
    }

    /// How much memory it holds beside the partitions.
    var byteCount: Int {
        groupNumbers.reduce(buffers.byteCount + groupHashes.count * 8) {
            $0 + $1.numbers.count * 4
        }
    }

    /// Adds the chosen rows of a column, whose groups are those of `table`.
    ///
    /// - Returns: By how much the memory held by the partitions has grown.
    func add(
        _ column: Column,
        chosen: Bitmap?,
        groups: Values<UInt32>,
        of table: inout GroupTable
    ) -> Int {
        groupHashes += table.hashes(from: groupHashes.count)
        let rows = chosen?.setSlots ?? .ascending(groups.count)
        var growth = 0
        for first in stride(from: 0, to: rows.count, by: KeyBlock.usualRowCount) {
            let end = min(first + KeyBlock.usualRowCount, rows.count)
            let part = rows.span.extracting(first..<end)
            block.encode([column], layout: layout.key, rows: part, numbers: groups)
            block.hash(layout, groupHashes: groupHashes)
            var row = 0
            while let partition = buffers.put(block, from: &row) {
                if buffers.counts[partition] > 0 {
                    growth += flush(partition, of: table)
                } else {
                    growth += addAlone(row, to: partition, of: table)
                    row += 1
                }
            }
        }
        return growth
    }

    /// Empties all buffers; from then on groups may be numbered anew.
    ///
    /// - Returns: By how much the memory held by the partitions has grown.
    func flush(of table: borrowing GroupTable) -> Int {
        var growth = 0
        for partition in partitions.indices where buffers.counts[partition] > 0 {
            growth += flush(partition, of: table)
        }
        groupHashes.removeAll(keepingCapacity: true)
        for partition in groupNumbers.indices { groupNumbers[partition].removeAll() }
        return growth
    }

    private func flush(_ partition: Int, of table: borrowing GroupTable) -> Int {
        defer { buffers.clear(partition) }
        return partitions[partition].add(
            buffers.words,
            buffers.range(of: partition),
            of: table,
            &groupNumbers[partition]
        )
    }

    /// Adds a value that is too long for a buffer.
    private func addAlone(_ row: Int, to partition: Int, of table: borrowing GroupTable) -> Int {
        let range = Int(block.starts[row])..<Int(block.starts[row + 1])
        var value = ValuesBuilder<UInt64>(capacity: range.count)
        for word in range { value.put(block.words[word]) }
        return partitions[partition].add(
            value,
            0..<value.count,
            of: table,
            &groupNumbers[partition]
        )
    }
}

/// Values on their way to partitions, in one buffer per partition.
struct DistinctBuffers: ~Copyable {
    private let wordCount: Int
    private let mask: UInt64
    /// All buffers, one after the other.
    var words: ValuesBuilder<UInt64>
    /// How many values each buffer holds.
    private(set) var counts: [Int]
    /// Where the next value of each buffer goes.
    private var ends: [Int]

    /// Makes empty buffers of so many words each for `count` partitions, a power of two.
    init(count: Int, wordCount: Int) {
        self.wordCount = wordCount
        mask = UInt64(count - 1)
        words = ValuesBuilder(uninitializedCount: count * wordCount)
        counts = .init(repeating: 0, count: count)
        ends = (0..<count).map { $0 * wordCount }
    }

    var byteCount: Int { words.count * 8 }

    /// Where a partition's values stand.
    func range(of partition: Int) -> Range<Int> {
        partition * wordCount..<ends[partition]
    }

    mutating func clear(_ partition: Int) {
        counts[partition] = 0
        ends[partition] = partition * wordCount
    }

    /// Puts the values of a block from `row` on into the buffers.
    ///
    /// - Returns: The partition whose buffer has no room for the value of `row`; nil if all values were put.
    mutating func put(_ block: borrowing KeyBlock, from row: inout Int) -> Int? {
        let (wordCount, mask) = (wordCount, mask)
        return Self.put(block, from: &row, wordCount, mask, &words, &ends, &counts)
    }

    private static func put(
        _ block: borrowing KeyBlock,
        from row: inout Int,
        _ wordCount: Int,
        _ mask: UInt64,
        _ words: inout ValuesBuilder<UInt64>,
        _ ends: inout [Int],
        _ counts: inout [Int]
    ) -> Int? {
        let source = block.words.span
        let starts = block.starts.span
        let hashes = block.hashes.span
        var words = words.mutableSpan
        var ends = ends.mutableSpan
        var counts = counts.mutableSpan
        while row < block.rowCount {
            let partition = Int(truncatingIfNeeded: hashes[row] & mask)
            let start = Int(starts[row])
            let count = Int(starts[row &+ 1]) &- start
            var end = ends[partition]
            if end &+ count > (partition &+ 1) &* wordCount { return partition }
            for word in 0..<count { words[end &+ word] = source[start &+ word] }
            end &+= count
            ends[partition] = end
            counts[partition] &+= 1
            row &+= 1
        }
        return nil
    }
}
