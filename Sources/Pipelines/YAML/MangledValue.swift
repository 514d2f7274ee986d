// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// A value on one line on which YAML failed because it took part of it for its own: SQL that begins with a quote, or
/// that holds `: `.
struct MangledValue {
    /// What YAML took for its own.
    enum Reason {
        case quotes
        case colon
    }

    /// Stands in for every Unicode scalar of a value that was reported and blanked.
    static let blank: Unicode.Scalar = "\u{E000}"

    let reason: Reason
    /// The value's first line, without what follows it there.
    let text: String
    /// Where the value begins.
    let start: YAMLMark

    /// Recognizes such a value behind the parser's complaint; nil if it complains of something else.
    init?(_ error: YAMLSyntaxError, in source: SourceText) {
        guard source.lines.indices.contains(error.mark.line - 1) else { return nil }
        let line = Array(source.lines[error.mark.line - 1].unicodeScalars)
        guard let value = Self.valueStart(of: line), value < error.mark.column - 1 else {
            return nil
        }
        start = YAMLMark(line: error.mark.line, column: value + 1)
        text = Self.trimmed(line[value...])
        let isQuoted = line[value] == "'" || line[value] == "\""
        if isQuoted, error.problem.hasPrefix("did not find expected") {
            reason = .quotes
        } else if error.problem.hasPrefix("mapping values are not allowed") {
            reason = .colon
        } else {
            return nil
        }
    }

    /// The same file with this value's scalars replaced, so that what stands behind it can be read.
    func blanked(in source: SourceText) -> SourceText {
        var lines = source.lines
        var line = Array(lines[start.line - 1].unicodeScalars)
        for position in (start.column - 1)..<line.count { line[position] = Self.blank }
        lines[start.line - 1] = String(String.UnicodeScalarView(line))
        return SourceText(name: source.name, text: lines.joined(separator: "\n"))
    }

    /// The position behind the indentation, the dashes and the key.
    private static func valueStart(of line: [Unicode.Scalar]) -> Int? {
        var position = 0
        func skipBlanks() {
            while position < line.count, SourceWalk.isBlank(line[position]) { position += 1 }
        }
        skipBlanks()
        while position + 1 < line.count, line[position] == "-", line[position + 1] == " " {
            position += 1
            skipBlanks()
        }
        if let colon = keyEnd(of: line, from: position) {
            position = colon + 1
            skipBlanks()
        }
        return position < line.count ? position : nil
    }

    /// The colon behind a plain key.
    private static func keyEnd(of line: [Unicode.Scalar], from start: Int) -> Int? {
        for position in start..<line.count {
            if "'\"{[#&*".unicodeScalars.contains(line[position]) { return nil }
            guard line[position] == ":" else { continue }
            if position + 1 == line.count || line[position + 1] == " " { return position }
        }
        return nil
    }

    private static func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var scalars = scalars
        while let last = scalars.last, SourceWalk.isBlank(last) { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension YAMLNode {
    /// Whether the value was reported as mangled and blanked; nothing more is said about it.
    var isMangled: Bool {
        guard case .scalar(let text, .plain) = content, !text.isEmpty else { return false }
        return text.unicodeScalars.allSatisfy { $0 == MangledValue.blank }
    }
}
