// SPDX-License-Identifier: Apache-2.0

/// What the options of a regular expression say, one letter each.
struct RegexOptions: Sendable, Hashable {
    var ignoresCase = false
    var isLiteral = false
    var dotMatchesNewline = false
    /// Whether all matches are replaced, not only the first.
    var replacesAll = false

    init() {}

    /// Reads option letters; blanks mean nothing.
    ///
    /// - Throws: The first letter that is not known.
    init(_ letters: String, allowsAll: Bool) throws(UnknownRegexOption) {
        for letter in letters.unicodeScalars {
            switch letter {
            case "c": ignoresCase = false
            case "i": ignoresCase = true
            case "l": isLiteral = true
            case "m", "n", "p": dotMatchesNewline = false
            case "s": dotMatchesNewline = true
            case "g" where allowsAll: replacesAll = true
            case " ", "\t", "\n": continue
            default: throw UnknownRegexOption(letter: letter)
            }
        }
    }
}

/// A letter that stands for no option.
struct UnknownRegexOption: Error {
    let letter: Unicode.Scalar
}

/// Why a text is no regular expression.
struct RegexFault: Error, Hashable {
    /// RE2's error codes, in its order.
    enum Kind: Int32 {
        case `internal` = 1
        case badEscape, badClass, badRange, missingBracket, missingParenthesis
        case unexpectedParenthesis, trailingBackslash, repeatArgument, repeatSize, repeatOperator
        case badPerlOperator, badUTF8, badGroupName, tooLarge
    }

    /// nil for a code that a later RE2 has added.
    let kind: Kind?
    /// The part of the pattern that is wrong.
    let part: String
}
