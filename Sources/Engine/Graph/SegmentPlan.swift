// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A part of the stage graph that one worker runs over one morsel without waiting: a tree of stages between two
/// ordered points.
///
/// ```
/// fetch ─> filter ─> columns ─┬─> csv sink        segment 0
///                             ├─> jsonl sink
///                             └─> aggregate ══════╗
///                                                 ╚═> csv sink, mail   segment 1
/// ```
struct SegmentPlan: Sendable {
    /// Where the segment's morsels come from.
    enum Source: Sendable {
        /// The pages of a fetch stage.
        case fetch
        /// The results of an aggregate, once all its input has been read.
        case aggregate
        /// The rows of an ordered transform, while its input is being read.
        case ordered
    }

    /// A stage and the stages that it feeds within the segment.
    struct Branch: Sendable {
        let node: Int
        let children: [Branch]
    }

    /// The stage that gives the rows.
    let sourceNode: Int
    let source: Source
    /// The stages that take the rows as they come out of the source.
    let branches: [Branch]

    /// The sinks, aggregates and ordered transforms at the ends of the tree.
    let ends: [Int]

    /// Cuts a graph into segments, each after the one that feeds it.
    static func segments(of graph: StageGraph) -> [SegmentPlan] {
        graph.nodes.indices.compactMap { node in
            guard let source = source(of: graph.nodes[node].operation) else { return nil }
            let branches = branches(below: node, in: graph)
            return SegmentPlan(
                sourceNode: node,
                source: source,
                branches: branches,
                ends: branches.flatMap(\.ends)
            )
        }
    }

    private static func source(of operation: StageGraph.Operation) -> Source? {
        switch operation {
        case .fetch: .fetch
        case .aggregate: .aggregate
        case .orderedTransform: .ordered
        case .filter, .columns, .batchTransform, .streamSink, .batchSink: nil
        }
    }

    private static func branches(below node: Int, in graph: StageGraph) -> [Branch] {
        graph.nodes.indices.filter { graph.nodes[$0].input == node }.map { child in
            let endsHere = source(of: graph.nodes[child].operation) != nil
            return Branch(node: child, children: endsHere ? [] : branches(below: child, in: graph))
        }
    }
}

extension SegmentPlan.Branch {
    /// The stages of this branch that feed no other within the segment.
    var ends: [Int] { children.isEmpty ? [node] : children.flatMap(\.ends) }
}
