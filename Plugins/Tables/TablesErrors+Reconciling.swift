// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A tolerance or day that cannot be read.
    static let malformedValue = ErrorCode("malformed-value")
    /// A sum with more digits than an amount can have.
    static let sumTooLong = ErrorCode("sum-too-long")
}

/// Faults of a reconciliation.
extension TablesErrors {
    static func malformedTolerance(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedValue,
            in: "tolerance",
            "'\(text)' is no tolerance",
            fix: "write a number of major units such as 0.50, without sign or currency"
        )
    }

    static func malformedDay(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedValue,
            in: "as_of",
            "'\(text)' is no day",
            fix: "write it as 2026-10-31, or leave it out to count to the latest date of the rows"
        )
    }

    static func dateMissing(beside option: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedKey,
            in: option,
            "'\(option)' stands there without 'date'",
            fix: "name the input's dates by 'date' too"
        )
    }

    static func otherColumnMissing(
        _ name: String,
        _ stage: String,
        _ otherOption: String,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .unknownColumn,
            in: option,
            "'\(stage)' has no column '\(name)'",
            fix: "say what it is called there by '\(otherOption)'"
        )
    }

    static func notAnAmount(
        _ field: Field,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .typeMismatch,
            in: option,
            "'\(field.name)' is \(field.type), and amounts are money, decimals or whole numbers",
            fix: [.text, .float64].contains(field.type)
                ? "make it one in a transform before, as in "
                    + "\(field.name): cast(\(field.name) as decimal(18, 2))"
                : "name a column of amounts"
        )
    }

    static func differentAmounts(
        _ left: Field,
        _ right: Field,
        _ options: StageOptions
    ) -> PipelineError {
        let number = left.type == .money ? right : left
        return options.fault(
            .typeMismatch,
            in: "amount",
            "'\(left.name)' is \(left.type), but '\(right.name)' is \(right.type): a number has no currency",
            fix: "make the number money in a transform before, as in "
                + "\(number.name): money_major(\(number.name), 'NOK')"
        )
    }

    static func notADate(
        _ field: Field,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        let fix =
            switch field.type {
            case .timestamp: "\(field.name): to_date(\(field.name), 'Europe/Oslo')"
            case .text: "\(field.name): cast(\(field.name) as date)"
            default: nil as String?
            }
        return options.fault(
            .typeMismatch,
            in: option,
            "'\(field.name)' is \(field.type), not a date",
            fix: fix.map { "make it one in a transform before, as in \($0)" }
                ?? "name a column of dates"
        )
    }

    static func resultColumnTaken(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .columnCollision,
            in: "on",
            "the key has a column '\(name)', and so has the result",
            fix: "rename it in a transform before, as in rename: {\(name): key_\(name)}"
        )
    }

    static func sumTooLong() -> PipelineError {
        PipelineError(
            .sumTooLong,
            "the amounts of one key have more digits than an amount can have",
            fix: "look at the amounts of both inputs for one that cannot be right"
        )
    }
}
