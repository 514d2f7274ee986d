// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Runs

extension RunFigures {
    /// What is recorded of what a run did; without a report, of one that failed before its end, what is known of it.
    init(
        _ report: RunReport?,
        _ graph: StageGraph,
        _ parts: RunParts,
        _ room: ConnectionRoom
    ) {
        self.init()
        let reached = parts.progress.snapshot
        requestCount = room.counts.requests - parts.earlier.requests
        retryCount = room.counts.retries - parts.earlier.retries
        byteCount = reached.byteCount
        rowCount = report.map { graph.fetchedRowCount($0) } ?? reached.rowCount
        guard let report else { return }
        findings = report.findings
        stages = graph.nodes.indices.map { position in
            let node = graph.nodes[position]
            return Stage(
                id: node.id,
                type: node.type.isEmpty ? graph.kind(of: position) : node.type,
                rowsIn: report.stages[position].rowsIn,
                rowsOut: report.stages[position].rowsOut,
                busyMicroseconds: report.busy.isEmpty
                    ? nil : Int64(report.busy[position] / .microseconds(1))
            )
        }
    }
}
