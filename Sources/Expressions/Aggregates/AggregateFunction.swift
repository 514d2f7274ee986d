// SPDX-License-Identifier: Apache-2.0

/// One row of the table of aggregate functions: everything that the checker, the engine and the reference page
/// know of it.
package struct AggregateFunction: Sendable {
    /// How the calls of a function are written.
    package enum Shape: Sendable, Hashable {
        /// `sum(x)`.
        case oneArgument
        /// `count(x)` and `count(*)`.
        case argumentOrStar
        /// `quantile(x, 0.9)`: a decimal literal from 0 to 1 follows the argument.
        case argumentAndFraction
        /// `string_agg(x, ', ')`: a text literal follows the argument.
        case argumentAndText
    }

    /// What each function does with the values of a group; the key of the table.
    enum Kind: Sendable, Hashable {
        case count, sum, avg, min, max, first, last, boolAnd, boolOr
        case median, quantile, stddev, stringAgg
    }

    /// Its name in lower case, then its other names.
    package let names: [String]
    /// How its calls are written.
    package let shape: Shape
    /// One sentence for lists and the reference.
    package let summary: String
    /// A call that shows its use.
    package let example: String

    let kind: Kind
    let takesDistinct: Bool

    /// The name that the reference lists it under.
    package var name: String { names[0] }

    /// The function of that name or alias, whatever its case; nil if there is none.
    package static func named(_ name: String) -> AggregateFunction? {
        let wanted = name.lowercased()
        return all.first { $0.names.contains(wanted) }
    }
}

extension AggregateFunction: Hashable {
    /// Whether both are the same row of the table.
    package static func == (left: AggregateFunction, right: AggregateFunction) -> Bool {
        left.kind == right.kind
    }

    /// Hashes the row's key.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
    }
}

/// A literal after an aggregate's argument.
package enum AggregateConstant: Sendable, Hashable {
    /// From 0 to 1, as a decimal: `digits` divided by ten to the power of `scale`.
    case fraction(digits: Int128, scale: Int)
    /// As written between the quotes.
    case text(String)
}
