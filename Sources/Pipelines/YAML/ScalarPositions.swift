// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Where each Unicode scalar of a YAML scalar's text stands in its file.
///
/// YAML folds lines, strips indentation and doubles quotes, but never reorders: text and file are walked side by side,
/// and whatever is not blank must match. Only an escape sequence breaks the match; then all there is to say is where
/// the scalar begins.
struct ScalarPositions {
    private let source: SourceText
    private let node: YAMLNode
    /// One mark per Unicode scalar of the text and one behind the last; nil where escapes hide them.
    private let marks: [YAMLMark]?

    init(of node: YAMLNode, in source: SourceText) {
        self.source = source
        self.node = node
        marks = Self.align(node, in: source)
    }

    /// The place of a stretch of the text, given in Unicode scalars; cut at the end of its first line.
    func location(of range: Range<Int>) -> SourceLocation {
        guard let marks else { return source.location(of: node) }
        let start = marks[min(range.lowerBound, marks.count - 1)]
        guard range.upperBound > range.lowerBound else { return source.location(of: start) }
        let last = marks[min(range.upperBound, marks.count) - 1]
        let end = YAMLMark(line: last.line, column: last.column + 1)
        return source.location(of: YAMLRange(start: start, end: end))
    }

    private static func align(_ node: YAMLNode, in source: SourceText) -> [YAMLMark]? {
        guard case .scalar(let text, let style) = node.content else { return nil }
        var walk = SourceWalk(source, from: node.range.start, to: node.range.end)
        skipOpening(of: style, in: &walk)
        var marks: [YAMLMark] = []
        var behind = walk.mark
        for scalar in text.unicodeScalars {
            if SourceWalk.isBlank(scalar) {
                marks.append(behind)
                behind = YAMLMark(line: behind.line, column: behind.column + 1)
                continue
            }
            while let next = walk.scalar, SourceWalk.isBlank(next) { walk.advance() }
            guard walk.scalar == scalar else { return nil }
            marks.append(walk.mark)
            let isDoubled = style == .singleQuoted && scalar == "'"
            walk.advance()
            if isDoubled { walk.advance() }
            behind = walk.mark
        }
        return marks + [behind]
    }

    private static func skipOpening(of style: YAMLNode.ScalarStyle, in walk: inout SourceWalk) {
        switch style {
        case .plain: break
        case .singleQuoted, .doubleQuoted: walk.advance()
        case .literal, .folded:
            let header = walk.mark.line
            while walk.scalar != nil, walk.mark.line == header { walk.advance() }
        }
    }
}
