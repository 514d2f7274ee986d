// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `in` over constant texts.
enum TextListKernel {
    /// With a null among the items, what equals no item is null, not false.
    static func kernel(_ items: [String], hasNull: Bool) -> Kernel {
        let patterns = Set(items).sorted().map { TextPattern(Bytes($0)) }
        let lookup = patterns.count > 8 ? Set(items) : nil
        return { arguments, rows, _ in
            let text = arguments[0].text
            let validity = arguments[0].validity(rows.count)
            let bits = lookup.map { find($0, text, rows.count) } ?? scan(patterns, text, rows.count)
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

    private static func find(_ items: Set<String>, _ text: TextOperand, _ count: Int) -> Bitmap {
        Bitmap.make(count: count) { items.contains(String(copying: text.span($0))) }
    }
}
