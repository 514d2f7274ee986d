// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import Foundation
import Pipelines

@testable import Fjord

/// How the work of a run is cut and shared, which must never show in its outputs.
struct GoldenVariation: Sendable, CustomStringConvertible {
    let workerCount: Int
    /// Nil for the size of normal runs.
    let batchRowCount: Int?

    static let all = [1, 2].flatMap { workers in
        [nil, 1, 2, 7].map { GoldenVariation(workerCount: workers, batchRowCount: $0) }
    }

    var description: String {
        "\(workerCount) workers, batches of \(batchRowCount.map(String.init) ?? "normal size")"
    }

    var runner: PipelineRunner {
        var limits = Engine.Limits()
        if let batchRowCount {
            limits.batchRowCount = batchRowCount
            limits.morselByteCount = 1 << 10
        }
        return .tested(workerCount: workerCount, limits: limits)
    }
}

/// What a run left behind: its files, or the fault that it ended with.
struct GoldenOutcome: Sendable, Equatable {
    /// Bytes by path below the project folder, manifests included.
    let files: [String: Data]
    let error: String?

    /// Runs a case in a folder of its own.
    init(of test: GoldenCase, _ variation: GoldenVariation) async throws {
        let folder = try ProjectFolder(test.pipeline)
        let inputs = try test.inputs
        for (name, bytes) in inputs { try folder.write(bytes, to: name) }
        do {
            try await folder.run(test.flags, by: variation.runner)
            error = nil
        } catch let fault as PipelineErrors {
            error = folder.shown(fault) + "\n"
        } catch let fault as PipelineError {
            error = folder.shown(fault) + "\n"
        }
        var files: [String: Data] = [:]
        for name in folder.files where name != "pipeline.yaml" && inputs[name] == nil {
            files[name] = try folder.data(name)
        }
        self.files = files
    }

    /// The outcome as expectation files: `out/sales.csv.gz` is `expected.sales.csv`, unpacked.
    ///
    /// Compressed bytes may differ between processor models, and manifests hold the hashes of such bytes.
    var expectations: [String: Data] {
        get throws {
            var expected: [String: Data] = [:]
            for (path, bytes) in files where !path.hasSuffix("manifest.json") {
                let name = path.split(separator: "/").last.map(String.init) ?? path
                let isPacked = name.hasSuffix(".gz")
                expected["expected." + (isPacked ? String(name.dropLast(3)) : name)] =
                    isPacked ? try gunzip(bytes) : bytes
            }
            if let error { expected["expected.error"] = Data(error.utf8) }
            return expected
        }
    }
}

/// Unpacks gzip with the system's own program.
func gunzip(_ packed: Data) throws -> Data {
    let file = FileManager.default.temporaryDirectory
        .appending(path: "fjord-tests-\(UUID().uuidString).gz")
    try packed.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-dc", file.path]
    gzip.standardOutput = output
    try gzip.run()
    let plain = output.fileHandleForReading.readDataToEndOfFile()
    gzip.waitUntilExit()
    guard gzip.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return plain
}
