// SPDX-License-Identifier: Apache-2.0

import Engine

/// Which row counts of a preview are those of a whole run.
///
/// A preview stops as soon as it has its rows. Stages that were read to their end all the same have true counts: those
/// that gave fewer rows than were asked for, those that feed such a stage or an aggregate, aggregates themselves, and
/// all between a fetch that was read to its end and the next stage that hands its rows on by itself.
struct PreviewCounts {
    private let nodes: [StageGraph.Node]
    private let report: RunReport
    private let hasWholeFetches: Bool
    private let isDrained: [Bool]

    init(of preview: PreviewGraph, _ report: RunReport, rowCount: Int, partitionCount: Int) {
        nodes = preview.graph.nodes
        self.report = report
        hasWholeFetches = report.partitions.count == partitionCount
        var isDrained = nodes.map { _ in false }
        for shown in preview.shown {
            isDrained[shown.node] = report.stages[shown.sink].rowsIn < rowCount
        }
        for (position, node) in nodes.enumerated().reversed() where node.drains(isDrained[position])
        {
            for input in node.inputs { isDrained[input] = true }
        }
        self.isDrained = isDrained
    }

    /// Whether every fetch was read to its end.
    var isWhole: Bool { hasWholeFetches }

    /// The rows that came out of a stage.
    func out(of position: Int) -> Preview.Count {
        Preview.Count(rows: report.stages[position].rowsOut, isExact: isExact(position))
    }

    /// The rows that went into a stage; nil for a fetch.
    func into(_ position: Int) -> Preview.Count? {
        let inputs = nodes[position].inputs
        guard !inputs.isEmpty else { return nil }
        let isExact = inputs.allSatisfy { self.isExact($0) }
        return Preview.Count(rows: report.stages[position].rowsIn, isExact: isExact)
    }

    private func isExact(_ position: Int) -> Bool {
        if isDrained[position] { return true }
        if case .aggregate = nodes[position].operation { return true }
        return hasWholeFetches && isDirect(position)
    }

    /// Whether rows come here from a fetch without a stage between that hands them on by itself.
    private func isDirect(_ position: Int) -> Bool {
        switch nodes[position].operation {
        case .aggregate, .wholeRun: false
        default: nodes[position].inputs.allSatisfy(isDirect)
        }
    }
}

extension StageGraph.Node {
    /// Whether all of its input was read, if all of its output was.
    fileprivate func drains(_ isDrained: Bool) -> Bool {
        switch operation {
        case .aggregate: true
        case .orderedTransform: false
        default: isDrained
        }
    }
}
