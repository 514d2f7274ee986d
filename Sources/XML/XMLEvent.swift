// SPDX-License-Identifier: Apache-2.0

/// A tag of a document, with the characters before it.
public enum XMLEvent: Sendable, Hashable {
    /// An element begins; its attributes are left out.
    case start(XMLName, textBefore: String, at: XMLPlace)
    /// The latest open element ends; `text` are the characters since the tag before.
    case end(text: String, at: XMLPlace)
}

/// The name of an element.
public struct XMLName: Sendable, Hashable {
    /// The name without its prefix.
    public let local: String
    /// The URI of its namespace; nil if it is in none.
    public let namespace: String?

    /// Joins the parts of a name.
    public init(_ local: String, in namespace: String?) {
        self.local = local
        self.namespace = namespace
    }
}

/// Where a tag begins.
public struct XMLPlace: Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in bytes of UTF-8.
    public let column: Int

    /// Joins line and column.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line 14, column 9`.
    public var description: String { "line \(line), column \(column)" }
}
