// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The plugin's own source files, for rules that only they can show.
enum Sources {
    /// The paths of all files below a folder, sorted.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".swift") }.sorted()
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}
