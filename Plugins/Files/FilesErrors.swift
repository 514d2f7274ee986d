// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Glibc

extension ErrorCode {
    /// A CSV file in which numbers could not be told from columns.
    static let ambiguousDelimiter = ErrorCode("ambiguous-delimiter")
    /// A null text that only quotes could keep apart from what stands beside it.
    static let nullNeedsQuotes = ErrorCode("null-needs-quotes")
    /// A path that leads to no file.
    static let noFiles = ErrorCode("no-files")
    /// Files whose format neither name nor options tell.
    static let unknownFileFormat = ErrorCode("unknown-file-format")
    /// Options that do not fit one another.
    static let contradictoryOptions = ErrorCode("contradictory-options")
    /// A folder that the system does not let read.
    static let unreadableFolder = ErrorCode("unreadable-folder")
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

    static func delimiterIsQuote(_ options: StageOptions) -> PipelineError {
        options.fault(
            .ambiguousDelimiter,
            in: "quote",
            "the quote is also the delimiter",
            fix: "if quotes mean nothing in the file, set quote: none"
        )
    }

    static func noMark(_ option: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .ambiguousDelimiter,
            in: option,
            "'\(option)' has to be one ASCII character that stands in no number",
            fix: option == "quote"
                ? "write it in single quotes, or quote: none" : "write 'tab' for a tab"
        )
    }

    static func unknownFormat(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unknownFileFormat,
            in: "path",
            "the end of '\(options.text("path"))' does not tell how the files are written",
            fix: "add format: json, jsonl or csv"
        )
    }

    static func recordsOfLines(_ format: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .contradictoryOptions,
            in: "records",
            "'records' is for JSON files; in \(format) each line is a record",
            fix: "leave it out, or set format: json"
        )
    }

    static func namelessColumns(_ options: StageOptions) -> PipelineError {
        options.fault(
            .contradictoryOptions,
            in: "schema",
            "a file without a header names no further columns",
            fix:
                "list all its columns in their order, or leave the schema out: they are then called "
                + "column1, column2 and so on"
        )
    }

    static func noFiles(_ pattern: String, in folder: String) -> PipelineError {
        let isPattern = pattern.contains { "*?[".contains($0) }
        return PipelineError(
            .noFiles,
            isPattern ? "no file matches '\(pattern)'" : "there is no file '\(pattern)'",
            fix: pattern.hasPrefix("/") ? nil : "paths begin in '\(folder)'"
        )
    }

    static func folder(_ path: String) -> PipelineError {
        let inner = path.hasSuffix("/") ? "\(path)*" : "\(path)/*"
        return PipelineError(
            .noFiles,
            "'\(path)' is a folder",
            fix: "to read the files in it, write path: \(inner)"
        )
    }

    static func unreadableFolder(_ path: String, _ reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .unreadableFolder,
            "'\(path)' cannot be read: \(words)",
            fix: "check that it is a folder and may be read"
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
