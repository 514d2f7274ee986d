// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Engine
import Files
import FjordKit
import Foundation
import Mail
import Tables
import Testing
import Vipps
import Web

@testable import Fjord

/// An empty project folder that goes away with its last reference.
final class ProjectFolder: Sendable {
    let path: String

    /// Makes a folder with one pipeline file in it, if its text is given.
    init(_ pipeline: String? = nil) throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "fjord-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
        if let pipeline { try write(pipeline, to: "pipeline.yaml") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var pipelineFile: String { "\(path)/pipeline.yaml" }

    func write(_ text: String, to name: String) throws {
        try write(Data(text.utf8), to: name)
    }

    func write(_ bytes: Data, to name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try bytes.write(to: file)
    }

    func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try data(name), as: UTF8.self)
    }

    /// The files below the folder but those of `.fjord`, in order.
    var files: [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            let exists = unsafe FileManager.default.fileExists(
                atPath: "\(path)/\(name)",
                isDirectory: &isFolder
            )
            return exists && !isFolder.boolValue && !name.hasPrefix(".fjord/")
        }.sorted()
    }

    /// Runs the pipeline as `fjord run` with these flags does.
    @discardableResult
    func run(_ flags: String...) async throws -> RunSummary {
        try await run(flags, by: .standard)
    }

    /// Runs the pipeline on a certain runner.
    @discardableResult
    func run(_ flags: [String], by runner: PipelineRunner) async throws -> RunSummary {
        try await runner.run(RunCommand.parse([pipelineFile] + flags).request)
    }

    /// A fault as users read it, the folder's name left out, or `.` where it stands alone.
    func shown(_ fault: any Error) -> String {
        "\(fault)".replacing(path + "/", with: "").replacing(path, with: ".")
    }
}

extension PipelineRunner {
    /// The stages of the program, and a source whose records stand in the pipeline.
    static let testedStages =
        fileStages + mailStages + tableStages + vippsStages + webStages
        + StageList(fetches: [RecordsStage.self, EndlessStage.self, NaturalsStage.self])

    private static let environments = [1, 2].map {
        RunEnvironment(workerCount: $0, isQuiet: true)
    }

    static let standard = tested(workerCount: 2)

    /// A runner with one or two threads that shows no progress.
    static func tested(
        workerCount: Int,
        limits: Engine.Limits = Engine.Limits()
    ) -> PipelineRunner {
        PipelineRunner(
            environment: environments[workerCount - 1],
            registered: testedStages,
            progressStyle: .silent,
            limits: limits
        )
    }
}
