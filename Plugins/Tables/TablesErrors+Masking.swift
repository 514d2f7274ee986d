// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A way to hide values that there is not.
    static let unknownMask = ErrorCode("unknown-mask")
    /// A table without columns.
    static let nothingLeft = ErrorCode("no-columns")
}

/// Faults of hiding values.
extension TablesErrors {
    static func unknownMask(_ pair: StageOptions.Pair) -> PipelineError {
        let words = MaskTransform.Method.allCases.map(\.rawValue)
        return placed(
            pair,
            .unknownMask,
            "'\(pair.name)' cannot be masked by '\(pair.text)'",
            fix: Suggestion.nearest(to: pair.text, among: words).map { "did you mean '\($0)'?" }
                ?? "write drop, hash or partial"
        )
    }

    static func unknownMaskedColumn(
        _ pair: StageOptions.Pair,
        among names: [String]
    ) -> PipelineError {
        placed(
            pair,
            .unknownColumn,
            "no column is called '\(pair.name)'",
            fix: Suggestion.nearest(to: pair.name, among: names).map { "did you mean '\($0)'?" }
                ?? "the columns are \(listed(names))"
        )
    }

    static func partialOf(_ field: Field, _ pair: StageOptions.Pair) -> PipelineError {
        placed(
            pair,
            .typeMismatch,
            "'\(field.name)' is \(field.type), and only text has a part that may be shown",
            fix: "write hash or drop, or make it text in a transform before"
        )
    }

    static func nothingLeft(_ options: StageOptions) -> PipelineError {
        options.fault(
            .nothingLeft,
            in: "columns",
            "every column is dropped, so that nothing is left",
            fix: "keep one, or hash it"
        )
    }

    private static func placed(
        _ pair: StageOptions.Pair,
        _ code: ErrorCode,
        _ message: String,
        fix: String
    ) -> PipelineError {
        let location = pair.location.map { PipelineError.Location.source($0) } ?? .unknown
        return PipelineError(code, at: location, message, fix: fix)
    }
}
