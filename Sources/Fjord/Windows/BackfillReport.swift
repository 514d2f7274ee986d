// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Runs

/// What a back-fill did, or would do.
struct BackfillReport: Sendable {
    let pipeline: String
    let range: DateWindow
    let isDryRun: Bool
    /// The windows that end in the range, oldest first.
    let windows: [BackfillWindow]
    /// Those that were run, oldest first.
    var outcomes: [WindowOutcome] = []
    var counts: (requests: Int, retries: Int) = (0, 0)
    var seconds = 0.0

    init(_ pipeline: String, _ request: BackfillRequest, _ windows: [BackfillWindow]) {
        self.pipeline = pipeline
        range = request.range
        isDryRun = request.isDryRun
        self.windows = windows
    }

    private var chosenCount: Int { windows.count { $0.isChosen } }

    /// What a person reads at the end.
    var text: String {
        let all = Figures.counted(windows.count, "window")
        let some = chosenCount == windows.count ? all : "\(Figures.grouped(chosenCount)) of \(all)"
        guard !isDryRun else {
            let rows = windows.map { window in
                ["  " + window.window.label, window.isChosen ? "run" : "skip", window.state]
            }
            return (["\(pipeline) \(range.label): would run \(some)"] + TextTable.lines(rows))
                .joined(separator: "\n")
        }
        guard !outcomes.isEmpty else {
            return "\(pipeline) \(range.label): nothing to run in \(all)"
        }
        return ([headline(some)] + TextTable.lines(outcomes.map(row))).joined(separator: "\n")
    }

    private func headline(_ some: String) -> String {
        let states = ["done", "provisional", "failed"].compactMap { state in
            let count = outcomes.count { $0.state == state }
            return count == 0 ? nil : "\(Figures.grouped(count)) \(state)"
        }
        let rows = outcomes.reduce(0) { $0 + ($1.summary?.rowsRead ?? 0) }
        let retries = counts.retries == 0 ? "" : ", \(Figures.grouped(counts.retries)) repeated"
        return "\(pipeline) \(range.label): \(some): \(states.joined(separator: ", ")); "
            + "\(Figures.counted(rows, "row")), \(Figures.counted(counts.requests, "request"))"
            + "\(retries), \(Figures.duration(seconds))"
    }

    private func row(_ outcome: WindowOutcome) -> [String] {
        [
            "  " + (outcome.window?.label ?? ""), outcome.state,
            outcome.summary.map { Figures.counted($0.rowsRead, "row") } ?? "",
            Figures.duration(outcome.seconds),
        ] + (outcome.error.map { ["\($0.message.prefix { $0 != "\n" }) [\($0.code.name)]"] } ?? [])
    }

    /// What a script reads: one JSON object.
    var json: String {
        JSONResult.text(
            Record(
                pipeline: pipeline,
                from: range.first.description,
                to: range.last.description,
                dryRun: isDryRun,
                windows: isDryRun
                    ? windows.filter(\.isChosen).map(Record.Window.init)
                    : outcomes.map(Record.Window.init),
                skipped: windows.count - chosenCount,
                requests: counts.requests,
                retries: counts.retries,
                seconds: Self.rounded(seconds)
            )
        )
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1_000).rounded() / 1_000 }

    private struct Record: Encodable {
        let pipeline: String
        let from: String
        let to: String
        let dryRun: Bool
        let windows: [Window]
        let skipped: Int
        let requests: Int
        let retries: Int
        let seconds: Double

        struct Window: Encodable {
            let window: String
            let state: String
            var rowsRead: Int?
            var seconds: Double?
            var outputs: [WrittenOutput]?
            var error: WrittenError?

            init(_ window: BackfillWindow) {
                self.window = window.window.label
                state = window.state
            }

            init(_ outcome: WindowOutcome) {
                window = outcome.window?.label ?? ""
                state = outcome.state
                rowsRead = outcome.summary?.rowsRead
                seconds = BackfillReport.rounded(outcome.seconds)
                outputs = outcome.summary?.outputs
                error = outcome.error.map(WrittenError.init)
            }
        }
    }
}
