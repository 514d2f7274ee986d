// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The groups and values that a partition of values held.
struct HeldValues: ~Copyable {
    var groups: GroupTable
    var values: DistinctValues
    /// What was counted for them while the partition held them.
    let countedByteCount: Int
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
        self.init(groups: GroupTable(fields), values: DistinctValues(), countedByteCount: 0)
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
        var cursor = 0
        while cursor < words.count {
            let range = cursor..<cursor + layout.wordCount(words[cursor])
            cursor = range.upperBound
            let group = numbers[Int(DistinctLayout.group(words[range.lowerBound]))]
            let hash = layout.hash(words, range, groupHash: hashes[Int(group)])
            guard pass.contains(hash) else { continue }
            values.append(words, range, group: group)
        }
        if values.isDueForSearch { removeDuplicates(layout) }
    }

    private mutating func removeDuplicates(_ layout: DistinctLayout) {
        values.removeDuplicates(layout, groupHashes: groups.hashes())
    }
}

extension HeldValues {
    /// Calls `body` with each different value once, as rows without places; without arguments if only their number matters.
    mutating func forEachInput(
        _ layout: DistinctLayout,
        hasArguments: Bool,
        _ body: (AggregateInput) -> Void
    ) {
        let groupCount = groups.groupCount
        values.forEachDifferent(layout, groupHashes: groups.hashes()) { words, starts in
            var columns: [Column] = []
            if hasArguments {
                columns = KeyColumns.columns(
                    words,
                    starts: starts,
                    layout: layout.key,
                    hasNullBits: false
                )
            }
            let input = AggregateInput(
                argument: columns.first,
                selected: nil,
                groups: KeyColumns.headerNumbers(words, starts: starts),
                groupCount: groupCount,
                firstPlace: .start
            )
            body(input)
        }
    }
}
