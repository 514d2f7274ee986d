// SPDX-License-Identifier: Apache-2.0

import Diagnostics
public import Formats

/// The options that tell how CSV is written, for every stage that reads it.
public enum CSVDialectOptions {
    /// The options, for the specs of stages.
    public static let all: [OptionSpec] = [
        .optionalText(
            "delimiter",
            "CSV: what stands between two values, one character or 'tab'; a comma, in .tsv files a tab."
        ),
        .bool("header", "CSV: whether the first line names the columns.", default: true),
        .optionalText(
            "quote",
            "CSV: what stands around values, one character or 'none'.",
            default: "\""
        ),
        .choice(
            "decimal_separator",
            "CSV: what stands before the decimals of a number.",
            [".", ","]
        ),
        OptionSpec(
            "null",
            .textList,
            "CSV: what stands for a null where it is not in quotes.",
            default: ""
        ),
        .int(
            "skip_lines",
            "CSV: how many lines stand before the header.",
            in: 0...1_000_000,
            default: 0
        ),
    ]

    /// The dialect that the options describe.
    ///
    /// - Parameters:
    ///   - options: Of a stage whose spec has all of these options.
    ///   - isTabbed: Whether a tab is the delimiter unless the options say otherwise.
    /// - Returns: How the file is to be read.
    /// - Throws: Characters that cannot be told apart.
    public static func dialect(_ options: StageOptions, isTabbed: Bool) throws -> CSVDialect {
        var dialect = CSVDialect()
        let delimiter = options.optionalText("delimiter") ?? (isTabbed ? "tab" : ",")
        dialect.delimiter = delimiter == "tab" ? "\t" : try mark(delimiter, "delimiter", options)
        let quote = options.text("quote")
        dialect.quote = quote == "none" ? nil : try mark(quote, "quote", options)
        dialect.decimalSeparator = options.text("decimal_separator") == "," ? "," : "."
        dialect.nulls = options.texts("null") ?? [""]
        dialect.hasHeader = options.bool("header")
        dialect.skippedLineCount = options.int("skip_lines")
        guard dialect.delimiter != dialect.quote else {
            throw PipelineError.delimiterIsQuote(options)
        }
        return dialect
    }

    private static func mark(
        _ text: String,
        _ option: String,
        _ options: StageOptions
    ) throws -> Unicode.Scalar {
        guard text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first,
            scalar.isASCII,
            scalar.value != 0, !"\r\n-0123456789".unicodeScalars.contains(scalar)
        else { throw PipelineError.noMark(option, options) }
        return scalar
    }
}
