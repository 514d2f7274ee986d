// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// The scalar members of a page's outermost object, such as `cursor` and `hasMore`.
public struct JSONEnvelope: Sendable, Hashable {
    /// Strings, numbers and booleans by key; of a key that occurs twice the last one counts, and null counts as missing.
    public let members: [String: JSONDocument]

    /// The text of a string member; nil if it is missing or something else.
    public func text(_ key: String) -> String? { members[key]?.text }

    /// The value of a boolean member; nil if it is missing or something else.
    public func bool(_ key: String) -> Bool? { members[key]?.bool }
}

/// Reads envelopes without parsing what they hold: lists and objects are passed by counting brackets.
///
/// Strings, UTF-8 and the envelope's own grammar are checked, the grammar within its lists and objects is left to the
/// decoder. One owner at a time; reused, since its memory is.
public struct JSONEnvelopeScanner: ~Copyable {
    private var index = StructuralIndex()

    /// Prepares to scan.
    public init() {}

    /// Reads the envelope of one page; a page that is a list has no members.
    ///
    /// - Parameter page: UTF-8, with or without a byte order mark; not copied.
    /// - Returns: The scalar members of the outermost object.
    /// - Throws: `malformed-json`, naming the byte.
    /// - Complexity: O(bytes), several gigabytes a second.
    public mutating func scan(_ page: Bytes) throws(PipelineError) -> JSONEnvelope {
        let text = page.withoutByteOrderMark
        do {
            try index.build(text)
            var cursor = JSONCursor(
                page: text.paddedSpan,
                byteCount: text.count,
                positions: index.positions,
                nextBackslash: text.count
            )
            let members = try cursor.envelope()
            try cursor.checkEnd()
            return JSONEnvelope(members: members)
        } catch {
            throw error.described(markByteCount: page.count - text.count)
        }
    }
}

extension JSONCursor {
    fileprivate mutating func envelope() throws(JSONFault) -> [String: JSONDocument] {
        guard nextByte == .openBrace else {
            if nextByte == .openBracket { try passNested() } else { _ = try skipScalar() }
            return [:]
        }
        var members = [String: JSONDocument]()
        next += 1
        var isOpen = nextByte != .closeBrace
        while isOpen {
            let key = try key()
            members[key] = try envelopeValue()
            isOpen = nextByte == .comma
            if isOpen { next += 1 }
        }
        guard nextByte == .closeBrace else { throw fault(.expectedCommaOrBrace) }
        next += 1
        return members
    }

    private mutating func envelopeValue() throws(JSONFault) -> JSONDocument? {
        if nextByte == .openBrace || nextByte == .openBracket {
            try passNested()
            return nil
        }
        let value = try scalarDocument()
        return value == .null ? nil : value
    }

    /// Passes an object or list by its brackets alone.
    private mutating func passNested() throws(JSONFault) {
        var token = next, depth = 0
        repeat {
            guard token < tokenCount else { throw JSONFault(.unexpectedEnd, at: byteCount) }
            // One bit tells `[` from `{` and `]` from `}`; no other token begins with either byte.
            let byte = page[offset(token)] | 0x20
            depth &+= byte == .openBrace ? 1 : 0
            depth &-= byte == .closeBrace ? 1 : 0
            token &+= 1
        } while depth > 0
        next = token
    }
}
