// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit
import HTTP
import Runs

extension RunEnvironment {
    /// The recording that stands in for the network; nil without one.
    var replay: Recording? {
        if case .replaying(let recording) = book { recording } else { nil }
    }

    private var writer: RecordingWriter? {
        if case .recording(let writer) = book { writer } else { nil }
    }

    /// Does what is to be recorded, and ends the recording; one that holds nothing is taken away.
    ///
    /// A run that fails is recorded as well, one that is interrupted stays unfinished.
    func recorded<Result>(_ work: () async throws -> Result) async throws -> Result {
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await work())
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            outcome = .failure(error)
        }
        if let writer {
            do {
                try await writer.finish(keepsNothing: (try? outcome.get()) != nil)
            } catch {
                // Why the run failed matters more.
                _ = try outcome.get()
                throw error
            }
        }
        return try outcome.get()
    }

    /// Keeps the value of a secret out of the recording.
    func conceal(_ options: StageOptions, of spec: StageSpec) {
        for option in spec.options where option.kind == .secret {
            options.optionalText(option.name).map { writer?.conceal($0) }
        }
    }

    /// Notes what a run is going to do.
    func note(_ run: RecordedRun, _ connections: [RecordedConnection]) async throws {
        guard let writer else { return }
        for connection in connections {
            try await writer.note(RecordedConnection.name, connection)
        }
        try await writer.note(RecordedRun.name, run)
    }

    /// The request with the window and the values of the recorded run where it has none of its own.
    ///
    /// - Throws: `recorded-windows` when the recording has several windows to choose from.
    func completed(_ request: RunRequest) throws -> RunRequest {
        guard let replay else { return request }
        let runs = try replay.facts(RecordedRun.name, as: RecordedRun.self)
        guard let run = runs.first else { return request }
        var request = request
        if request.settings.isEmpty { request.settings = run.settings }
        if request.choice == .latest, let window = run.window {
            let windows = Set(runs.compactMap(\.window))
            guard windows.count == 1 else {
                throw PipelineError.recordedWindows(windows.count, replay.folder)
            }
            request.choice = .range(window)
        }
        return request
    }

    /// The number that the recorded run had; nil if it had none.
    func recordedBatch() throws -> Int? {
        try replay?.facts(RecordedRun.name, as: RecordedRun.self).compactMap(\.batch).first
    }

    /// What a run goes on from: its own, which is noted, or what the recorded one went on from.
    func kept(_ parts: RunParts, of graph: StageGraph) async throws -> RunParts {
        if let writer { try await keep(parts, of: graph, in: writer) }
        return try replay.map { try self.parts(parts, of: graph, as: $0) } ?? parts
    }

    private func keep(
        _ parts: RunParts,
        of graph: StageGraph,
        in writer: RecordingWriter
    ) async throws {
        if !parts.cursors.isEmpty {
            let cursors = parts.cursors.map { (graph.nodes[$0.key].id, $0.value) }
            let noted = RecordedCursors(cursors: Dictionary(uniqueKeysWithValues: cursors))
            try await writer.note(RecordedCursors.name, noted)
        }
        for (position, memory) in parts.memories.sorted(by: { $0.key < $1.key }) {
            guard let path = memory.previousFile else { continue }
            let stage = graph.nodes[position].id
            try await writer.keepFile(path, as: RecordedMemory.file(of: stage))
            try await writer.note(RecordedMemory.name, RecordedMemory(stage: stage))
        }
    }

    private func parts(
        _ parts: RunParts,
        of graph: StageGraph,
        as recording: Recording
    ) throws -> RunParts {
        let noted = try recording.facts(RecordedCursors.name, as: RecordedCursors.self).first
        var cursors: [Int: [String: String]] = [:]
        for position in parts.cursors.keys {
            cursors[position] = noted?.cursors[graph.nodes[position].id]
        }
        var memories: [Int: MemoryFile] = [:]
        for (position, memory) in parts.memories {
            let file = RecordedMemory.file(of: graph.nodes[position].id)
            memories[position] = memory.following(recording.file(file))
        }
        return RunParts(
            run: parts.run,
            targets: parts.targets,
            memories: memories,
            cursors: cursors,
            earlier: parts.earlier,
            progress: parts.progress
        )
    }
}

extension PipelineError {
    static func recordedWindows(_ count: Int, _ folder: String) -> PipelineError {
        PipelineError(
            ErrorCode("recorded-windows"),
            at: .named(folder),
            "the recording has \(count) windows",
            fix: "choose one with --date, or with --from and --to"
        )
    }

    static func connectionNotRecorded(_ name: String, _ folder: String) -> PipelineError {
        PipelineError(
            ErrorCode("not-in-recording"),
            at: .named(folder),
            "the recorded run had no connection '\(name)'",
            fix: "replay the pipeline that was recorded, or record this one"
        )
    }
}
