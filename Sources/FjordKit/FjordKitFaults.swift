// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

extension ErrorCode {
    static let unreadableFile = ErrorCode("unreadable-file")
    static let changedFile = ErrorCode("changed-file")
    static let invalidSchema = ErrorCode("invalid-schema")
    /// A CSV file in which values could not be told from what stands between them.
    static let ambiguousDelimiter = ErrorCode("ambiguous-delimiter")
    /// A path that leads to no file.
    static let noFiles = ErrorCode("no-files")
    /// A folder that the system does not let read.
    static let unreadableFolder = ErrorCode("unreadable-folder")
}

extension PipelineError {
    /// A file that could not be opened or read.
    static func unreadableFile(_ path: String, reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .unreadableFile,
            at: .unknown,
            "'\(path)' cannot be read: \(words)",
            fix: "check that the file exists and may be read"
        )
    }

    /// A file that became shorter while it was being read.
    static func shortenedFile(_ path: String, byteCount: Int) -> PipelineError {
        PipelineError(
            .changedFile,
            at: .unknown,
            "'\(path)' became shorter than \(byteCount) bytes while it was being read",
            fix: "run again when nothing writes to it"
        )
    }

    /// A declared type that there is not, as an expression would report it.
    static func schemaType(
        _ pair: StageOptions.Pair,
        _ code: ErrorCode,
        _ message: String,
        fix: String?
    ) -> PipelineError {
        PipelineError(code, at: place(pair.location), "column '\(pair.name)': \(message)", fix: fix)
    }

    /// A column of money, which a source names no currency for.
    static func schemaMoney(_ pair: StageOptions.Pair) -> PipelineError {
        let name = pair.name
        return PipelineError(
            .invalidSchema,
            at: place(pair.location),
            "column '\(name)' cannot be declared as money: nothing says which column holds its currency",
            fix:
                "declare the number, and make it money in a transform: \(name): money(\(name), currency) "
                + "for minor units, money_major(\(name), currency) for major units"
        )
    }

    /// Something else than `infer` behind `*`.
    static func schemaWildcard(at location: SourceLocation?) -> PipelineError {
        PipelineError(
            .invalidSchema,
            at: place(location),
            "'*' stands for the columns that are not listed, whose types the data tells",
            fix: "write '*': infer, or list the columns"
        )
    }

    /// A column of the data with the name of the column that keeps what no other takes.
    static func extraTwice(_ options: StageOptions?) -> PipelineError {
        let message = "there is a column 'extra' besides the one that keeps other fields"
        let fix = "set extra: false"
        return options?.fault(.invalidSchema, in: "extra", message, fix: fix)
            ?? PipelineError(.invalidSchema, message, fix: fix)
    }

    /// A quote of CSV that is also the delimiter.
    static func delimiterIsQuote(_ options: StageOptions) -> PipelineError {
        options.fault(
            .ambiguousDelimiter,
            in: "quote",
            "the quote is also the delimiter",
            fix: "if quotes mean nothing in the file, set quote: none"
        )
    }

    /// A delimiter or quote of CSV that could be part of a number, or is no single character.
    static func noMark(_ option: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .ambiguousDelimiter,
            in: option,
            "'\(option)' has to be one ASCII character that stands in no number",
            fix: option == "quote"
                ? "write it in single quotes, or quote: none" : "write 'tab' for a tab"
        )
    }

    /// A pattern or path that leads to nothing.
    static func noFiles(_ pattern: String, in folder: String) -> PipelineError {
        let isPattern = pattern.contains { "*?[".contains($0) }
        return PipelineError(
            .noFiles,
            isPattern ? "no file matches '\(pattern)'" : "there is no file '\(pattern)'",
            fix: pattern.hasPrefix("/") ? nil : "paths begin in '\(folder)'"
        )
    }

    /// A path that leads to a folder where files are meant.
    static func isFolder(_ path: String) -> PipelineError {
        let inner = path.hasSuffix("/") ? "\(path)*" : "\(path)/*"
        return PipelineError(
            .noFiles,
            "'\(path)' is a folder",
            fix: "to read the files in it, write path: \(inner)"
        )
    }

    /// A folder that may not be read.
    static func unreadableFolder(_ path: String, _ reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .unreadableFolder,
            "'\(path)' cannot be read: \(words)",
            fix: "check that it is a folder and may be read"
        )
    }

    private static func place(_ location: SourceLocation?) -> Location {
        location.map { .source($0) } ?? .unknown
    }
}
