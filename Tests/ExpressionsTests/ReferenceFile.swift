// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The rows of a CSV file under `reference/` without its header; no field holds a comma.
func referenceRows(_ name: String) throws -> [[String]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "reference/\(name)"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
