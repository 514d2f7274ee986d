// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Keys that go on where they are alike so far.
extension RowSorting {
    /// Notes the stretches of equal prefixes whose keys go on.
    mutating func openStretches(in stretch: Stretch) {
        var start = stretch.range.lowerBound
        while start < stretch.range.upperBound {
            let prefix = entries[start].prefix
            var end = start + 1
            while end < stretch.range.upperBound, entries[end].prefix == prefix { end += 1 }
            if end - start > 1, byteCount(entries[start]) > stretch.skipped + 8 {
                open.append(Stretch(range: start..<end, skipped: stretch.skipped + 8))
            }
            start = end
        }
    }

    private func byteCount(_ entry: Entry) -> Int {
        let offsets = keys[Int(entry.position.batch)].offsets
        let row = Int(entry.position.row)
        return Int(offsets[row + 1]) - Int(offsets[row])
    }

    /// Takes the next bytes of each key behind those that all of the stretch have in common.
    ///
    /// - Returns: How many bytes are passed over.
    mutating func refill(_ stretch: Stretch) -> Int {
        let first = entries[stretch.range.lowerBound].position
        var skipped = Int.max
        for index in stretch.range.dropFirst() where skipped > stretch.skipped {
            let position = entries[index].position
            skipped = min(skipped, common(first, position, from: stretch.skipped, to: skipped))
        }
        for index in stretch.range {
            let position = entries[index].position
            let keys = keys[Int(position.batch)]
            entries[index].prefix = keys.prefix(ofRow: Int(position.row), skipping: skipped)
        }
        return skipped
    }

    private func common(
        _ left: RowPosition,
        _ right: RowPosition,
        from known: Int,
        to limit: Int
    ) -> Int {
        RowKeys.commonByteCount(
            keys[Int(left.batch)],
            Int(left.row),
            keys[Int(right.batch)],
            Int(right.row),
            from: known,
            to: limit
        )
    }
}
