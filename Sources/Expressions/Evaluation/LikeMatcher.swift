// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A `like` pattern, ready to be matched: `%` stands for any text, `_` for one code point.
///
/// Matching goes back only to the latest `%`, so that its cost is at most text length times pattern
/// length, whatever the pattern.
struct LikeMatcher: Sendable {
    private enum Part: Sendable, Hashable {
        case byte(UInt8)
        case anyCodePoint
        case anyText
    }

    private let parts: [Part]
    private let ignoresCase: Bool

    /// Reads a pattern; nil if it ends with the escape character, which makes the next `%`, `_` or
    /// itself ordinary.
    init?(_ pattern: String, escape: Unicode.Scalar?, ignoresCase: Bool) {
        var parts: [Part] = []
        var isEscaped = false
        let text = ignoresCase ? pattern.lowercased() : pattern
        for scalar in text.unicodeScalars {
            if !isEscaped, scalar == escape {
                isEscaped = true
            } else if !isEscaped, scalar == "%" {
                if parts.last != .anyText { parts.append(.anyText) }
            } else if !isEscaped, scalar == "_" {
                parts.append(.anyCodePoint)
            } else {
                parts.append(contentsOf: UTF8.encode(scalar)?.map { Part.byte($0) } ?? [])
                isEscaped = false
            }
        }
        if isEscaped { return nil }
        self.parts = parts
        self.ignoresCase = ignoresCase
    }

    /// Whether the whole text matches.
    func matches(_ text: Span<UInt8>) -> Bool {
        guard ignoresCase else { return matchesExactly(text) }
        return matchesExactly(String(copying: text).lowercased().utf8Span.span)
    }

    private func matchesExactly(_ text: Span<UInt8>) -> Bool {
        var position = 0, part = 0
        var afterAnyText = -1, resume = 0
        while position < text.count {
            if part < parts.count, parts[part] == .anyText {
                part += 1
                (afterAnyText, resume) = (part, position)
            } else if part < parts.count, let length = length(of: parts[part], text, position) {
                position += length
                part += 1
            } else if afterAnyText >= 0 {
                resume += 1
                (position, part) = (resume, afterAnyText)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anyText }
    }

    /// How many bytes the part takes at that position; nil if it does not match there.
    private func length(of part: Part, _ text: Span<UInt8>, _ position: Int) -> Int? {
        switch part {
        case .byte(let byte): return text[position] == byte ? 1 : nil
        case .anyText: return nil
        case .anyCodePoint:
            // Text inside a code point is met only after going back to a '%', which then goes one
            // byte further.
            guard text[position] & 0xC0 != 0x80 else { return nil }
            var end = position + 1
            while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
            return end - position
        }
    }
}
