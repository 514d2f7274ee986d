// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A text that is no mail address.
    static let invalidAddress = ErrorCode("invalid-address")
    /// A header text with a line break or another control character.
    static let invalidHeaderText = ErrorCode("invalid-header-text")
    /// A column to be totalled whose values cannot be added up.
    static let cannotTotal = ErrorCode("cannot-total")
    /// A column that the sink's input does not have.
    static let unknownColumn = ErrorCode("unknown-column")
    /// An amount in another currency than its row says.
    static let mixedCurrencies = ErrorCode("mixed-currencies")
    /// A total that no longer fits.
    static let totalOverflow = ErrorCode("total-overflow")
    /// A time zone that the system does not know.
    static let unknownTimeZone = ErrorCode("unknown-time-zone")
}

/// What the stages of this module have to say when something is wrong.
enum MailErrors {
    static func invalidAddress(
        _ text: String,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .invalidAddress,
            in: option,
            "'\(text)' is not a mail address",
            fix: text.contains(",") || text.contains(";")
                ? "write several addresses as a list: \(option): [a@example.com, b@example.com]"
                : "write a@example.com or Name <a@example.com>"
        )
    }

    static func controlCharacter(in option: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidHeaderText,
            in: option,
            "'\(option)' has a line break or another control character",
            fix: "write it on one line"
        )
    }

    static func noRecipient(_ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidAddress,
            in: "to",
            "'to' names nobody",
            fix: "write at least one address"
        )
    }

    static func unknownColumn(
        _ name: String,
        among names: [String],
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .unknownColumn,
            in: "totals",
            "no column is called '\(name)'",
            fix: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "the columns are: \(names.joined(separator: ", "))"
        )
    }

    static func cannotTotal(_ field: Field, _ options: StageOptions) -> PipelineError {
        options.fault(
            .cannotTotal,
            in: "totals",
            "column '\(field.name)' is \(field.type), which cannot be added up",
            fix: "name columns of numbers or money"
        )
    }

    static func totalOverflow(_ column: String) -> PipelineError {
        PipelineError(.totalOverflow, "the total of column '\(column)' does not fit into 128 bits")
    }

    static func otherCurrency(
        _ currency: String,
        in column: String,
        found: String,
        at place: DataPlace
    ) -> PipelineError {
        PipelineError(
            .mixedCurrencies,
            at: .data(place),
            "column '\(column)' is in \(currency), but 'currency' is '\(found)'",
            fix: "write the amount's own currency into the column 'currency', or drop that column"
        )
    }

    static func unknownTimeZone(_ name: String) -> PipelineError {
        PipelineError(
            .unknownTimeZone,
            "the system knows no time zone '\(name)'",
            fix: "write an IANA name such as Europe/Oslo, and install the tzdata package"
        )
    }
}
