// SPDX-License-Identifier: Apache-2.0

import Engine

/// Shows how far a run is: a line that redraws itself on a terminal, a plain line now and then elsewhere.
struct ProgressDisplay: Sendable {
    /// How a run is watched.
    enum Style: Sendable {
        case live
        case plain
        case silent
    }

    let style: Style
    let title: String

    /// Shows how far `work` is; the line is gone when it returns or throws.
    func show<Result: Sendable>(
        _ progress: RunProgress,
        while work: () async throws -> Result
    ) async throws -> Result {
        let watcher = Task { await watch(progress) }
        do {
            let result = try await work()
            await end(watcher)
            return result
        } catch {
            // What is said of the error begins on a line of its own.
            await end(watcher)
            throw error
        }
    }

    private func end(_ watcher: Task<Void, Never>) async {
        watcher.cancel()
        await watcher.value
    }

    /// Watches until cancelled.
    private func watch(_ progress: RunProgress) async {
        guard style != .silent else { return }
        let clock = ContinuousClock()
        let start = clock.now
        while (try? await Task.sleep(for: interval)) != nil {
            let line = line(for: progress.snapshot, after: clock.now - start)
            if style == .live { Terminal.showProgress(line) } else { Terminal.printError(line) }
        }
        if style == .live { Terminal.showProgress("") }
    }

    private var interval: Duration { style == .live ? .milliseconds(200) : .seconds(10) }

    /// `daily-sales 2026-10: 120,000 rows, 130 pages, 41 of 93 partitions, 240,000 rows/s, 4 s left`.
    func line(for snapshot: RunProgress.Snapshot, after elapsed: Duration) -> String {
        let seconds = max(elapsed / .seconds(1), 0.001)
        var parts = [
            "\(Figures.grouped(snapshot.rowCount)) rows",
            "\(Figures.grouped(snapshot.pageCount)) pages",
        ]
        if snapshot.partitionCount > 0 {
            let counts = (snapshot.finishedPartitionCount, snapshot.partitionCount)
            parts.append("\(Figures.grouped(counts.0)) of \(Figures.grouped(counts.1)) partitions")
        }
        parts.append("\(Figures.grouped(Int(Double(snapshot.rowCount) / seconds))) rows/s")
        if let left = secondsLeft(snapshot, seconds) {
            parts.append("\(Figures.duration(left)) left")
        }
        return "\(title): \(parts.joined(separator: ", "))"
    }

    /// Supposes that the partitions still to come take as long as those that are done.
    private func secondsLeft(_ snapshot: RunProgress.Snapshot, _ elapsed: Double) -> Double? {
        guard snapshot.finishedPartitionCount > 0 else { return nil }
        let rest = snapshot.partitionCount - snapshot.finishedPartitionCount
        return elapsed * Double(rest) / Double(snapshot.finishedPartitionCount)
    }
}
