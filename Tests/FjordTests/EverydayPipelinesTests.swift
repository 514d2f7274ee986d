// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Pipelines
import Runs
import Testing

@testable import Fjord

@Suite("Everyday pipelines")
struct EverydayPipelinesTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Pipelines")

    @Test("the program carries every file of the folder, byte for byte")
    func complete() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".csv") }.sorted()
        #expect(EverydayPipelines.files.map(\.name) == names)
        for file in EverydayPipelines.files {
            let bytes = try Data(contentsOf: Self.folder.appending(path: file.name))
            // Compared outside, so that a failure names the file instead of printing it.
            let isSame = Data(file.text) == bytes
            #expect(isSame, "\(file.name) is another one in the program")
        }
    }

    @Test("a demo runs pipelines that it carries")
    func demonstrated() {
        #expect(Set(EverydayPipelines.demonstrated).isSubset(of: EverydayPipelines.pipelineNames))
    }

    @Test("each checks clean", arguments: EverydayPipelines.pipelineNames)
    func clean(name: String) throws {
        let pipeline = try CheckedPipeline(
            file: Self.folder.appending(path: name).path,
            registered: ShippedStages.list
        )
        #expect(pipeline.warnings.map(\.description) == [])
        #expect(pipeline.name + ".yaml" == name)
    }

    @Test("no two share a name or an output")
    func apart() throws {
        let pipelines = try EverydayPipelines.pipelineNames.map { name in
            try CheckedPipeline(
                file: Self.folder.appending(path: name).path,
                registered: ShippedStages.list
            )
        }
        #expect(CheckedPipeline.sharedNames(among: pipelines).isEmpty)
        let paths = pipelines.flatMap(\.sinks).compactMap(\.path)
        #expect(Set(paths).count == paths.count)
    }

    @Test("each runs over a few days of the sandbox", arguments: EverydayPipelines.pipelineNames)
    func run(name: String) async throws {
        let folder = try ProjectFolder()
        for file in EverydayPipelines.files {
            try folder.write(String(decoding: file.text, as: UTF8.self), to: file.name)
        }
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/\(name)",
            toPath: folder.pipelineFile
        )
        let pipeline = try CheckedPipeline(
            file: folder.pipelineFile,
            registered: ShippedStages.list
        )
        let dates = pipeline.isDated ? ["--from", "2026-10-01", "--to", "2026-10-03"] : []
        let sandbox = "sandbox?seed=7&entries_per_day=10&ledgers=2&today=2026-11-15"
        let names = Set(pipeline.connections.map(\.name)).sorted()
        let connections = names.flatMap { ["--connection", "\($0)=\(sandbox)"] }
        let summary = try await folder.run(dates + connections, by: .standard)
        #expect(summary.rowsRead > 0)
        #expect(summary.provisionalPartitions.isEmpty)
        #expect(!summary.committed.outputs.isEmpty)
        for output in summary.committed.outputs {
            #expect(folder.files.contains(output.path), "\(output.path)")
        }
    }
}
