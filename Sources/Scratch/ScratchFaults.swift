// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

extension ErrorCode {
    static let scratchFile = ErrorCode("scratch-file")
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
}
