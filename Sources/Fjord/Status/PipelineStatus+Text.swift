// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Runs

extension PipelineStatus {
    /// What a person reads of one pipeline.
    func lines(at now: Int64, showsAll: Bool, hasColor: Bool) -> [String] {
        guard let record else { return ["\(name): has never run"] }
        var lines = [headline(record)]
        for series in record.series where series.windows.contains(where: { $0.window != nil }) {
            if let title = Self.title(of: series, among: record.series) {
                lines.append("  " + title)
            }
            lines += windowLines(of: series, now, showsAll, hasColor).map { "  " + $0 }
        }
        for series in record.series {
            for window in series.windows where window.window == nil && window.state != .done {
                lines += openLines(window, series).map { "  " + $0 }
            }
        }
        return lines + feedLines(record, now).map { "  " + $0 }
    }

    /// Whether any line needs the legend.
    var hasCalendar: Bool {
        record?.series.contains { $0.windows.contains { $0.window != nil } } ?? false
    }

    private func headline(_ record: PipelineRecord) -> String {
        let run = record.lastRun
        let facts = [
            "last run \(run.number) \(run.stateText)", Instants.minutes(run.startMicroseconds),
            run.seconds.map(Figures.duration), run.rowCount.map { Figures.counted($0, "row") },
        ].compactMap { $0 }
        var line = "\(name): " + facts.joined(separator: ", ")
        if let commit = record.lastCommit, commit.number != run.number {
            line +=
                "; last delivery by run \(commit.number), "
                + Instants.minutes(commit.finishMicroseconds ?? commit.startMicroseconds)
        }
        return line
    }

    /// Tells a series from the others; nil for the only one in production.
    private static func title(of series: WindowSeries, among all: [WindowSeries]) -> String? {
        let kin = all.filter { $0.isProduction == series.isProduction }
        if series.isProduction, kin.count == 1 { return nil }
        let kind = series.isProduction ? "production" : "trials"
        if kin.count == 1 { return "\(kind):" }
        // What all of them have in common would only hide what tells them apart.
        let parts = kin.map(Self.identityParts)
        let shared = parts.dropFirst().reduce(Set(parts.first ?? [])) { $0.intersection($1) }
        var facts = Self.identityParts(of: series).filter { !shared.contains($0) }
        if kin.contains(where: {
            $0.connectionIdentity == series.connectionIdentity
                && $0.parameterHash != series.parameterHash
        }) {
            facts.append("parameters \(series.parameterHash.prefix(8))")
        }
        return "\(kind) with \(facts.joined(separator: ", ")):"
    }

    /// The settings of a series' connections, one by one.
    private static func identityParts(of series: WindowSeries) -> [String] {
        series.connectionIdentity.split { " \n&".contains($0) }
            .map { $0.hasPrefix("settings=") ? $0.dropFirst(9) : $0 }
            .map { String($0).replacing("%20", with: " ").replacing("%0A", with: " ") }
    }

    private func windowLines(
        of series: WindowSeries,
        _ now: Int64,
        _ showsAll: Bool,
        _ hasColor: Bool
    ) -> [String] {
        let calendar = calendar(of: series, at: now)
        var lines = calendar?.lines(showsAll: showsAll, hasColor: hasColor) ?? []
        let others = calendar?.others ?? series.windows.filter { $0.window != nil }
        for window in others where window.state == .done {
            lines.append("\(window.label): done")
        }
        for window in series.windows where window.window != nil && window.state != .done {
            lines += openLines(window, series)
        }
        if series.isProduction, let first = calendar?.missing.first {
            lines.append(
                "\(Figures.counted(calendar?.missing.count ?? 0, "window")) missing, the first is "
                    + first.label
            )
            lines.append("  " + command(for: first, isProduction: true))
        }
        return lines
    }

    /// What is open about a window, and what to do about it.
    private func openLines(_ window: WindowReport, _ series: WindowSeries) -> [String] {
        switch window.state {
        case .done: return []
        case .provisional:
            let since = window.deliveredMicroseconds ?? window.recordedMicroseconds
            return [
                "\(window.label): provisional since \(Instants.minutes(since)), run \(window.run)"
            ]
        case .failed:
            let time = Instants.minutes(window.recordedMicroseconds)
            let error = (window.errorText ?? "").split(separator: "\n").map { "  " + $0 }
            return ["\(window.label): failed \(time), run \(window.run)"] + error
                + ["  " + command(for: window.window, isProduction: series.isProduction)]
        }
    }

    private func feedLines(_ record: PipelineRecord, _ now: Int64) -> [String] {
        let batch = record.batch.map { ["feed: batch \($0)"] } ?? []
        return batch
            + record.cursors.map { cursor in
                let trial = cursor.isProduction ? "" : "trial, "
                return "feed \(cursor.stage) \(cursor.key): \(trial)moved "
                    + "\(Instants.age(cursor.recordedMicroseconds, at: now)), run \(cursor.run)"
            }
    }
}

extension WindowReport {
    /// The window in one word.
    var label: String { window?.label ?? "all data" }
}

extension RunRecord {
    /// The state in one word, and whether it was a trial.
    var stateText: String { isProduction ? state.rawValue : "\(state.rawValue) (trial)" }
}
