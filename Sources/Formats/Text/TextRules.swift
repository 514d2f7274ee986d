// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What CSV and JSON lines do differently with the values of the one table.
struct TextRules: Sendable {
    /// How a text is made safe.
    enum Escaping: Sendable {
        /// Quotes where needed; `guardsFormulas` puts `'` before what a spreadsheet would take for a formula.
        case csv(guardsFormulas: Bool)
        /// Always between quotes, which the assembler adds.
        case json
    }

    let escaping: Escaping
    let null: String
    /// How long a text is that could look like a null: never so in JSON, where it would be in quotes.
    private let nullCount: Int
    let decimalSeparator: UInt8
    let isJSON: Bool
    let guardsFormulas: Bool
    /// The bytes that keep a text from being copied as it is.
    let special: SpecialBytes

    init(escaping: Escaping, null: String, decimalSeparator: UInt8, special: SpecialBytes) {
        self.escaping = escaping
        self.null = null
        self.decimalSeparator = decimalSeparator
        self.special = special
        if case .json = escaping { isJSON = true } else { isJSON = false }
        nullCount = isJSON ? -1 : null.utf8.count
        if case .csv(true) = escaping { guardsFormulas = true } else { guardsFormulas = false }
    }

    /// Whether an unquoted text of these bytes would read as a null.
    @inline(__always)
    func looksNull(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end &- start == nullCount && isNullText(bytes, start)
    }

    private func isNullText(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        var at = start
        for byte in null.utf8 {
            if bytes[at] != byte { return false }
            at += 1
        }
        return true
    }

    /// Whether a spreadsheet would take text that begins with this byte for a formula.
    static func beginsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            true
        default: false
        }
    }
}

extension ByteWriter {
    /// Appends a text that cannot be copied as it is: quoted for CSV, the inside of a string for JSON.
    mutating func append(
        escaped bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        _ rules: TextRules,
        isFormula: Bool
    ) {
        // An escape of JSON takes six bytes, one of CSV two; two quotes and a guard come on top.
        reserve((end - start) * 6 + 3)
        if rules.isJSON {
            for at in start..<end { putEscapedJSON(bytes[at]) }
            return
        }
        let isQuoted =
            rules.special.firstOffset(in: bytes, from: start, to: end) < end || start == end
            || rules.looksNull(bytes, start, end)
        if isQuoted { put(.quote) }
        if isFormula { put(UInt8(ascii: "'")) }
        for at in start..<end {
            if bytes[at] == .quote { put(.quote) }
            put(bytes[at])
        }
        if isQuoted { put(.quote) }
    }

    private mutating func putEscapedJSON(_ byte: UInt8) {
        switch byte {
        case .quote, .backslash:
            put(.backslash)
            put(byte)
        case 0x20...: put(byte)
        case 0x08: put("\\b")
        case 0x09: put("\\t")
        case 0x0A: put("\\n")
        case 0x0C: put("\\f")
        case 0x0D: put("\\r")
        default:
            put("\\u00")
            put(byte >> 4 &+ 0x30)
            put(byte & 15 < 10 ? byte & 15 &+ 0x30 : byte & 15 &+ 0x57)
        }
    }
}
