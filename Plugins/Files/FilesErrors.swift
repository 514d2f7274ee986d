// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A CSV file in which numbers could not be told from columns.
    static let ambiguousDelimiter = ErrorCode("ambiguous-delimiter")
    /// A null text that only quotes could keep apart from what stands beside it.
    static let nullNeedsQuotes = ErrorCode("null-needs-quotes")
}

/// What the stages of this module have to say when something is wrong.
enum FilesErrors {
    static func delimiterIsDecimalSeparator(_ options: StageOptions) -> PipelineError {
        options.fault(
            .ambiguousDelimiter,
            in: "decimal_separator",
            "the decimal separator is also the delimiter",
            fix: "add delimiter: ';'"
        )
    }

    static func nullNeedsQuotes(_ options: StageOptions) -> PipelineError {
        options.fault(
            .nullNeedsQuotes,
            in: "null",
            "the text for null holds the delimiter, a quote or a line end",
            fix: "use a plain word such as NULL, or leave 'null' out"
        )
    }
}
