// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Digests
import Engine
import Expressions
import FjordKit
import Foundation
import Pipelines
import Runs
import Schedules

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
        try choice.window(of: windowSpec, nowMicroseconds: nowMicroseconds)
    }

    /// What one window covers; nil for a pipeline without windows.
    var windowSpec: WindowSpec? {
        get throws {
            try window.map { window in
                try WindowSpec(
                    unit: WindowSpec.Unit(rawValue: window.unit.rawValue) ?? .day,
                    last: window.last,
                    timeZone: window.timeZone
                )
            }
        }
    }

    /// The file, relative to the project's folder where it lies in it.
    var recordedFile: String {
        let path = URL(fileURLWithPath: source.name).standardizedFileURL.path
        let prefix = project.folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    /// The windows that follow one another; nil for a pipeline without windows, and for one that goes on where its last
    /// run ended.
    var grid: WindowGrid? {
        get throws {
            guard !isNumbered, let spec = try windowSpec,
                let clock = ZoneClock(named: schedule?.timeZone ?? "UTC")
            else { return nil }
            return WindowGrid(spec, cron: schedule?.cron, scheduleClock: clock)
        }
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
        var description = runDescription(plan.parameters, room: room, request: request)
        description.startMicroseconds = plan.startMicroseconds
        description.window = plan.window
        description.batch = plan.batch
        description.outputs = plan.graph.nodes.compactMap(\.outputPath)
        return description
    }

    /// What is the same for all windows of a request: under what they are recorded.
    func runDescription(
        _ parameters: ParameterValues,
        room: ConnectionRoom,
        request: RunRequest
    ) -> RunDescription {
        var description = RunDescription(
            pipeline: name,
            pipelineHash: Digest.hex(of: source.text),
            window: nil,
            startMicroseconds: RunEnvironment.nowMicroseconds,
            version: FjordVersion.current
        )
        description.file = recordedFile
        description.parameters = parameters.canonical.map { .init($0.name, $0.literal) }
        description.connections = room.identities
        description.isProduction = room.isProduction && request.settings.isEmpty
        description.isReplay = room.isReplay
        description.isDateless = request.choice == .latest
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
