// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// How one value of a preview reads.
struct PreviewCells {
    /// How many columns of a terminal a value may take.
    static let maximumWidth = 40

    private let showsCurrencies: Bool

    /// Amounts name their currency unless the column `currency` does.
    init(schema: Schema) {
        showsCurrencies = schema.field(named: "currency")?.type != .text
    }

    /// A value on one line, cut to `maximumWidth`.
    ///
    /// Null is `null`. An empty text and one that reads `null` stand in quotes, so that they differ from it.
    func text(ofSlot slot: Int, in column: Column) -> String {
        guard column.validity?[slot] ?? true else { return "null" }
        let written = column.writtenText(ofSlot: slot)
        switch column {
        case .money(let array) where showsCurrencies:
            return "\(written) \(array.currency(ofSlot: slot))"
        case .text, .json:
            return Self.shown(written)
        default:
            return written
        }
    }

    /// A text on one line, cut to `maximumWidth`; in quotes if it is empty or reads `null`.
    static func shown(_ text: String) -> String {
        let isAlike = text.isEmpty || text == "null"
        return isAlike ? "'\(text)'" : cut(escaped(text))
    }

    /// A text as a terminal may show it: controls, and marks that turn its direction, are spelled out.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case _ where isUnsafe(scalar): "\\u{\(String(scalar.value, radix: 16))}"
            default: String(Character(scalar))
            }
        }.joined()
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func cut(_ text: String) -> String {
        // Long texts are not measured to their end.
        let start = text.prefix(maximumWidth + 1)
        if start.endIndex == text.endIndex, DisplayWidth.of(text) <= maximumWidth { return text }
        var width = 1
        var end = start.startIndex
        for character in start {
            width += DisplayWidth.of(character)
            if width > maximumWidth { break }
            end = start.index(after: end)
        }
        return text[..<end] + "…"
    }
}

extension DataType {
    /// Whether values stand to the right of their column.
    var isRightAligned: Bool {
        switch self {
        case .int64, .float64, .decimal, .money: true
        case .boolean, .text, .date, .timestamp, .json: false
        }
    }
}
