// SPDX-License-Identifier: Apache-2.0

/// The text of one definition file, kept so that a fault can quote the line it stands on.
public struct SourceText: Sendable, Hashable {
    /// The file's name as the user gave it.
    public let name: String
    /// The lines of the file without their line ends.
    public let lines: [String]

    /// Splits a file into lines; `\n`, `\r\n` and `\r` all end one.
    public init(name: String, text: String) {
        self.name = name
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(
            String.init
        )
    }

    /// The place of one stretch of a line.
    ///
    /// - Parameters:
    ///   - line: Counted from 1.
    ///   - column: Counted from 1, in Unicode scalars.
    ///   - length: In Unicode scalars; at least one is underlined.
    /// - Returns: The place, with its line's text; an empty text if there is no such line.
    public func location(line: Int, column: Int, length: Int = 1) -> SourceLocation {
        let text = lines.indices.contains(line - 1) ? lines[line - 1] : ""
        return SourceLocation(
            file: name,
            line: line,
            column: column,
            length: max(1, length),
            lineText: text
        )
    }
}

/// A stretch of one line of a definition file, together with that line's text.
public struct SourceLocation: Sendable, Hashable {
    /// The file's name as the user gave it.
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in Unicode scalars.
    public let column: Int
    /// How many Unicode scalars the caret and its tildes underline; at least 1.
    public let length: Int
    /// The whole line, without its line end.
    public let lineText: String

    /// Names a stretch of a line.
    public init(file: String, line: Int, column: Int, length: Int, lineText: String) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
        self.lineText = lineText
    }
}
