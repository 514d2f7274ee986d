// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A row that cannot be told from another.
    static let repeatedKey = ErrorCode("repeated-key")
    /// A column of the key that was to be compared too.
    static let comparedKey = ErrorCode("compared-key")
}

/// Wording of stages that compare rows with earlier or other ones.
extension TablesErrors {
    static func comparedKey(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .comparedKey,
            in: "compare",
            "'\(name)' is in the key, so that it never differs between two rows that are the same one",
            fix: "leave it out of 'compare', or of 'key'"
        )
    }

    static func changeColumnTaken(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .columnCollision,
            in: "key",
            "the input has a column '\(name)', and one of that name is added",
            fix: "rename or drop it in a transform before"
        )
    }

    static func currencyOutsideKey(_ options: StageOptions) -> PipelineError {
        options.fault(
            .columnCollision,
            in: "key",
            "the currency of the amounts of a removed row would be missing from its column 'currency'",
            fix: "add currency to 'key'"
        )
    }

    static func repeatedKey(_ key: String, first: DataPlace, second: DataPlace) -> PipelineError {
        PipelineError(
            .repeatedKey,
            at: .data(second),
            "\(key) occurs twice, the first time at \(first), so that nobody can tell which row is which",
            fix: "add a column to 'key', or leave one of the rows out with a distinct before"
        )
    }

    static func otherKey(_ names: [String]) -> String {
        "the rows of the last run were kept by another key than \(listed(names)): nothing can be compared, "
            + "and this run counts as the first"
    }

    static func newColumn(_ field: Field, before: Field?) -> String {
        guard let before else {
            return "'\(field.name)' is new since the last run: it is compared from the next run on"
        }
        return
            "'\(field.name)' is \(field.type) and was \(before.type) in the last run: it is empty in "
            + "'\(field.name)_before', and compared from the next run on"
    }

    static func goneColumn(_ field: Field) -> String {
        "'\(field.name)' of the last run is there no more"
    }
}
