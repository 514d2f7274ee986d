// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

extension ErrorCode {
    static let unreadableFile = ErrorCode("unreadable-file")
    static let changedFile = ErrorCode("changed-file")
    static let invalidSchema = ErrorCode("invalid-schema")
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

    private static func place(_ location: SourceLocation?) -> Location {
        location.map { .source($0) } ?? .unknown
    }
}
