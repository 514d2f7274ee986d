// SPDX-License-Identifier: Apache-2.0

/// The smallest part of an expression's text that means something.
struct Token: Sendable {
    enum Kind: Sendable, Hashable {
        /// An unquoted word, dots included: a keyword, a function or the column `owner.id`.
        case word(String)
        /// A double-quoted column name, its quotes taken off.
        case quotedName(String)
        /// Digits with an optional point and exponent, as written.
        case number(String)
        /// A single-quoted text, its quotes taken off.
        case text(String)
        /// `$name`, its dollar sign taken off.
        case parameter(String)
        case symbol(Symbol)
        case end
    }

    let kind: Kind
    /// Unicode scalar offsets in the expression's text.
    let range: Range<Int>

    /// The keyword in lower case, if the token is an unquoted word.
    var keyword: String? {
        if case .word(let word) = kind { return word.lowercased() }
        return nil
    }
}

/// Operators and punctuation.
enum Symbol: String, Sendable, Hashable, CaseIterable {
    case castArrow = "::"
    case concatenate = "||"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case notEqual = "<>"
    case notEqualBang = "!="
    case equal = "="
    case less = "<"
    case greater = ">"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case open = "("
    case close = ")"
    case comma = ","
}

/// Words that cannot name a column without double quotes.
enum ReservedWord {
    static let all: Set<String> = [
        "and", "as", "between", "case", "cast", "distinct", "else", "end", "escape", "false",
        "from",
        "ilike", "in", "is", "like", "not", "null", "or", "then", "true", "try_cast", "when",
    ]
}
