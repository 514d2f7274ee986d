// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Runs

/// How one of several windows ended.
struct WindowOutcome: Sendable {
    let pipeline: String
    /// Nil for a pipeline without windows.
    let window: DateWindow?
    let result: Result<RunSummary, PipelineError>
    let seconds: Double

    /// Why nothing was written; nil if it was.
    var error: PipelineError? {
        if case .failure(let error) = result { error } else { nil }
    }

    /// What the run tells; nil if it failed.
    var summary: RunSummary? {
        if case .success(let summary) = result { summary } else { nil }
    }

    /// `done`, `provisional` or `failed`.
    var state: String {
        guard let summary else { return "failed" }
        return summary.committed.finality == .final ? "done" : "provisional"
    }

    /// `daily-sales 2026-10-01`.
    var title: String { [pipeline, window?.label].compactMap { $0 }.joined(separator: " ") }

    /// What a script reads: the object of the run, or of the failure.
    var json: String {
        if let summary { return summary.json }
        return JSONResult.text(FailureRecord(self))
    }

    /// The status that the command ends with: 3 if all failures are broken checks, 4 if all are for want of final data,
    /// else 1; nil without a failure.
    static func exitStatus(of outcomes: [WindowOutcome]) -> Int32? {
        let codes = Set(outcomes.compactMap(\.error).map(ExitStatus.code))
        guard let first = codes.first else { return nil }
        let isTelling = [ExitStatus.checkFailed, ExitStatus.onlyProvisional].contains(first)
        return codes.count == 1 && isTelling ? first : ExitStatus.failed
    }

    private struct FailureRecord: Encodable {
        let pipeline: String
        let window: String?
        let state = "failed"
        let error: WrittenError?

        init(_ outcome: WindowOutcome) {
            pipeline = outcome.pipeline
            window = outcome.window?.label
            error = outcome.error.map(WrittenError.init)
        }
    }
}

/// An error as scripts read it.
struct WrittenError: Encodable {
    let code: String
    let message: String

    init(_ error: PipelineError) {
        code = error.code.name
        message = error.message
    }
}
