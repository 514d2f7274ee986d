// SPDX-License-Identifier: Apache-2.0

/// One value of a YAML file as it was written, together with its place.
///
/// Scalars are texts: what one means is decided by who reads it, never by YAML's rules for plain scalars. Aliases and
/// merges have been carried out; what came from an anchor stands at the anchor's place.
package struct YAMLNode: Sendable, Hashable {
    /// What the value is.
    package enum Content: Sendable, Hashable {
        case scalar(String, ScalarStyle)
        case list([YAMLNode])
        case mapping([Entry])
    }

    /// How a scalar was written.
    package enum ScalarStyle: Sendable, Hashable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded

        /// Whether it stood in quotes.
        package var isQuoted: Bool { self == .singleQuoted || self == .doubleQuoted }
    }

    /// One key of a mapping with its value.
    package struct Entry: Sendable, Hashable {
        /// The key's text; unique within its mapping.
        package let key: String
        /// Where the key stands.
        package let keyRange: YAMLRange
        /// What stands behind the key.
        package let value: YAMLNode
    }

    /// What the value is.
    package let content: Content
    /// From its first scalar, quotes included, to behind its last.
    package let range: YAMLRange
    /// Whether a list or mapping stood in brackets or braces.
    package let isFlow: Bool

    init(_ content: Content, range: YAMLRange, isFlow: Bool = false) {
        self.content = content
        self.range = range
        self.isFlow = isFlow
    }

    /// The text of a scalar; nil for lists and mappings.
    package var scalarText: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// Whether it is an unquoted `null`, `~` or nothing at all.
    package var isNull: Bool {
        guard case .scalar(let text, .plain) = content else { return false }
        return ["", "~", "null"].contains(text)
    }

    /// The entries of a mapping; nil for scalars and lists.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// What stands behind a key of a mapping; nil if nothing does.
    package subscript(key: String) -> YAMLNode? {
        entries?.first { $0.key == key }?.value
    }

    /// How a sentence names its kind.
    var kindName: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a text"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A place in a YAML file; lines and columns count from 1, columns in Unicode scalars.
package struct YAMLMark: Sendable, Hashable {
    /// Counted from 1.
    package let line: Int
    /// Counted from 1.
    package let column: Int
}

/// A stretch of a YAML file; `end` is behind its last scalar.
package struct YAMLRange: Sendable, Hashable {
    /// The first scalar.
    package let start: YAMLMark
    /// Behind the last scalar.
    package let end: YAMLMark
}
