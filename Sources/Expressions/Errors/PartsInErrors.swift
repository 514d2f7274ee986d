// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension Token {
    /// The token as it was written, roughly.
    var text: String {
        switch kind {
        case .word(let text), .number(let text): text
        case .quotedName(let text): "\"\(text)\""
        case .text(let text): "'\(text)'"
        case .parameter(let name): "$\(name)"
        case .symbol(let symbol): symbol.rawValue
        case .end: ""
        }
    }

    var shown: String {
        if kind == .end { return "the end of the expression" }
        if case .text = kind { return text }
        return "'\(text)'"
    }
}

extension CheckedExpression {
    var typeName: String { type?.description ?? "null" }

    /// The part as a fix shows it: a column's name or a literal, else `x`.
    var brief: String {
        switch kind {
        case .column(_, let name) where !name.hasPrefix("\u{0}"): name
        case .constant(.int64(let value)): String(value)
        case .constant(.decimal(let digits, _, let scale)): DecimalText.text(digits, scale: scale)
        case .constant(.text(let text)): Self.quoted(text, by: "'")
        default: "x"
        }
    }
}
