// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
import GRDB
import Glibc

extension ErrorCode {
    package static let invalidDate = ErrorCode("invalid-date")
    package static let conflictingDates = ErrorCode("conflicting-dates")
    package static let datesWithoutWindow = ErrorCode("dates-without-window")
    package static let invalidWindow = ErrorCode("invalid-window")
    package static let unknownTimeZone = ErrorCode("unknown-time-zone")
    package static let productionOutput = ErrorCode("production-output")
    package static let duplicateOutput = ErrorCode("duplicate-output")
    package static let outputNotAFile = ErrorCode("output-not-a-file")
    package static let pipelineBusy = ErrorCode("pipeline-busy")
    package static let commitUnfinished = ErrorCode("commit-unfinished")
    package static let leftoversRemain = ErrorCode("leftovers-remain")
    package static let batchExists = ErrorCode("batch-exists")
    package static let feedStartsOver = ErrorCode("feed-starts-over")
    package static let ledgerVanished = ErrorCode("ledger-vanished")
    package static let batchTaken = ErrorCode("batch-taken")
    package static let outputGone = ErrorCode("output-gone")
    package static let stateFailed = ErrorCode("state-failed")
    package static let stateNewer = ErrorCode("state-newer")

    /// The exit status that a fault of this module asks for: 2 for wrong usage, 5 for a pipeline
    /// that another run holds, 1 for a run that failed; nil for the codes of other modules.
    package var runsExitStatus: Int32? {
        switch self {
        case .invalidDate, .conflictingDates, .datesWithoutWindow, .invalidWindow, .unknownTimeZone,
            .productionOutput, .duplicateOutput, .outputNotAFile, .batchExists, .feedStartsOver:
            2
        case .pipelineBusy, .batchTaken: 5
        case .ledgerVanished, .commitUnfinished, .leftoversRemain, .outputGone, .stateFailed,
            .stateNewer:
            1
        default: FileReason.allCodes.contains(self) ? 1 : nil
        }
    }
}

extension PipelineError {
    static func batchExists(
        _ path: String,
        _ batch: Int,
        of pipeline: String
    ) -> PipelineError {
        PipelineError(
            .batchExists,
            at: .named(path),
            "the file is there, but no run of '\(pipeline)' that this project knows has had the number \(batch)",
            fix: "bring '.fjord' back if it was lost, or move the files of the earlier runs away"
        )
    }

    static func feedStartsOver(_ stage: String, known: String) -> PipelineError {
        PipelineError(
            .feedStartsOver,
            at: .data(DataPlace(stage: stage)),
            "the feed would be read from its beginning once more: where it ended is known \(known)",
            fix: "put that back, or run with --restart-feeds to read everything again"
        )
    }

    static func ledgerVanished(_ names: [String]) -> PipelineError {
        let list =
            names.prefix(5).joined(separator: ", ")
            + (names.count > 5 ? " and \(names.count - 5) more" : "")
        return PipelineError(
            .ledgerVanished,
            "the window was delivered with \(list), which the source does not list any more; nothing was replaced",
            fix:
                "ask for the access again; to do without, name the ledgers that are left in the stage's 'ledgers:'"
        )
    }

    static func batchTaken(_ batch: Int, of pipeline: String) -> PipelineError {
        PipelineError(
            .batchTaken,
            at: .named(pipeline),
            "batch \(batch) was committed by another run between the start of this one and its turn",
            fix: "run it again"
        )
    }
}

// MARK: - Windows

extension PipelineError {
    static func invalidDate(_ text: String, flag: String) -> PipelineError {
        PipelineError(
            .invalidDate,
            at: .named(flag),
            "'\(text)' is not a day",
            fix: "write it as YYYY-MM-DD, for example \(flag) 2026-10-01"
        )
    }

    static func invalidMonth(_ text: String) -> PipelineError {
        PipelineError(
            .invalidDate,
            at: .named("--month"),
            "'\(text)' is not a month",
            fix: "write it as YYYY-MM, for example --month 2026-10"
        )
    }

    static func reversedDates(from first: CalendarDate, to last: CalendarDate) -> PipelineError {
        PipelineError(
            .invalidDate,
            "the window ends on \(last), before its first day \(first)",
            fix: "give the earlier day first; both days are inside the window"
        )
    }

    static func windowOutOfRange(holding date: CalendarDate) -> PipelineError {
        PipelineError(
            .invalidDate,
            "the window that holds \(date) leaves the years 1 to 9999",
            fix: "choose a day further inside"
        )
    }

    static func conflictingDates(_ flags: [String]) -> PipelineError {
        PipelineError(
            .conflictingDates,
            "\(flags.joined(separator: " and ")) exclude one another",
            fix: "give one of --date, --from with --to, or --month"
        )
    }

    static func missingDateFlag(_ flag: String, given other: String) -> PipelineError {
        PipelineError(
            .conflictingDates,
            "\(other) needs \(flag)",
            fix: "give both days, or --date for a single one"
        )
    }

    static func datesWithoutWindow() -> PipelineError {
        PipelineError(
            .datesWithoutWindow,
            "dates were given, but no fetch of this pipeline knows dates",
            fix: "run it without dates"
        )
    }

    static func invalidWindowLength(_ last: Int) -> PipelineError {
        PipelineError(.invalidWindow, "a window of \(last) units is not between 1 and 1000 long")
    }

    static func unknownTimeZone(_ name: String) -> PipelineError {
        PipelineError(
            .unknownTimeZone,
            "no time zone is called '\(name)'",
            fix: "use an IANA name such as Europe/Oslo"
        )
    }
}

// MARK: - Runs and their outputs

extension PipelineError {
    static func productionOutput(_ path: String, pipeline: String) -> PipelineError {
        PipelineError(
            .productionOutput,
            at: .named(path),
            "a production run of '\(pipeline)' wrote this file; a run on the sandbox, "
                + "on a replay or with --set does not replace it",
            fix: "run in another folder, or move the file away"
        )
    }

    static func duplicateOutput(_ path: String) -> PipelineError {
        PipelineError(
            .duplicateOutput,
            at: .named(path),
            "two outputs of this run have this name",
            fix: "give each sink a path of its own"
        )
    }

    static func outputNotAFile(_ path: String) -> PipelineError {
        PipelineError(
            .outputNotAFile,
            at: .named(path),
            "this is a folder or a device, which an output cannot replace",
            fix: "name a file"
        )
    }

    static func pipelineBusy(_ pipeline: String, holder: String?) -> PipelineError {
        PipelineError(
            .pipelineBusy,
            "another run of '\(pipeline)' is active" + (holder.map { " (\($0))" } ?? ""),
            fix: "wait until it has ended, then run again"
        )
    }

    static func commitUnfinished(
        _ pipeline: String,
        run: RunIdentifier,
        because cause: PipelineError
    ) -> PipelineError {
        PipelineError(
            .commitUnfinished,
            "run \(run) of '\(pipeline)' is committed, "
                + "but not all its outputs have their names yet",
            fix: "remove the cause and run again: that first finishes this commit; nothing is lost",
            cause: joined(cause)
        )
    }

    static func leftoversRemain(
        _ pipeline: String,
        run: RunIdentifier,
        because cause: PipelineError
    ) -> PipelineError {
        PipelineError(
            .leftoversRemain,
            "run \(run) of '\(pipeline)' ended without a commit, "
                + "and what it left cannot be removed",
            fix: "remove the cause and run again",
            cause: joined(cause)
        )
    }

    private static func joined(_ cause: PipelineError) -> String {
        [cause.message, cause.cause].compactMap { $0 }.joined(separator: ": ")
    }

    static func outputGone(_ path: String) -> PipelineError {
        PipelineError(
            .outputGone,
            at: .named(path),
            "something else removed this output while the run was writing it",
            fix: "keep other programs away from files named '.*.fjord-*.tmp', then run again"
        )
    }
}

// MARK: - State

extension PipelineError {
    static func state(_ error: any Error, _ path: String) -> PipelineError {
        guard let database = error as? DatabaseError else {
            return PipelineError(
                .stateFailed,
                at: .named(path),
                "the state of this project cannot be used",
                cause: "\(error)"
            )
        }
        let (message, fix) = stateWording(database.resultCode)
        return PipelineError(
            .stateFailed,
            at: .named(path),
            message,
            fix: fix,
            cause: "SQLite: \(database.message ?? "no message") (\(database.extendedResultCode))"
        )
    }

    private static func stateWording(_ code: ResultCode) -> (message: String, fix: String?) {
        switch code {
        case .SQLITE_FULL:
            (
                "the state of this project cannot be written: the disk is full",
                "free space, then run again"
            )
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            (
                "the state of this project cannot be written",
                "let this user write the folder '.fjord' and the files in it"
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            (
                "the state of this project is held by another process",
                "end what has the file open, then run again"
            )
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            (
                "the state of this project is damaged",
                "restore the file from a backup, or move it away to begin without history"
            )
        default: ("the state of this project cannot be used", nil)
        }
    }

    static func stateNewer(_ path: String) -> PipelineError {
        PipelineError(
            .stateNewer,
            at: .named(path),
            "the state of this project was written by a newer fjord",
            fix: "use that version or a later one"
        )
    }
}

// MARK: - Files

/// What was attempted on a file.
enum FileAction: String {
    case open = "create"
    case write = "write"
    case synchronize = "make durable"
    case rename = "put in place"
    case remove = "remove"
    case createFolder = "create the folder"
    case lock = "lock"
}

/// Why the system refused something on a file, as users read it.
struct FileReason {
    let code: ErrorCode
    let text: String
    let fix: String?

    static let allCodes: Set<ErrorCode> = [
        .diskFull, .readOnly, .permissionDenied, .fileGone, .fileTooLarge, .fileFailed,
    ]

    init(_ code: ErrorCode, _ text: String, fix: String? = nil) {
        self.code = code
        self.text = text
        self.fix = fix
    }

    init(errno: Int32) {
        self =
            switch errno {
            case ENOSPC:
                FileReason(.diskFull, "the disk is full", fix: "free space, then run again")
            case EDQUOT:
                FileReason(
                    .diskFull,
                    "the disk quota is used up",
                    fix: "free space, then run again"
                )
            case EROFS:
                FileReason(
                    .readOnly,
                    "the file system is read-only",
                    fix: "mount it writable or choose another folder"
                )
            case EACCES, EPERM:
                FileReason(
                    .permissionDenied,
                    "permission denied",
                    fix: "let this user write that folder or choose another one"
                )
            case ENOENT:
                FileReason(.fileGone, "the file or its folder is gone", fix: "run again")
            case EFBIG:
                FileReason(
                    .fileTooLarge,
                    "the file would be too large",
                    fix: "raise the limit on file size"
                )
            case ENOTDIR:
                FileReason(
                    .fileFailed,
                    "a part of its path is not a folder",
                    fix: "choose another path"
                )
            case EISDIR:
                FileReason(.fileFailed, "a folder has its name", fix: "move that folder away")
            case ENAMETOOLONG:
                FileReason(.fileFailed, "its name is too long", fix: "choose a shorter path")
            case EIO: FileReason(.fileFailed, "the device reports an error", fix: "check the disk")
            default: FileReason(.fileFailed, "the system refused")
            }
    }
}

extension ErrorCode {
    package static let diskFull = ErrorCode("disk-full")
    package static let readOnly = ErrorCode("read-only")
    package static let permissionDenied = ErrorCode("permission-denied")
    package static let fileGone = ErrorCode("file-gone")
    package static let fileTooLarge = ErrorCode("file-too-large")
    package static let fileFailed = ErrorCode("file-failed")
}

extension PipelineError {
    static func file(_ action: FileAction, _ path: String, errno: Int32) -> PipelineError {
        let reason = FileReason(errno: errno)
        return PipelineError(
            reason.code,
            "cannot \(action.rawValue) '\(path)': \(reason.text)",
            fix: reason.fix,
            cause: "\(systemText(errno)) (errno \(errno))"
        )
    }

    private static func systemText(_ errno: Int32) -> String {
        unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown error"
    }
}
