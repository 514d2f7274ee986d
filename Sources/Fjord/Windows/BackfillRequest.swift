// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Pipelines
import Runs

/// What a command line asks of a back-fill.
struct BackfillRequest: Sendable {
    /// Which of the windows in the range are made; with none of these words all are.
    enum Selection: String, Sendable, Hashable, CaseIterable {
        /// Never delivered and never failed.
        case missing
        /// The last run failed, and none delivered it.
        case failed
        /// Delivered from other data, another set of ledgers or another pipeline file than the latest known.
        case stale
    }

    /// The pipeline and the values of its runs.
    var run: RunRequest
    /// The days that windows may end on.
    var range: DateWindow
    var selection: Set<Selection> = []
    /// How many windows go on at once.
    var parallelCount = 8
    /// Whether nothing shall be requested or written.
    var isDryRun = false
}

/// One window in the range of a back-fill, before it runs.
struct BackfillWindow: Sendable {
    let window: DateWindow
    /// Nil when it was never delivered and never failed.
    let record: RecordedWindow?
    let isChosen: Bool

    init(
        _ window: DateWindow,
        _ record: RecordedWindow?,
        _ selection: Set<BackfillRequest.Selection>
    ) {
        self.window = window
        self.record = record
        isChosen =
            selection.isEmpty || selection.contains(.missing) && record == nil
            || selection.contains(.failed) && record?.state == .failed
            || selection.contains(.stale) && record?.isStale == true
    }

    /// `missing`, `done`, `provisional`, `failed`, or `done, stale`.
    var state: String {
        guard let record else { return "missing" }
        return record.isStale ? "\(record.state.rawValue), stale" : record.state.rawValue
    }
}

extension CheckedPipeline {
    /// Refuses windows that would replace one another's files.
    ///
    /// Windows of one grid differ in both of their ends, so any word for the window keeps their paths apart.
    func checkApart() throws {
        let paths = sinks.compactMap(\.path)
        for path in paths where !Self.namesWindow(path) {
            throw PipelineError.overlappingWindows(path, isManifest: false)
        }
        guard let first = paths.first else { return }
        let folder = first.lastIndex(of: "/").map { first[...$0] } ?? ""
        guard !Self.namesWindow(folder) else { return }
        throw PipelineError.overlappingWindows("\(folder)\(name).manifest.json", isManifest: true)
    }

    private static func namesWindow(_ path: some StringProtocol) -> Bool {
        path.contains("${window}") || path.contains("${window.")
    }
}
