// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

/// The files that arguments name: files themselves, and of folders those that are pipelines.
enum PipelineFiles {
    /// The files in the order of the arguments, each once; those of a folder by name.
    ///
    /// - Throws: `no-pipelines` for a folder without one.
    static func list(_ arguments: [String]) throws -> [String] {
        var seen: Set<String> = []
        return try arguments.flatMap { try files(of: $0) }.filter { file in
            seen.insert(URL(fileURLWithPath: file).resolvingSymlinksInPath().path).inserted
        }
    }

    private static func files(of argument: String) throws -> [String] {
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(
            atPath: argument,
            isDirectory: &isFolder
        )
        guard exists, isFolder.boolValue else { return [argument] }
        let names = try FileManager.default.contentsOfDirectory(atPath: argument)
        let prefix = argument.hasSuffix("/") ? argument : argument + "/"
        let files = names.filter { $0.hasSuffix(".yaml") }.sorted().map { prefix + $0 }
        let pipelines = files.filter(isPipeline)
        guard !pipelines.isEmpty else { throw PipelineError.noPipelines(argument) }
        return pipelines
    }

    /// Whether a file says which version of the format it has; one that cannot be read is left to the check.
    private static func isPipeline(_ file: String) -> Bool {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return true }
        return text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("fjord:") }
    }
}

extension PipelineError {
    static func noPipelines(_ folder: String) -> PipelineError {
        PipelineError(
            .noPipelines,
            at: .named(folder),
            "no file of this folder is a pipeline",
            fix: "name a folder with files ending in .yaml that begin with 'fjord: 1', or a file"
        )
    }

    static func noSuchTest(_ filter: String) -> PipelineError {
        PipelineError(
            .noSuchTest,
            at: .named("--filter \(filter)"),
            "no test has this in its name",
            fix: "leave --filter out to see all names"
        )
    }
}

extension ErrorCode {
    static let noPipelines = ErrorCode("no-pipelines")
    static let noSuchTest = ErrorCode("no-such-test")
}
