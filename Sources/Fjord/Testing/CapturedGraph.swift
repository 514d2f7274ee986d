// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Pipelines

/// A test's stages with sinks that keep the rows of those that it looks at.
///
/// Stages that feed no other get one too, so that their rows go somewhere; what the pipeline's own sinks write is let
/// go.
struct CapturedGraph: Sendable {
    let graph: StageGraph
    /// By the positions of the stages.
    let captures: [Int: PreviewCapture]
    /// One for each sink.
    let targets: [Int: any OutputTarget]

    init(of test: PipelineTest) {
        var nodes = test.graph.nodes
        var watched = Set(nodes.indices.filter { !nodes[$0].operation.isSink })
        watched.subtract(nodes.flatMap(\.inputs))
        if case .rows(let rows, _) = test.expectation { watched.formUnion(rows.map(\.node)) }
        var captures: [Int: PreviewCapture] = [:]
        for position in watched.sorted() {
            let node = nodes[position]
            let capture = PreviewCapture()
            captures[position] = capture
            nodes.append(.capture(capture, of: node.id, at: position, node.schema))
        }
        let sinks = nodes.indices.filter { nodes[$0].operation.isSink }
        graph = StageGraph(nodes: nodes)
        targets = Dictionary(uniqueKeysWithValues: sinks.map { ($0, NoTarget()) })
        self.captures = captures
    }
}

extension StageGraph.Operation {
    fileprivate var isSink: Bool {
        switch self {
        case .streamSink, .batchSink: true
        default: false
        }
    }
}
