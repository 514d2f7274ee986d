// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The groups and values that a partition of values held.
struct HeldValues: ~Copyable {
    var groups: GroupTable
    var set: DistinctSet
}

extension HeldValues {
    /// Reads back the values that belong to a pass.
    init(
        _ spills: [DistinctPartition.Spill],
        of partition: DistinctPartition,
        _ fields: [Field],
        _ pass: HashPass,
        from store: any SpillStore
    ) throws {
        self.init(groups: GroupTable(fields), set: DistinctSet())
        for spill in spills {
            var reader = StateReader(try store.read(spill.groups))
            let numbers = groups.merge(&reader, pass: .whole)
            let hashes = groups.hashes()
            for chunk in spill.chunks {
                let bytes = try store.read(chunk)
                var reader = StateReader(bytes)
                let words = reader.take(bytes.count / 8, UInt64.self)
                insert(words.span, partition.layout, numbers, hashes, pass)
            }
        }
    }

    private mutating func insert(
        _ words: Span<UInt64>,
        _ layout: DistinctLayout,
        _ numbers: Values<UInt32>,
        _ hashes: [UInt64],
        _ pass: HashPass
    ) {
        var values = ValuesBuilder<UInt64>(capacity: words.count)
        var count = 0
        var cursor = 0
        while cursor < words.count {
            let range = cursor..<cursor + layout.wordCount(words[cursor])
            cursor = range.upperBound
            let group = numbers[Int(DistinctLayout.group(words[range.lowerBound]))]
            let hash = layout.hash(words, range, groupHash: hashes[Int(group)])
            guard pass.contains(hash) else { continue }
            values.append(hash)
            values.append(DistinctLayout.header(words[range.lowerBound], group: group))
            for word in range.dropFirst() { values.append(words[word]) }
            count += 1
        }
        set.insert(values.span, count: count, layout: layout)
    }
}

extension DistinctSet {
    /// Calls `body` with all values, as rows without places; without arguments if only their number matters.
    func forEachInput(
        _ layout: DistinctLayout,
        groupCount: Int,
        hasArguments: Bool,
        _ body: (AggregateInput) -> Void
    ) {
        arena.forEachChunk { words in
            var starts = ValuesBuilder<UInt32>(capacity: 4_096)
            var cursor = 0
            while cursor < words.count {
                starts.append(UInt32(truncatingIfNeeded: cursor))
                cursor += layout.wordCount(words[cursor])
            }
            let all = starts.finish()
            var columns: [Column] = []
            if hasArguments {
                columns = KeyColumns.columns(
                    words,
                    starts: all,
                    layout: layout.key,
                    hasNullBits: false
                )
            }
            let input = AggregateInput(
                argument: columns.first,
                selected: nil,
                groups: KeyColumns.headerNumbers(words, starts: all),
                groupCount: groupCount,
                firstPlace: .start
            )
            body(input)
        }
    }
}
