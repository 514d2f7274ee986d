// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
package import FjordKit
import Foundation

/// The folder that a pipeline's relative paths start from, with the connections it knows.
package struct Project: Sendable {
    /// The name of the file that makes a folder a project.
    package static let fileName = "fjord.yaml"

    /// Absolute: the folder of the nearest `fjord.yaml` beside or above the pipeline, else the pipeline's own.
    package let folder: String
    /// The text of that `fjord.yaml`; nil if there is none.
    package let file: DefinitionSource?

    /// Takes a folder and text that were found elsewhere.
    package init(folder: String, file: DefinitionSource?) {
        self.folder = folder
        self.file = file
    }

    /// What is wrong with a `fjord.yaml`, by position; no secret is read.
    ///
    /// - Throws: `unreadable-file`.
    package static func faults(
        of path: String,
        registered: StageList
    ) throws(PipelineError) -> [PipelineError] {
        let source = try DefinitionSource(path: path)
        let faults = FaultList()
        let file = ProjectFile.read(source, faults: faults)
        for connection in file.connections {
            connection.check(among: registered.connections, faults)
        }
        return faults.sorted(files: [source.name])
    }

    /// Finds the project of a pipeline file.
    ///
    /// - Parameters:
    ///   - pipelinePath: The pipeline file; a relative path starts from `currentFolder`.
    ///   - currentFolder: Absolute; faults name files relative to it where they lie in it.
    /// - Throws: `unreadable-file` for a `fjord.yaml` that exists and cannot be read.
    package init(
        ofPipeline pipelinePath: String,
        currentFolder: String = FileManager.default.currentDirectoryPath
    ) throws(PipelineError) {
        let base = URL(fileURLWithPath: currentFolder, isDirectory: true)
        let pipeline = URL(fileURLWithPath: pipelinePath, relativeTo: base).standardizedFileURL
        let own = pipeline.deletingLastPathComponent().path
        var candidate = own
        while true {
            let path = candidate == "/" ? "/\(Self.fileName)" : "\(candidate)/\(Self.fileName)"
            if FileManager.default.fileExists(atPath: path) {
                let read = try DefinitionSource(path: path)
                let shown =
                    path.hasPrefix(currentFolder + "/")
                    ? String(path.dropFirst(currentFolder.count + 1)) : path
                self.init(folder: candidate, file: DefinitionSource(name: shown, text: read.text))
                return
            }
            if candidate == "/" || candidate.isEmpty { break }
            candidate = URL(fileURLWithPath: candidate).deletingLastPathComponent().path
        }
        self.init(folder: own, file: nil)
    }
}
