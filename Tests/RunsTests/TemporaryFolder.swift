// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An empty folder that goes away with its last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "fjord-runs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The text of one file; nil when there is none.
    func text(_ name: String) -> String? {
        try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    /// Writes a file, and makes the folder it lies in.
    func write(_ text: String, to name: String) throws {
        let folder = URL(fileURLWithPath: "\(path)/\(name)").deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    }

    /// The files and folders below the folder, apart from `.fjord`, in order; folders end with a
    /// slash.
    var contents: [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { !$0.hasPrefix(".fjord") }.map { name in
            let facts = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            let isFolder = facts?[.type] as? FileAttributeType == .typeDirectory
            return isFolder ? name + "/" : name
        }.sorted()
    }

    func mode(of name: String) throws -> Int? {
        let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (facts[.posixPermissions] as? NSNumber)?.intValue
    }
}
