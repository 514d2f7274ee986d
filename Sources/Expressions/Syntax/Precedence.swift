// SPDX-License-Identifier: Apache-2.0

/// How tightly an operator binds, loosest first.
///
/// - Source: PostgreSQL, "Operator Precedence".
enum Precedence: Int, Comparable {
    case lowest
    case disjunction
    case conjunction
    case negation
    case identity
    case comparison
    case membership
    case concatenation
    case sum
    case product
    case sign
    case cast

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    /// The next tighter one: what the right side of a left-associative operator must reach.
    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .cast }

    /// The precedence of an infix operator; nil for other symbols.
    init?(_ symbol: Symbol) {
        switch symbol {
        case .equal, .notEqual, .notEqualBang, .less, .lessOrEqual, .greater, .greaterOrEqual:
            self = .comparison
        case .concatenate: self = .concatenation
        case .plus, .minus: self = .sum
        case .star, .slash, .percent: self = .product
        case .castArrow: self = .cast
        case .open, .close, .comma: return nil
        }
    }

    /// The precedence of a word that continues an expression; nil for other words.
    init?(keyword: String, next: String?) {
        switch keyword {
        case "or": self = .disjunction
        case "and": self = .conjunction
        case "is": self = .identity
        case "in", "between", "like", "ilike": self = .membership
        case "not" where ["in", "between", "like", "ilike"].contains(next): self = .membership
        default: return nil
        }
    }
}
