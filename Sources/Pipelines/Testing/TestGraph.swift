// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit

/// The stages that a test runs, with given rows in the place of the stages that they belong to.
struct TestGraph {
    let graph: StageGraph
    /// Where each stage of the file stands in the graph.
    let places: [Int: Int]

    /// Nil if a stage's columns are unknown, or it could not be built.
    init?(of builder: GraphBuilder, needed: Set<Int>, given: [Int: GivenRows]) {
        var nodes: [StageGraph.Node] = []
        var places: [Int: Int] = [:]
        for position in builder.order.order where needed.contains(position) {
            let stage = builder.built[position]
            let rows = given[position]
            guard let schema = stage.schema, let operation = stage.operation else { return nil }
            places[position] = nodes.count
            nodes.append(
                StageGraph.Node(
                    id: stage.label,
                    type: stage.type,
                    options: stage.options,
                    operation: rows.map { .fetch($0, .ofNothing) } ?? operation,
                    inputs: rows != nil
                        ? []
                        : builder.order.sources(of: position).compactMap { source in
                            source.flatMap { places[$0] }
                        },
                    schema: schema
                )
            )
        }
        graph = StageGraph(nodes: nodes)
        self.places = places
    }
}

extension FetchContext {
    /// Given rows need nothing.
    fileprivate static let ofNothing = FetchContext(window: nil, connection: nil)
}
