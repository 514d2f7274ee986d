// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

extension ErrorCode {
    static let scratchFile = ErrorCode("scratch-file")
    static let unreadableRows = ErrorCode("unreadable-rows")
    static let damagedRows = ErrorCode("damaged-rows")
    static let otherRows = ErrorCode("newer-rows")
}

extension PipelineError {
    /// A temporary file that could not be made, written or read.
    static func scratchFile(_ action: String, in folder: String, reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .scratchFile,
            at: .named(folder),
            "rows that do not fit in memory cannot be \(action): \(words)",
            fix: "make room on that disk, or let the run have more memory with --max-memory"
        )
    }

    /// A file of rows that cannot be opened or read.
    static func unreadableRows(_ path: String, reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .unreadableRows,
            at: .named(path),
            "the rows of the last run cannot be read: \(words)",
            fix: "see to it that the file is there and may be read"
        )
    }

    /// A file of rows that is not as it was written.
    static func damagedRows(_ path: String, _ reason: String) -> PipelineError {
        PipelineError(
            .damagedRows,
            at: .named(path),
            "the file with the rows of the last run is damaged: \(reason)",
            fix:
                "restore it from a backup; if there is none, move it away, and the next run begins anew"
        )
    }

    /// A file of rows in another layout.
    static func otherRows(_ path: String, version: Int) -> PipelineError {
        PipelineError(
            .otherRows,
            at: .named(path),
            "the rows of the last run are kept in layout \(version), and this program reads layout "
                + "\(RowFile.version)",
            fix:
                "run the version of Fjord that wrote them, or move the file away, and the next run begins anew"
        )
    }
}
