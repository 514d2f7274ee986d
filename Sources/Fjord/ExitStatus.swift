// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Pipelines
import Runs

/// What the process tells its caller; thrown when everything has been said and only the status is left.
struct ExitStatus: Error {
    let code: Int32

    static let done: Int32 = 0
    static let failed: Int32 = 1
    /// Wrong usage or definition.
    static let misuse: Int32 = 2
    /// A check found breaks, or a test of a pipeline failed.
    static let checkFailed: Int32 = 3
    static let onlyProvisional: Int32 = 4
    /// Another run holds the lock.
    static let busy: Int32 = 5

    /// The status that an error of a run ends with.
    static func code(of error: PipelineError) -> Int32 {
        if error.code == .onlyProvisional { return onlyProvisional }
        if error.code == .checkFailed { return checkFailed }
        if let status = error.code.runsExitStatus { return status }
        if case .source = error.location { return misuse }
        if case .data = error.location { return failed }
        return misuseCodes.contains(error.code) ? misuse : failed
    }

    /// Faults of the command line and of definitions that no module places in a file.
    private static let misuseCodes: Set<ErrorCode> = Set(
        [
            "unreadable-file", "unknown-connection", "sandbox-unknown-setting",
            "sandbox-setting-value", "sandbox-setting-repeated", "sandbox-port", "not-a-sandbox",
            "two-sandboxes", "unknown-stage", "unknown-function", "output-over-project",
            "preview-of-sink", "no-pipelines", "no-such-test", "no-such-run",
            "recording-exists", "recording-missing", "recording-unfinished", "recorded-windows",
            "not-recordable",
            "backfill-of-feed", "no-windows", "overlapping-windows",
        ].map { ErrorCode($0) }
    )
}
