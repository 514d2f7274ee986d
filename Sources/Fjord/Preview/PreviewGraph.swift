// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit

/// A pipeline's stages with the ends that a preview needs in place of its sinks.
///
/// ```
/// fetch ─┬─> filter ─┬─> aggregate ─> first rows ─> capture
///        │           └─> first rows ─> capture
///        └─> first rows ─> capture
/// ```
/// A fetch whose rows go to such ends alone stops when all of them have their rows. A stage that needs all of its
/// input, an aggregate or a sort, has it read to its end.
struct PreviewGraph: Sendable {
    /// A stage of which rows are shown.
    struct Shown: Sendable {
        /// Its position in `graph`.
        let node: Int
        /// The position of the sink that takes its first rows.
        let sink: Int
        let capture: PreviewCapture
    }

    let graph: StageGraph
    /// In the order of the graph.
    let shown: [Shown]

    /// Cuts sinks off, and all that one stage does not need if only that one is shown.
    ///
    /// - Parameters:
    ///   - pipeline: All stages.
    ///   - stage: The id of the only stage to show; nil for all.
    ///   - rowCount: How many rows of each; 0 for none, and then nothing is to be run.
    /// - Throws: `unknown-stage` for an id that no stage has, `preview-of-sink` for one of a sink.
    init(of pipeline: StageGraph, stage: String?, rowCount: Int) throws {
        let chosen = try stage.map { try Self.position(of: $0, in: pipeline) }
        let kept = Self.ancestors(of: chosen, in: pipeline)
        var places: [Int: Int] = [:]
        var nodes: [StageGraph.Node] = []
        for position in kept {
            let node = pipeline.nodes[position]
            places[position] = nodes.count
            nodes.append(node.fed(by: node.inputs.compactMap { places[$0] }))
        }
        let visible =
            chosen.flatMap { places[$0] }.map { [$0] }
            ?? nodes.indices.filter { !nodes[$0].isInner }
        var shown: [Shown] = []
        for position in visible where rowCount > 0 {
            let capture = PreviewCapture()
            let (id, schema) = (nodes[position].id, nodes[position].schema)
            nodes.append(.firstRows(rowCount, of: id, at: position, schema))
            nodes.append(.capture(capture, of: id, at: nodes.count - 1, schema))
            shown.append(Shown(node: position, sink: nodes.count - 1, capture: capture))
        }
        if rowCount == 0 {
            shown = visible.map { Shown(node: $0, sink: $0, capture: PreviewCapture()) }
        }
        graph = StageGraph(nodes: nodes)
        self.shown = shown
    }

    private static func position(of id: String, in graph: StageGraph) throws -> Int {
        guard let position = graph.nodes.firstIndex(where: { $0.id == id && !$0.isInner }) else {
            let legal = graph.nodes.filter { $0.outputPath == nil }.map(\.id)
            throw PipelineError.unknownPreviewStage(id, legal: legal)
        }
        let node = graph.nodes[position]
        guard node.outputPath == nil else {
            throw PipelineError.previewOfSink(id, input: node.input.map { graph.nodes[$0].id })
        }
        return position
    }

    /// A stage and all that feed it, or all stages that are no sinks.
    private static func ancestors(of chosen: Int?, in graph: StageGraph) -> [Int] {
        guard let chosen else {
            return graph.nodes.indices.filter { graph.nodes[$0].outputPath == nil }
        }
        var needed: Set<Int> = [chosen]
        for position in (0...chosen).reversed() where needed.contains(position) {
            needed.formUnion(graph.nodes[position].inputs)
        }
        return needed.sorted()
    }
}

extension StageGraph.Node {
    /// The same stage behind stages at other positions.
    fileprivate func fed(by inputs: [Int]) -> StageGraph.Node {
        StageGraph.Node(
            id: id,
            type: type,
            options: options,
            operation: operation,
            inputs: inputs,
            schema: schema,
            isInner: isInner
        )
    }

    fileprivate static func firstRows(
        _ count: Int,
        of stage: String,
        at position: Int,
        _ schema: Schema
    ) -> StageGraph.Node {
        let first = FirstRows(count: count)
        return StageGraph.Node(
            id: stage,
            operation: .orderedTransform(first),
            inputs: [position],
            schema: schema
        )
    }

    /// A sink that keeps the rows of a stage.
    static func capture(
        _ capture: PreviewCapture,
        of stage: String,
        at position: Int,
        _ schema: Schema
    ) -> StageGraph.Node {
        let input = SinkInput(schema: schema, additiveColumns: [])
        return StageGraph.Node(
            id: stage,
            operation: .batchSink(CaptureSink(capture: capture), input),
            inputs: [position],
            schema: schema
        )
    }
}
