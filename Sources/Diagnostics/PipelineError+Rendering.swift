// SPDX-License-Identifier: Apache-2.0

extension PipelineError: CustomStringConvertible {
    /// The fault as users read it; secrets are masked, and the text has no trailing newline.
    ///
    /// ```
    /// daily.yaml:14:16: error: no transform is called 'exlode' [unknown-stage]
    /// 14 |   - transform: exlode
    ///    |                ^~~~~~
    ///    = fix: did you mean 'explode'? 'fjord stages' lists all 12
    /// ```
    public var description: String {
        let gutter = gutterWidth
        var lines = ["\(place)\(severity.rawValue): \(message) [\(code)]"]
        if case .source(let source) = location {
            lines.append(contentsOf: Self.excerpt(of: source, gutter: gutter))
        }
        let margin = String(repeating: " ", count: gutter)
        if let cause { lines.append(Self.note("cause", cause, margin: margin)) }
        if let fix { lines.append(Self.note("fix", fix, margin: margin)) }
        return Secrets.masked(lines.joined(separator: "\n"))
    }

    private var place: String {
        switch location {
        case .source(let source): "\(source.file):\(source.line):\(source.column): "
        case .data(let place): place.description.isEmpty ? "" : "\(place): "
        case .named(let name): "\(name): "
        case .unknown: ""
        }
    }

    private var gutterWidth: Int {
        if case .source(let source) = location { return String(source.line).count + 1 }
        return 2
    }

    /// The line and, below it, the caret; tabs stay tabs so that both lines indent alike.
    private static func excerpt(of source: SourceLocation, gutter: Int) -> [String] {
        let margin = String(repeating: " ", count: gutter)
        let before = source.lineText.unicodeScalars.prefix(source.column - 1)
        let indent = String(String.UnicodeScalarView(before.map { $0 == "\t" ? "\t" : " " }))
        let room = max(1, source.lineText.unicodeScalars.count - source.column + 1)
        let tildes = String(repeating: "~", count: min(source.length, room) - 1)
        return ["\(source.line) | \(source.lineText)", "\(margin)| \(indent)^\(tildes)"]
    }

    private static func note(_ word: String, _ text: String, margin: String) -> String {
        let indent = "\n" + margin + String(repeating: " ", count: word.count + 4)
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: indent
        )
        return "\(margin)= \(word): \(body)"
    }
}

extension PipelineErrors: CustomStringConvertible {
    /// All faults, each as it is shown alone, one after the other.
    public var description: String {
        all.map(\.description).joined(separator: "\n")
    }
}
