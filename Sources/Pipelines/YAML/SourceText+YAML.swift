// SPDX-License-Identifier: Apache-2.0

package import Diagnostics

extension SourceText {
    /// The place of a value: all of a scalar's or flow collection's first line, quotes included.
    package func location(of node: YAMLNode) -> SourceLocation {
        location(of: node.range)
    }

    /// The place of a stretch, which is cut at the end of its first line.
    package func location(of range: YAMLRange) -> SourceLocation {
        let line = range.start.line
        if line > lines.count { return location(of: range.start) }
        let text = lines.indices.contains(line - 1) ? lines[line - 1] : ""
        let end =
            range.end.line == line ? range.end.column : Self.trimmedLength(of: text) + 1
        return location(
            line: line,
            column: range.start.column,
            length: end - range.start.column
        )
    }

    /// The place of one mark; the parser's last one may lie behind the file.
    func location(of mark: YAMLMark) -> SourceLocation {
        guard mark.line > lines.count else {
            return location(line: mark.line, column: mark.column)
        }
        let last = lines.last?.unicodeScalars.count ?? 0
        return location(line: lines.count, column: last + 1)
    }

    /// Whether nothing but blanks stands behind a mark.
    func isEnd(_ mark: YAMLMark) -> Bool {
        let end = YAMLMark(line: lines.count + 1, column: 1)
        var walk = SourceWalk(self, from: mark, to: end)
        while let scalar = walk.scalar, SourceWalk.isBlank(scalar) { walk.advance() }
        return walk.scalar == nil
    }

    /// Where a scalar itself begins: the parser's range also holds its anchor and tag.
    func start(ofScalarIn range: YAMLRange) -> YAMLMark {
        var place = SourceWalk(self, from: range.start, to: range.end)
        while place.scalar == "&" || place.scalar == "!" {
            while let scalar = place.scalar, !SourceWalk.isBlank(scalar) { place.advance() }
            while let scalar = place.scalar, SourceWalk.isBlank(scalar) { place.advance() }
        }
        return place.mark
    }

    private static func trimmedLength(of line: String) -> Int {
        let scalars = line.unicodeScalars
        let end = scalars.lastIndex { !SourceWalk.isBlank($0) }
        guard let end else { return 0 }
        return scalars.distance(from: scalars.startIndex, to: end) + 1
    }
}

/// Walks the Unicode scalars of a stretch of a file; every line end reads as one `\n`.
struct SourceWalk {
    private let lines: [String]
    private let end: YAMLMark
    private var line: [Unicode.Scalar]
    private(set) var mark: YAMLMark

    init(_ source: SourceText, from start: YAMLMark, to end: YAMLMark) {
        lines = source.lines
        mark = start
        self.end = end
        line = Self.scalars(lines, start.line)
    }

    /// The scalar at the mark; nil at the end of the stretch.
    var scalar: Unicode.Scalar? {
        guard mark.line < end.line || mark.line == end.line && mark.column < end.column,
            mark.line <= lines.count
        else { return nil }
        return mark.column <= line.count ? line[mark.column - 1] : "\n"
    }

    mutating func advance() {
        if mark.column <= line.count {
            mark = YAMLMark(line: mark.line, column: mark.column + 1)
        } else {
            mark = YAMLMark(line: mark.line + 1, column: 1)
            line = Self.scalars(lines, mark.line)
        }
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n"
    }

    private static func scalars(_ lines: [String], _ number: Int) -> [Unicode.Scalar] {
        lines.indices.contains(number - 1) ? Array(lines[number - 1].unicodeScalars) : []
    }
}
