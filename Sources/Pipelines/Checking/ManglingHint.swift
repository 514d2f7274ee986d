// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Recognizes, behind a faulty expression, SQL of which YAML took a part for its own.
enum ManglingHint {
    /// What to write instead; nil if YAML had no hand in it.
    static func advice(for node: YAMLNode, in source: SourceText) -> String? {
        guard case .scalar(let written, let style) = node.content else { return nil }
        if style.isQuoted {
            return isPlainWords(written) ? .quotesRemoved(instead: quoted(node)) : nil
        }
        guard style == .plain, isOpen(written) else { return nil }
        let rest = rest(behind: node, in: source)
        let blanks = rest.prefix { $0 == " " || $0 == "\t" }
        if !blanks.isEmpty, rest.dropFirst(blanks.count).hasPrefix("#") {
            return .commentSwallowed(instead: wrapped(written + rest))
        }
        return nil
    }

    /// Whether flow text ended inside an expression, at a comma or colon that was meant for SQL.
    static func isCut(_ node: YAMLNode) -> Bool {
        guard case .scalar(let written, .plain) = node.content else { return false }
        return isOpen(written)
    }

    /// A quoted scalar inside quotes that YAML leaves alone; nil if neither kind can hold it.
    static func quoted(_ node: YAMLNode) -> String? {
        guard case .scalar(let written, let style) = node.content else { return nil }
        return wrapped(style == .singleQuoted ? "'\(written)'" : "\"\(written)\"")
    }

    /// A text inside quotes that YAML takes off again; nil if neither kind can hold it as it is.
    static func wrapped(_ written: String) -> String? {
        if written.contains("\n") { return nil }
        if !written.contains("\""), !written.contains("\\") { return "\"\(written)\"" }
        return written.contains("'") ? nil : "'\(written)'"
    }

    /// Whether a text in quotes reads like a value rather than like an expression.
    private static func isPlainWords(_ written: String) -> Bool {
        !written.contains { "()=<>+*|'\"$".contains($0) }
    }

    /// Whether a quote or parenthesis is open at the end.
    private static func isOpen(_ written: String) -> Bool {
        var quote: Character?
        var depth = 0
        for character in written {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
            }
        }
        return quote != nil || depth > 0
    }

    /// What stands behind a scalar on its last line.
    private static func rest(behind node: YAMLNode, in source: SourceText) -> String {
        let end = node.range.end
        guard source.lines.indices.contains(end.line - 1) else { return "" }
        let line = source.lines[end.line - 1].unicodeScalars
        return String(String.UnicodeScalarView(line.dropFirst(end.column - 1)))
    }
}
