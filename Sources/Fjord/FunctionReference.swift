// SPDX-License-Identifier: Apache-2.0

import Expressions

/// The reference of functions, made from the tables that the checker reads.
enum FunctionReference {
    /// One line per function, by category.
    static var list: String {
        let scalars = ScalarFunction.all.map { [$0.category.rawValue, $0.name, $0.summary] }
        let aggregates = AggregateFunction.all.map { ["aggregate", $0.name, $0.summary] }
        return TextTable.lines(scalars + aggregates).joined(separator: "\n")
    }

    /// All that is known of a function of one row.
    static func page(_ function: ScalarFunction) -> String {
        var lines = [function.name, function.summary, ""]
        lines += function.signatures.map { "  \($0)" }
        lines += ["", "Nulls:   \(function.nullRule.rawValue)"]
        lines += aliases(function.names)
        lines.append("Example: \(function.example.call) gives \(function.example.result)")
        return lines.joined(separator: "\n")
    }

    /// All that is known of an aggregate.
    static func page(_ function: AggregateFunction) -> String {
        var lines = [function.name, function.summary, ""]
        lines += aliases(function.names)
        lines.append("Example: \(function.example)")
        return lines.joined(separator: "\n")
    }

    private static func aliases(_ names: [String]) -> [String] {
        names.count > 1 ? ["Also:    \(names.dropFirst().joined(separator: ", "))"] : []
    }
}
