// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The lines of `reference/numbers.txt` that begin with a word, without it, split at spaces.
func referenceLines(_ word: String) throws -> [[String]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let text = try String(
        contentsOf: folder.appending(path: "reference/numbers.txt"),
        encoding: .utf8
    )
    return text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        return words.first == word ? Array(words.dropFirst()) : nil
    }
}
