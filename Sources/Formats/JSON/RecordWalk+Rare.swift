// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What few members need: escapes, nested values, keys that nobody wants.
extension RecordWalk {
    /// Which key it is whose text has escapes.
    mutating func escapedKey(
        _ start: Int,
        _ end: Int,
        _ cursor: inout JSONCursor,
        in object: Int,
        after previous: Int
    ) throws(JSONFault) -> Int {
        var key = ByteWriter(capacity: end - start)
        try cursor.unescape(start + 1, end - 1, into: &key)
        cursor.passEscapes(before: end)
        return keys.entry(of: key.paddedSpan, 0, key.count, in: object, after: previous)
    }

    /// Resolves the escapes of a string value, unless its column takes the JSON text as it stands.
    mutating func escapedString(
        _ start: Int,
        _ end: Int,
        _ cursor: inout JSONCursor,
        _ entry: Int
    ) throws(JSONFault) -> ValueToken {
        let first = unescaped.count
        unescaped.append(.quote)
        try cursor.unescape(start + 1, end - 1, into: &unescaped)
        unescaped.append(.quote)
        cursor.passEscapes(before: end)
        let last = unescaped.count, path = keys.entries[entry].path
        sum &+= path.product(of: unescaped.paddedSpan, first + 1, last - 1, isString: true)
        if keys.entries[entry].field >= 0, !keys.entries[entry].wantsJSON {
            return ValueToken(unescaped: first, last)
        }
        unescaped.truncate(to: first)
        return ValueToken(start, end)
    }

    /// Reads an object or list: its wanted members, or all of it.
    ///
    /// - Returns: Where it stands (null if only members of it are wanted) and where it ends.
    mutating func nested(
        _ cursor: inout JSONCursor,
        _ entry: Int,
        depth: Int
    ) throws(JSONFault) -> (ValueToken, Int) {
        let start = cursor.offset(cursor.next), child = keys.entries[entry].child
        guard child >= 0, cursor.nextByte == .openBrace else {
            var again = cursor
            let end = try cursor.skipValue(depth: depth)
            try addHash(&again, keys.entries[entry].path, isElement: false)
            return (ValueToken(start, end), end)
        }
        guard depth < JSONCursor.maximumDepth else { throw cursor.fault(.tooDeep) }
        cursor.next += 1
        try members(of: child, &cursor, depth: depth + 1)
        let end = cursor.offset(cursor.next - 1) + 1
        return (keys.entries[entry].field >= 0 ? ValueToken(start, end) : .null, end)
    }

    /// Counts a value that no column takes, and keeps it if a column takes such values.
    mutating func noteUnwanted(
        _ entry: Int,
        key: Range<Int>,
        value: Range<Int>
    ) throws(JSONFault) {
        guard keys.entries[entry].child < 0 else {
            throw JSONFault(.notAnObject, at: value.lowerBound, path: keys.path(of: entry))
        }
        keys.countUnknown(entry)
        guard keepsStrays else { return }
        let object = keys.entries[entry].object
        strays.append(StrayMember(row: rowCount, object: object, key: key, value: value))
    }

    /// The fault of a page that ends within a member.
    func truncationFault(_ cursor: inout JSONCursor, depth: Int) -> JSONFault {
        do {
            try cursor.skipKey()
            _ = try cursor.skipValue(depth: depth)
            return cursor.fault(.expectedCommaOrBrace)
        } catch {
            return error
        }
    }

    /// Adds what a checked value and all in it hash to.
    private mutating func addHash(
        _ cursor: inout JSONCursor,
        _ path: PathHash,
        isElement: Bool
    ) throws(JSONFault) {
        switch cursor.nextByte {
        case .openBrace: try addObjectHash(&cursor, path)
        case .openBracket: try addListHash(&cursor, path)
        default: try addScalarHash(&cursor, path, isElement: isElement)
        }
    }

    private mutating func addObjectHash(
        _ cursor: inout JSONCursor,
        _ path: PathHash
    ) throws(JSONFault) {
        cursor.next += 1
        if cursor.nextByte == .closeBrace { sum &+= path.marker(.openBrace) }
        while cursor.nextByte != .closeBrace {
            let range = try stringContent(&cursor)
            let member = path.member(scratch.paddedSpan, range.lowerBound, range.upperBound)
            cursor.next += 1
            try addHash(&cursor, member, isElement: false)
            if cursor.nextByte == .comma { cursor.next += 1 }
        }
        cursor.next += 1
    }

    private mutating func addListHash(
        _ cursor: inout JSONCursor,
        _ path: PathHash
    ) throws(JSONFault) {
        cursor.next += 1
        if cursor.nextByte == .closeBracket { sum &+= path.marker(.openBracket) }
        var index = 0
        while cursor.nextByte != .closeBracket {
            try addHash(&cursor, path.element(index), isElement: true)
            index += 1
            if cursor.nextByte == .comma { cursor.next += 1 }
        }
        cursor.next += 1
    }

    private mutating func addScalarHash(
        _ cursor: inout JSONCursor,
        _ path: PathHash,
        isElement: Bool
    ) throws(JSONFault) {
        if cursor.nextByte == .quote {
            let range = try stringContent(&cursor)
            let (start, end) = (range.lowerBound, range.upperBound)
            sum &+= path.product(of: scratch.paddedSpan, start, end, isString: true)
            return
        }
        let start = cursor.offset(cursor.next)
        let end = cursor.scalarEnd(from: start, before: cursor.offset(cursor.next + 1))
        cursor.next += 1
        if cursor.page[start] != UInt8(ascii: "n") {
            sum &+= path.product(of: cursor.page, start, end, isString: false)
        } else if isElement {
            sum &+= path.marker(UInt8(ascii: "n"))
        }
    }

    /// Passes a string and leaves its text in `scratch`.
    private mutating func stringContent(
        _ cursor: inout JSONCursor
    ) throws(JSONFault) -> Range<Int> {
        let start = cursor.offset(cursor.next)
        let end = try cursor.stringEnd(from: start, before: cursor.offset(cursor.next + 1))
        cursor.next += 1
        scratch.truncate(to: 0)
        try cursor.unescape(start + 1, end - 1, into: &scratch)
        return 0..<scratch.count
    }
}
