// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Digests
import Engine
import FjordKit
import Foundation
import Pipelines
import Runs

extension CheckedPipeline {
    /// Reads and checks a pipeline file.
    init(
        file: String,
        registered: StageList,
        overrides: ConnectionOverrides = .none
    ) throws {
        let folder = FileManager.default.currentDirectoryPath
        try self.init(
            checking: DefinitionSource(path: file),
            in: Project(ofPipeline: file, currentFolder: folder),
            registered: registered,
            overrides: overrides
        )
    }

    /// The days that a choice means for this pipeline; nil for one without a window.
    func dateWindow(
        for choice: WindowChoice,
        nowMicroseconds: Int64
    ) throws -> DateWindow? {
        let spec = try window.map { window in
            try WindowSpec(
                unit: WindowSpec.Unit(rawValue: window.unit.rawValue) ?? .day,
                last: window.last,
                timeZone: window.timeZone
            )
        }
        return try choice.window(of: spec, nowMicroseconds: nowMicroseconds)
    }

    /// Keeps sinks away from the pipeline file, `fjord.yaml` and the state.
    func checkOutputs(of graph: StageGraph) throws {
        let definitions = [source.name, project.file?.name].compactMap { $0 }
            .map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let state = "\(project.folder)/.fjord"
        let folder = URL(fileURLWithPath: project.folder, isDirectory: true)
        for path in graph.nodes.compactMap(\.outputPath) {
            let file = URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL.path
            guard !definitions.contains(file), file != state, !file.hasPrefix(state + "/") else {
                throw PipelineError.outputOverProject(path)
            }
        }
    }

    /// What is recorded of a run before its first request.
    func runDescription(
        of plan: RunPlan,
        room: ConnectionRoom,
        request: RunRequest
    ) -> RunDescription {
        var description = RunDescription(
            pipeline: name,
            pipelineHash: Digest.hex(of: source.text),
            window: plan.window,
            startMicroseconds: plan.startMicroseconds,
            version: FjordVersion.current
        )
        description.parameters = plan.parameters.canonical.map { .init($0.name, $0.literal) }
        description.batch = plan.batch
        description.connections = room.identities
        description.isProduction = room.isProduction && request.settings.isEmpty
        description.isDateless = request.choice == .latest
        description.outputs = plan.graph.nodes.compactMap(\.outputPath)
        return description
    }
}

extension StageGraph.Node {
    /// Where a sink's file goes; nil for other stages.
    var outputPath: String? {
        switch operation {
        case .streamSink(let sink): sink.path
        case .batchSink(let sink, _): sink.path
        default: nil
        }
    }
}

extension Run {
    /// Creates the files of all sinks, by the sinks' positions.
    func outputs(of graph: StageGraph) throws -> [Int: OutputFile] {
        var files: [Int: OutputFile] = [:]
        for (position, node) in graph.nodes.enumerated() {
            guard let path = node.outputPath else { continue }
            files[position] = try createOutput(at: path)
        }
        return files
    }
}

extension ConnectionRoom {
    /// What the fetch stage at a position speaks over.
    func identity(
        of node: Int,
        in graph: StageGraph,
        _ pipeline: CheckedPipeline
    ) -> ConnectionIdentity? {
        pipeline.connections.first { $0.stage == graph.nodes[node].id }
            .flatMap { identity(for: $0) }
    }
}
