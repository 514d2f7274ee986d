// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit
import Pipelines
import Runs

/// What a run that has begun reads from state and writes to.
struct RunParts: Sendable {
    let run: Run
    /// The files of all sinks, by the sinks' positions.
    let targets: [Int: OutputFile]
    /// What stages remember, by their positions.
    let memories: [Int: MemoryFile]
    /// Where feeds go on, by the position of the fetch stage and the key of the partition.
    let cursors: [Int: [String: String]]
    /// What the client had sent and repeated before the run.
    var earlier: (requests: Int, retries: Int) = (0, 0)
    /// How far the run is.
    var progress = RunProgress()
}

extension Run {
    /// Creates the files in which stages of the graph keep what later runs shall know, by their positions.
    func memories(of graph: StageGraph) throws -> [Int: MemoryFile] {
        var memories: [Int: MemoryFile] = [:]
        for (position, node) in graph.nodes.enumerated() {
            guard case .wholeRun(let transform) = node.operation,
                transform is any RememberingTransform
            else { continue }
            memories[position] = try createMemory(of: node.id)
        }
        return memories
    }

    /// Where the feeds of the graph go on, by the position of the fetch stage.
    func cursors(
        of graph: StageGraph,
        in room: ConnectionRoom,
        _ pipeline: CheckedPipeline,
        restarts: Bool
    ) throws -> [Int: [String: String]] {
        guard pipeline.readsFeed else { return [:] }
        var stages: [Int: FeedStage] = [:]
        for (position, node) in graph.nodes.enumerated()
        where pipeline.feedStages.contains(node.id) {
            guard case .fetch = node.operation else { continue }
            stages[position] = FeedStage(
                id: node.id,
                options: node.options,
                connection: room.identity(of: position, in: graph, pipeline)
            )
        }
        if !restarts { try checkFeeds(stages.sorted { $0.key < $1.key }.map(\.value)) }
        return try stages.mapValues { try cursors(of: $0) }
    }
}
