// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
package import struct FjordKit.DateWindow

/// Which of the windows that were missed are made up for.
package enum CatchUp: Sendable, Hashable {
    /// All since the first that was begun without dates.
    case all
    /// None but the latest window of the grid.
    case latestOnly
}

extension ProjectState {
    /// The windows that a run without dates makes.
    ///
    /// - Parameters:
    ///   - run: The pipeline, parameters and connections; its window does not matter.
    ///   - grid: The windows that follow one another.
    ///   - catchUp: Which windows without any record count.
    ///   - nowMicroseconds: Since 1970-01-01T00:00:00Z.
    /// - Returns: Oldest first: the latest window of the grid, windows of the grid that are recorded provisional or failed,
    ///   and missing ones behind the first that was begun without dates. Empty when the schedule has never fired.
    /// - Throws: `state-failed`.
    package func dueWindows(
        of run: RunDescription,
        on grid: WindowGrid,
        catchUp: CatchUp,
        nowMicroseconds: Int64
    ) throws(PipelineError) -> [DateWindow] {
        guard let latest = grid.latest(nowMicroseconds: nowMicroseconds) else { return [] }
        let (recorded, begun) = try settlement.store.read { database in
            (
                try WindowRecords.all(of: run, database),
                try WindowRecords.firstDateless(of: run, database)
            )
        }
        let open = recorded.filter { $0.state != .done }.map(\.window)
        let missingFrom = catchUp == .all ? begun : nil
        guard let oldest = (open.map(\.last) + [missingFrom].compactMap { $0 }).min(),
            oldest < latest.last
        else { return [latest] }
        let known = Set(recorded.map(\.window))
        let due = grid.windows(
            endingFrom: oldest,
            to: latest.last.advanced(by: -1),
            nowMicroseconds: nowMicroseconds
        ).filter { window in
            if known.contains(window) { return open.contains(window) }
            return missingFrom.map { window.last >= $0 } ?? false
        }
        return due + [latest]
    }

    /// What is recorded of the windows of a pipeline with its parameters and connections, oldest first.
    package func recordedWindows(
        of run: RunDescription
    ) throws(PipelineError) -> [RecordedWindow] {
        try settlement.store.read { try WindowRecords.all(of: run, $0) }
    }
}
