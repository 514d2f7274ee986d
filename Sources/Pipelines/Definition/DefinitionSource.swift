// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
import Foundation

/// The text of one definition file, as it was read.
package struct DefinitionSource: Sendable, Hashable {
    /// The file as faults name it: the path that the user gave.
    package let name: String
    /// The whole text; its UTF-8 bytes are what a hash of the definition is taken of.
    package let text: String

    /// Takes a text that was read elsewhere.
    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// Reads a file.
    ///
    /// - Parameter path: Relative paths start from the current folder.
    /// - Throws: `unreadable-file` when it cannot be read, is larger than 1 MiB, or is no UTF-8.
    package init(path: String) throws(PipelineError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadableFile(path, FileManager.default.fileExists(atPath: path))
        }
        guard data.count <= YAMLFile.maximumByteCount else {
            let limit = YAMLFile.maximumByteCount
            throw .fileTooLarge(path, byteCount: data.count, limit: limit)
        }
        guard let text = String(data: data, encoding: .utf8) else { throw .notUTF8(path) }
        self.init(name: path, text: text)
    }
}
