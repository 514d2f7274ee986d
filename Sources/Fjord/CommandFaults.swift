// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit

extension ErrorCode {
    /// Final data was required, and some of it may still change.
    static let onlyProvisional = ErrorCode("only-provisional")
    /// A rule of level fail that rows break.
    static let checkFailed = ErrorCode("check-failed")
    /// A preview of a stage without rows of its own.
    static let previewOfSink = ErrorCode("preview-of-sink")
    /// A sink whose file is one that the project is made of.
    static let outputOverProject = ErrorCode("output-over-project")
}

/// The wording of what only commands can find.
extension PipelineError {
    static func twoSandboxes() -> PipelineError {
        PipelineError(
            ErrorCode("two-sandboxes"),
            at: .named("--connection"),
            "the stages ask for sandboxes of different settings, and a run has one",
            fix: "give all connections the same settings, as in 'vipps=sandbox?seed=7'"
        )
    }

    static func onlyProvisional(_ count: Int, of total: Int) -> PipelineError {
        PipelineError(
            .onlyProvisional,
            "\(count) of \(total) partitions may still change, and --require-final was asked",
            fix: "run again when the dates are closed, or leave --require-final out"
        )
    }

    /// `findings` are all that the stages found, at least one of them a failure.
    static func checksFailed(_ findings: [Finding]) -> PipelineError {
        let count = findings.count { $0.level == .failure }
        let verb = count == 1 ? "is" : "are"
        return PipelineError(
            .checkFailed,
            "\(Figures.counted(count, "rule")) \(verb) broken, so nothing was written",
            fix: "correct the data or the rule; with 'level: warn' the rule is only reported",
            cause: findings.flatMap(\.lines).joined(separator: "\n")
        )
    }

    static func outputOverProject(_ path: String) -> PipelineError {
        PipelineError(
            .outputOverProject,
            at: .named(path),
            "this belongs to the project itself, and an output would replace it",
            fix: "give the sink another path"
        )
    }

    static func unknownPreviewStage(_ id: String, legal: [String]) -> PipelineError {
        let nearest = Suggestion.nearest(to: id, among: legal).map { "did you mean '\($0)'?" }
        return PipelineError(
            ErrorCode("unknown-stage"),
            at: .named("--stage \(id)"),
            "the pipeline has no stage '\(id)'",
            fix: nearest ?? "it has \(legal.joined(separator: ", "))"
        )
    }

    static func previewOfSink(_ id: String, input: String?) -> PipelineError {
        PipelineError(
            .previewOfSink,
            at: .named("--stage \(id)"),
            "'\(id)' is a sink, which gives no rows",
            fix: input.map { "see what it takes with --stage '\($0)'" }
        )
    }

    static func noSuchRun(_ number: Int64, latest: Int64?) -> PipelineError {
        let known = latest.map { "the latest is run \($0)" } ?? "none is recorded in this project"
        return PipelineError(
            ErrorCode("no-such-run"),
            at: .named("run \(number)"),
            "there is no run of this number; \(known)",
            fix: "'fjord runs' lists them"
        )
    }

    static func backfillOfFeed(_ pipeline: String) -> PipelineError {
        PipelineError(
            ErrorCode("backfill-of-feed"),
            at: .named(pipeline),
            "a feed gives what came since the last run, whatever the dates, so there are no past windows to make",
            fix:
                "run it with 'fjord run', or read the days with 'partition: date' in a pipeline of its own"
        )
    }

    static func backfillWithoutWindow(_ pipeline: String) -> PipelineError {
        PipelineError(
            ErrorCode("dates-without-window"),
            at: .named(pipeline),
            "its fetches know no dates, so there are no past windows to make",
            fix: "run it with 'fjord run'"
        )
    }

    static func noWindows(_ range: DateWindow, of pipeline: String) -> PipelineError {
        PipelineError(
            ErrorCode("no-windows"),
            at: .named(pipeline),
            "no window that is over ends between \(range.first) and \(range.last)",
            fix:
                "choose other dates; 'window' and 'schedule' in the file say which windows there are"
        )
    }

    static func overlappingWindows(_ path: String, isManifest: Bool) -> PipelineError {
        PipelineError(
            ErrorCode("overlapping-windows"),
            at: .named(path),
            isManifest
                ? "each window would replace the manifest of the one before"
                : "each window would replace the file of the one before",
            fix: isManifest
                ? "put ${window} into the folder of the first sink, as in 'out/${window}/sales.csv'"
                : "put ${window} into the path"
        )
    }

    /// An error that no module described.
    static func unexpected(_ error: any Error) -> PipelineError {
        PipelineError(ErrorCode("unexpected"), "the run failed: \(error)")
    }
}
