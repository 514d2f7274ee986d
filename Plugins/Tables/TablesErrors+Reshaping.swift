// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A value that is not a list where one was promised.
    static let notAList = ErrorCode("not-a-list")
    /// A value that no listed column takes.
    static let unlistedValue = ErrorCode("unlisted-value")
    /// Two rows for one cell.
    static let cellTwice = ErrorCode("duplicate-cell")
}

/// Faults of stages that turn rows into columns or lists into rows.
extension TablesErrors {
    static func notAList(_ field: Field, _ options: StageOptions) -> PipelineError {
        options.fault(
            .typeMismatch,
            in: "column",
            "'\(field.name)' is \(field.type), and only a column of type json holds lists",
            fix:
                "declare it as json where it is fetched, or cut a text with split_part in a transform"
        )
    }

    static func notAListValue(column: String, row: Int) -> RowError {
        RowError(
            row: row,
            code: .notAList,
            message: "'\(column)' holds something other than a JSON list",
            fix: "filter such rows out before the explode, or take the list out with json_extract"
        )
    }

    static func columnExists(
        _ name: String,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .columnCollision,
            in: option,
            "there already is a column '\(name)'",
            fix: "choose another name, or drop or rename that column before"
        )
    }

    static func notText(_ field: Field, _ options: StageOptions) -> PipelineError {
        options.fault(
            .typeMismatch,
            in: "on",
            "'\(field.name)' is \(field.type), and columns can only be named by text",
            fix: "make it text in a transform before the pivot, as in "
                + "\(field.name): cast(\(field.name) as text)"
        )
    }

    static func unlistedValue(_ value: String?, column: String) -> (String, String) {
        (
            "'\(column)' is \(value.map { "'\($0)'" } ?? "null"), which 'values' does not list",
            "list it, or write others: drop to leave such rows out"
        )
    }

    static func cellTwice(_ value: String, first: DataPlace) -> (String, String) {
        (
            "a second row for the column '\(value)' of one result row; the first is at \(first)",
            "add the rows up with an aggregate before the pivot, or write duplicates: first or last"
        )
    }
}
