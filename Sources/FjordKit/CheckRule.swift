// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions

/// A rule of a check: what must be true of each row, of all rows together, or of each group of them.
///
/// Its expression has been checked against the columns of the stage's input.
public struct CheckRule: Sendable, Hashable {
    /// What the expression is asked of.
    enum Judgement: Sendable {
        /// Of every row.
        case rows(CompiledExpression)
        /// Of all rows, or of each group by these columns.
        case run(CompiledAggregate, by: [Field])
    }

    /// The rule's name, unique within its stage.
    public let name: String
    /// What becomes of a run whose rows break the rule: a warning or a failure.
    public let level: Finding.Level
    /// What the user has to say when rows break the rule; nil for nothing.
    public let message: String?
    let judgement: Judgement
    /// The rule in one spelling; equal for equal rules.
    package let canonicalText: String

    /// A rule over rows.
    ///
    /// - Precondition: The expression gives true or false.
    package init(
        _ name: String,
        _ level: Finding.Level,
        rows expectation: CompiledExpression,
        message: String? = nil
    ) {
        self.name = name
        self.level = level
        self.message = message
        judgement = .rows(expectation)
        canonicalText = Self.text(name, level, "rows \(expectation.sql)", message)
    }

    /// A rule over a whole run; `keys` are the columns of `by`.
    ///
    /// - Precondition: The expression gives true or false, and was checked with these columns.
    package init(
        _ name: String,
        _ level: Finding.Level,
        run expectation: CompiledAggregate,
        by keys: [Field],
        message: String? = nil
    ) {
        self.name = name
        self.level = level
        self.message = message
        judgement = .run(expectation, by: keys)
        let calls = expectation.calls.map(\.sql).joined(separator: ", ")
        let expectation = "run by \(keys.map(\.name)): \(calls): \(expectation.result.sql)"
        canonicalText = Self.text(name, level, expectation, message)
    }

    private static func text(
        _ name: String,
        _ level: Finding.Level,
        _ expectation: String,
        _ message: String?
    ) -> String {
        [name, level.rawValue, expectation, message ?? ""].debugDescription
    }

    /// Whether both rules ask the same.
    public static func == (left: CheckRule, right: CheckRule) -> Bool {
        left.canonicalText == right.canonicalText
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(canonicalText)
    }
}
