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
        /// The rows of a whole-run transform, whenever it has some.
        case wholeRun
    }

    /// A stage and the stages that it feeds within the segment.
    struct Branch: Sendable {
        let node: Int
        /// Which of the stage's inputs this branch is; 0 but for whole-run transforms.
        let input: Int
        let children: [Branch]
    }

    /// Where rows leave the tree.
    struct End: Sendable, Hashable {
        let node: Int
        /// Which of the stage's inputs the rows are; 0 but for whole-run transforms.
        let input: Int
    }

    /// The stage that gives the rows.
    let sourceNode: Int
    let source: Source
    /// The stages that take the rows as they come out of the source.
    let branches: [Branch]

    /// The sinks, aggregates, ordered and whole-run transforms at the ends of the tree.
    let ends: [End]

    /// Cuts a graph into segments, each after the ones that feed it.
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
        case .wholeRun: .wholeRun
        case .filter, .columns, .batchTransform, .streamSink, .batchSink: nil
        }
    }

    /// One branch for each time that a stage has `node` as an input.
    private static func branches(below node: Int, in graph: StageGraph) -> [Branch] {
        graph.nodes.enumerated().flatMap { position, child in
            let endsHere = source(of: child.operation) != nil
            return child.inputs.indices.filter { child.inputs[$0] == node }.map { input in
                Branch(
                    node: position,
                    input: input,
                    children: endsHere ? [] : branches(below: position, in: graph)
                )
            }
        }
    }
}

extension SegmentPlan.Branch {
    /// The end that a stage without others below it is.
    var end: SegmentPlan.End { .init(node: node, input: input) }

    /// The stages of this branch that feed no other within the segment.
    var ends: [SegmentPlan.End] { children.isEmpty ? [end] : children.flatMap(\.ends) }
}
