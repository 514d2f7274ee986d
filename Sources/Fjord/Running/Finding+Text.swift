// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension Finding {
    /// What a person reads: one line, and a line for each example.
    var lines: [String] {
        let subject = level == .notice ? "stage \(stage)" : "stage \(stage), rule '\(rule)'"
        let rest = count - examples.count
        let more = examples.isEmpty || rest <= 0 ? [] : ["  and \(Figures.grouped(rest)) more"]
        return ["\(level.word): \(subject): \(message)"] + examples.map { "  \($0)" } + more
    }
}

extension Finding.Level {
    /// The word that begins the line.
    fileprivate var word: String {
        switch self {
        case .notice: "note"
        case .warning: "warning"
        case .failure: "failed"
        }
    }
}
