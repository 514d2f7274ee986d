// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// A small JSON document as a tree: lists of ledgers, settings, expectations of tests.
///
/// Not for pages of records.
public enum JSONDocument: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// A number as it was written.
    case number(String)
    case string(String)
    case list([JSONDocument])
    /// Members by key; of a key that occurs twice the last one counts.
    case object([String: JSONDocument])

    /// Reads a document.
    ///
    /// - Parameter text: UTF-8, with or without a byte order mark.
    /// - Throws: `malformed-json`, naming the byte.
    public init(parsing text: Bytes) throws(PipelineError) {
        let bare = text.withoutByteOrderMark
        do {
            var index = StructuralIndex()
            try index.build(bare)
            var cursor = JSONCursor(
                page: bare.paddedSpan,
                byteCount: bare.count,
                positions: index.positions
            )
            self = try cursor.document(depth: 0)
            try cursor.checkEnd()
        } catch {
            throw error.described(markByteCount: text.count - bare.count)
        }
    }

    /// The member of that key; nil if this is no object or has none, also if the member is null.
    public subscript(key: String) -> JSONDocument? {
        guard case .object(let members) = self, let value = members[key], value != .null else {
            return nil
        }
        return value
    }

    /// The text of a string; nil for anything else.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a boolean; nil for anything else.
    public var bool: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The elements of a list; nil for anything else.
    public var elements: [JSONDocument]? {
        if case .list(let elements) = self { elements } else { nil }
    }
}

extension JSONCursor {
    /// Reads the next value as a tree.
    mutating func document(depth: Int) throws(JSONFault) -> JSONDocument {
        switch nextByte {
        case .openBrace: .object(try members(depth: depth))
        case .openBracket: .list(try elements(depth: depth))
        default: try scalarDocument()
        }
    }

    /// Reads the next string, number or literal.
    mutating func scalarDocument() throws(JSONFault) -> JSONDocument {
        guard next < tokenCount else { throw fault(.expectedValue) }
        let start = offset(next), after = offset(next + 1)
        let end = try skipScalar()
        switch page[start] {
        case .quote: return .string(try text(start, before: after))
        case UInt8(ascii: "t"): return .boolean(true)
        case UInt8(ascii: "f"): return .boolean(false)
        case UInt8(ascii: "n"): return .null
        default:
            return .number(String(decoding: (start..<end).map { page[$0] }, as: UTF8.self))
        }
    }

    private mutating func members(depth: Int) throws(JSONFault) -> [String: JSONDocument] {
        guard depth < Self.maximumDepth else { throw fault(.tooDeep) }
        var members = [String: JSONDocument]()
        next += 1
        var isOpen = nextByte != .closeBrace
        while isOpen {
            let key = try key()
            members[key] = try document(depth: depth + 1)
            isOpen = nextByte == .comma
            if isOpen { next += 1 }
        }
        guard nextByte == .closeBrace else { throw fault(.expectedCommaOrBrace) }
        next += 1
        return members
    }

    private mutating func elements(depth: Int) throws(JSONFault) -> [JSONDocument] {
        guard depth < Self.maximumDepth else { throw fault(.tooDeep) }
        var elements = [JSONDocument]()
        next += 1
        var isOpen = nextByte != .closeBracket
        while isOpen {
            elements.append(try document(depth: depth + 1))
            isOpen = nextByte == .comma
            if isOpen { next += 1 }
        }
        guard nextByte == .closeBracket else { throw fault(.expectedCommaOrBracket) }
        next += 1
        return elements
    }
}
