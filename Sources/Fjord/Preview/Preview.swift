// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit

/// What a preview found: the stages of a pipeline with their first rows.
struct Preview: Sendable {
    /// One stage.
    struct Stage: Sendable {
        /// The id, or a name made from the stage's kind.
        let id: String
        /// `fetch vipps.funds`, `filter`, `transform sort`.
        let kind: String
        let schema: Schema
        /// Rows that went in; nil for a fetch.
        let rowsIn: Count?
        let rowsOut: Count
        /// The first rows, in batches as they came.
        let batches: [RecordBatch]
    }

    /// A number of rows.
    struct Count: Sendable, Hashable {
        let rows: Int
        /// Whether a whole run would count the same; if not, it would count at least these.
        let isExact: Bool
    }

    let pipeline: String
    /// As file names have it; nil for a pipeline without a window.
    let window: String?
    /// In an order in which each comes after those that feed it.
    let stages: [Stage]
    /// Whether rows were read at all: not if only schemas were asked for.
    let hasRows: Bool
    /// Whether a fetch stopped because enough rows were there.
    let isCutShort: Bool
}

extension StageGraph.Operation {
    /// The word that a pipeline file has for the stage.
    var word: String {
        switch self {
        case .fetch: "fetch"
        case .filter: "filter"
        case .columns, .batchTransform, .orderedTransform, .wholeRun: "transform"
        case .aggregate: "aggregate"
        case .streamSink, .batchSink: "sink"
        }
    }
}

extension StageGraph {
    /// `fetch vipps.funds`, `filter`, `transform sort`.
    func kind(of position: Int) -> String {
        let node = nodes[position]
        let isSecondHalf = node.input.map { nodes[$0].isInner } ?? false
        let word = isSecondHalf ? "fetch" : node.operation.word
        return node.type.isEmpty ? word : "\(word) \(node.type)"
    }
}
