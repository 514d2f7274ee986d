// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `in` over constant texts.
enum TextListKernel {
    /// With a null among the items, what equals no item is null, not false.
    static func kernel(_ items: [String], hasNull: Bool) -> Kernel {
        // By bytes, since a String equals others that are normalized in another way.
        let patterns = items.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { TextPattern(Bytes($0)) }
        return { arguments, rows, _ in
            let text = arguments[0].text
            let validity = arguments[0].validity(rows.count)
            let bits =
                patterns.count > 8
                ? find(patterns, text, rows.count) : scan(patterns, text, rows.count)
            guard hasNull else { return .column(.boolean(BooleanArray(bits, validity: validity))) }
            return .column(.boolean(BooleanArray(bits, validity: Bitmap.bothValid(validity, bits))))
        }
    }

    /// A few patterns: one pass for each.
    private static func scan(_ patterns: [TextPattern], _ text: TextOperand, _ count: Int) -> Bitmap
    {
        var found = Bitmap.cleared(count)
        for pattern in patterns {
            found = found.or(
                Bitmap.make(count: count) { pattern.equals(text.bytes, text.range($0)) }
            )
        }
        return found
    }

    /// Many patterns, in ascending order: a binary search for each text.
    private static func find(_ patterns: [TextPattern], _ text: TextOperand, _ count: Int) -> Bitmap
    {
        Bitmap.make(count: count) { slot in
            let range = text.range(slot)
            var low = 0, high = patterns.count
            while low < high {
                let middle = (low &+ high) / 2
                let wanted = patterns[middle].bytes
                let order = TextComparison.order(text.bytes, range, wanted, 0..<wanted.count)
                if order == 0 { return true }
                if order < 0 { high = middle } else { low = middle &+ 1 }
            }
            return false
        }
    }
}
