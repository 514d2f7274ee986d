// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Foundation
import Glibc
import Pipelines
import Runs

/// A text file in the format of Prometheus that tells how the runs of one pipeline go, for the node exporter's textfile
/// collector.
///
/// It is written whole at the end of each command, so that a reader sees the old one or the new one. What must outlive a
/// failed run, such as the last success, comes from the project's state; the numbers are no process's counters, so no
/// metrics library takes part.
struct MetricsFile {
    /// Where it goes.
    let path: String
    /// The pipeline file of the command.
    let pipelineFile: String
    /// When the command began, microseconds since 1970-01-01T00:00:00Z.
    let startMicroseconds: Int64

    /// Writes the file; that it cannot be written is said, and no fault of the runs.
    func write(exitCode: Int32, registered: StageList, nowMicroseconds: Int64) {
        do {
            let text = try figures(exitCode, registered, nowMicroseconds).text
            try replace(with: text)
        } catch {
            let reason = (error as? PipelineError)?.message ?? error.localizedDescription
            Terminal.printError("warning: the metrics file '\(path)' was not written: \(reason)")
        }
    }

    private func figures(
        _ exitCode: Int32,
        _ registered: StageList,
        _ now: Int64
    ) throws -> MetricsFigures {
        let pipeline = try? CheckedPipeline(file: pipelineFile, registered: registered)
        // A definition that is too broken to have a name is known by its file.
        let stem = URL(fileURLWithPath: pipelineFile).deletingPathExtension().lastPathComponent
        let folder = try pipeline?.project.folder ?? Project(ofPipeline: pipelineFile).folder
        var figures = MetricsFigures(pipeline: pipeline?.name ?? stem, exitCode: exitCode)
        figures.endMicroseconds = now
        figures.startMicroseconds = startMicroseconds
        guard let state = try StateReader.open(folder: folder) else { return figures }
        figures.record = try state.pipelines([figures.pipeline]).first
        // Under status 5 the runs since then are another command's.
        if exitCode != ExitStatus.busy {
            figures.runs = try state.runs(
                of: figures.pipeline,
                sinceMicroseconds: startMicroseconds
            )
        }
        return figures
    }

    private func replace(with text: String) throws {
        let url = URL(fileURLWithPath: path)
        // The collector reads only names that end with '.prom'.
        let temporary = url.deletingLastPathComponent()
            .appending(path: ".\(url.lastPathComponent).\(getpid()).tmp")
        do {
            try Data(text.utf8).write(to: temporary)
            guard unsafe rename(temporary.path, url.path) == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
    }
}

/// What a metrics file says.
struct MetricsFigures {
    let pipeline: String
    let exitCode: Int32
    var startMicroseconds: Int64 = 0
    var endMicroseconds: Int64 = 0
    /// What is known of the pipeline; nil if it never ran.
    var record: PipelineRecord?
    /// The runs of this command.
    var runs: [RunRecord] = []

    init(pipeline: String, exitCode: Int32) {
        self.pipeline = pipeline
        self.exitCode = exitCode
    }

    /// The file's text.
    var text: String {
        metrics.map { name, help, value in
            """
            # HELP fjord_\(name) \(help)
            # TYPE fjord_\(name) gauge
            fjord_\(name){pipeline="\(label)"} \(value)

            """
        }.joined()
    }

    private var metrics: [(name: String, help: String, value: String)] {
        let success = record?.lastCommit.flatMap(\.finishMicroseconds)
        let windows = (record?.series ?? []).filter(\.isProduction).flatMap(\.windows)
        func count(_ state: WindowReport.State) -> String {
            String(windows.count { $0.state == state })
        }
        return [
            (
                "last_success_timestamp_seconds",
                "When the latest run that committed ended; 0 if none did.",
                Self.seconds(success ?? 0)
            ),
            (
                "last_run_timestamp_seconds", "When the latest command ended.",
                Self.seconds(endMicroseconds)
            ),
            (
                "last_run_duration_seconds", "How long the latest command took.",
                Self.seconds(endMicroseconds - startMicroseconds)
            ),
            ("last_run_exit_code", "The exit status of the latest command.", String(exitCode)),
            ("last_run_rows", "Rows read by the latest command.", sum(\.rowCount)),
            ("last_run_requests", "Requests of the latest command.", sum(\.requestCount)),
            ("last_run_retries", "Requests that repeated a failed one.", sum(\.retryCount)),
            ("provisional_windows", "Windows that may still change.", count(.provisional)),
            (
                "failed_windows", "Windows whose last run failed and that never came.",
                count(.failed)
            ),
        ]
    }

    private func sum(_ figure: (RunRecord) -> Int?) -> String {
        String(runs.reduce(0) { $0 + (figure($1) ?? 0) })
    }

    /// Thousandths, without binary fractions.
    private static func seconds(_ microseconds: Int64) -> String {
        let thousandths = max(0, microseconds) / 1_000
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    private var label: String {
        pipeline.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
