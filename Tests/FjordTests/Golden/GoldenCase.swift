// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// One folder `Tests/Golden/<stage>/<case>`: a pipeline, flags and input files for it, and what must come out.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    /// `csv/defaults`.
    let name: String

    /// The folder of all cases.
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    /// Whether expectations shall be written instead of compared.
    static let rewrites = ProcessInfo.processInfo.environment["FJORD_REWRITE_GOLDEN"] == "1"

    /// Every folder that holds a pipeline, by name.
    static let all: [GoldenCase] = {
        let paths =
            FileManager.default.enumerator(atPath: folder.path)?
            .compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix("/pipeline.yaml") }
            .map { GoldenCase(name: String($0.dropLast("/pipeline.yaml".count))) }
            .sorted { $0.name < $1.name }
    }()

    var testDescription: String { name }

    private var folder: URL { Self.folder.appending(path: name) }

    var pipeline: String {
        get throws {
            try String(contentsOf: folder.appending(path: "pipeline.yaml"), encoding: .utf8)
        }
    }

    /// The flags of the file `arguments`, if there is one; none holds a blank.
    var flags: [String] {
        let text = try? String(contentsOf: folder.appending(path: "arguments"), encoding: .utf8)
        return (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// The bytes of the files beside the pipeline that it may read, by path below the folder.
    var inputs: [String: Data] {
        get throws {
            let names =
                FileManager.default.enumerator(atPath: folder.path)?
                .compactMap { $0 as? String } ?? []
            var found: [String: Data] = [:]
            for name in names where !Self.isPartOfCase(name) {
                let file = folder.appending(path: name)
                let values = try file.resourceValues(forKeys: [.isRegularFileKey])
                guard values.isRegularFile == true else { continue }
                found[name] = try Data(contentsOf: file)
            }
            return found
        }
    }

    private static func isPartOfCase(_ name: String) -> Bool {
        ["pipeline.yaml", "arguments"].contains(name) || name.hasPrefix("expected.")
    }

    /// The bytes of each file `expected.*`, by name.
    var expectations: [String: Data] {
        get throws {
            var found: [String: Data] = [:]
            for file in try expectedFiles {
                found[file.lastPathComponent] = try Data(contentsOf: file)
            }
            return found
        }
    }

    private var expectedFiles: [URL] {
        get throws {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.lastPathComponent.hasPrefix("expected.") }
        }
    }

    /// Replaces all expectations.
    func expect(_ files: [String: Data]) throws {
        for file in try expectedFiles { try FileManager.default.removeItem(at: file) }
        for (name, bytes) in files { try bytes.write(to: folder.appending(path: name)) }
    }
}
