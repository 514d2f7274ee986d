// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reads texts in which columns are named as in SQL: as they are, or in double quotes.
struct ColumnWords {
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    /// Whether nothing but blanks is left.
    var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

    /// The next name, which `end` too ends unless it is in quotes; nil if there is none, or a quote is not closed.
    mutating func name(endingAt end: Character? = nil) -> String? {
        skipBlanks()
        if rest.first == "\"" { return quotedName() }
        let name = rest.prefix { !$0.isWhitespace && $0 != end }
        rest = rest[name.endIndex...]
        return name.isEmpty ? nil : String(name)
    }

    /// Passes over a character if it comes next.
    mutating func passes(_ character: Character) -> Bool {
        skipBlanks()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    /// Passes over a word, however it is capitalized, if it comes next.
    mutating func passes(word: String) -> Bool {
        skipBlanks()
        let next = rest.prefix { !$0.isWhitespace }
        guard next.lowercased() == word else { return false }
        rest = rest[next.endIndex...]
        return true
    }

    private mutating func skipBlanks() {
        rest = rest.drop(while: \.isWhitespace)
    }

    /// A name in quotes; two quotes in it stand for one.
    private mutating func quotedName() -> String? {
        rest.removeFirst()
        var name = ""
        while let character = rest.popFirst() {
            if character == "\"" {
                guard rest.first == "\"" else { return name.isEmpty ? nil : name }
                rest.removeFirst()
            }
            name.append(character)
        }
        return nil
    }
}
