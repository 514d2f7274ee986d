// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A column that the stage's input does not have.
    static let unknownColumn = ErrorCode("unknown-column")
    /// A text that names no column and no order.
    static let malformedKey = ErrorCode("malformed-key")
    /// Two sides whose columns do not go together.
    static let typeMismatch = ErrorCode("type-mismatch")
    /// Two columns of one name.
    static let columnCollision = ErrorCode("column-collision")
    /// Inputs of a union with different columns.
    static let differentColumns = ErrorCode("different-columns")
    /// A key that should occur once.
    static let duplicateKey = ErrorCode("duplicate-join-key")
    /// Amounts of several currencies that are to be put in order.
    static let mixedCurrencies = ErrorCode("mixed-currencies")
}

/// What the stages of this module have to say when something is wrong.
enum TablesErrors {
    static func unknownColumn(
        _ name: String,
        in option: String,
        among names: [String],
        of stage: String? = nil,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .unknownColumn,
            in: option,
            stage.map { "'\($0)' has no column '\(name)'" } ?? "no column is called '\(name)'",
            fix: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "the columns are \(listed(names))"
        )
    }

    static func noColumn(in option: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedKey,
            in: option,
            "'\(option)' names no column",
            fix: "name at least one"
        )
    }

    static func columnTwice(
        _ name: String,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .malformedKey,
            in: option,
            "'\(option)' names '\(name)' twice",
            fix: "leave one of them out"
        )
    }

    static func malformedOrder(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedKey,
            in: "by",
            "'\(text)' is not a column and its order",
            fix:
                "write amount, amount desc or amount desc nulls first; a name with blanks stands in "
                + "double quotes"
        )
    }

    static func malformedPair(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedKey,
            in: "on",
            "'\(text)' is not a column, nor a pair of columns",
            fix: "write msn where both sides call it so, else msn = merchantSerialNumber with the "
                + "input's column first; a name with blanks stands in double quotes"
        )
    }

    static func mixedCurrencies(
        _ column: String,
        _ other: Currency,
        after first: Currency,
        row: Int
    ) -> RowError {
        RowError(
            row: row,
            code: .mixedCurrencies,
            message:
                "'\(column)' is \(other) after \(first), and one cannot be put before the other",
            fix: "keep to one currency with a filter, as in currency = '\(first)'"
        )
    }

    static func listed(_ names: [String]) -> String {
        guard let last = names.last else { return "none" }
        return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
    }
}
