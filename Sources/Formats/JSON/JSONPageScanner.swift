// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// What a page says beside its records: the values at some paths, and how many records it has.
public struct JSONPageOutline: Sendable, Hashable {
    /// What stands at the path of the records.
    public enum Records: Sendable, Hashable {
        /// A list with so many elements.
        case list(count: Int)
        /// Nothing, or null.
        case missing
        /// Something else, as a sentence says it: `an object`.
        case other(String)
    }

    /// What stands where the records should be.
    public fileprivate(set) var records = Records.missing
    /// The values of the wanted paths in their order; nil where there is none or null.
    ///
    /// Of a list or an object only that it is one: what it holds is left out.
    public fileprivate(set) var values: [JSONDocument?]
}

/// Finds a few values of a page by their paths and counts its records, without parsing what else it holds.
///
/// A path is a list of keys from the outermost in; an empty one means the page itself. Strings, UTF-8 and the grammar
/// on the way to the paths are checked, what lies beside them is left to the decoder. One owner at a time; reused,
/// since its memory is.
public struct JSONPageScanner: ~Copyable {
    private let paths: [[String]]
    private var index = StructuralIndex()

    /// Prepares to scan.
    ///
    /// - Parameters:
    ///   - records: Where the list of records stands.
    ///   - paths: Where the wanted values stand.
    public init(records: [String], values paths: [[String]]) {
        self.paths = [records] + paths
    }

    /// Reads the outline of one page; of a key that occurs twice the last one counts.
    ///
    /// - Parameter page: UTF-8, with or without a byte order mark; not copied.
    /// - Returns: The records' number and the values.
    /// - Throws: `malformed-json`, naming the byte.
    /// - Complexity: O(bytes), several gigabytes a second.
    public mutating func scan(_ page: Bytes) throws(PipelineError) -> JSONPageOutline {
        let text = page.withoutByteOrderMark
        do {
            try index.build(text)
            var cursor = JSONCursor(
                page: text.paddedSpan,
                byteCount: text.count,
                positions: index.positions,
                nextBackslash: text.count
            )
            var walk = OutlineWalk(paths: paths)
            try walk.value(&cursor, depth: 0, of: Array(paths.indices))
            try cursor.checkEnd()
            return walk.outline
        } catch {
            throw error.described(markByteCount: page.count - text.count)
        }
    }
}

/// Goes down the wanted paths and passes everything beside them.
private struct OutlineWalk {
    /// The records' path first.
    let paths: [[String]]
    var outline: JSONPageOutline

    init(paths: [[String]]) {
        self.paths = paths
        outline = JSONPageOutline(values: [JSONDocument?](repeating: nil, count: paths.count - 1))
    }

    /// Reads a value to which the first `depth` keys of the paths `open` have led.
    mutating func value(
        _ cursor: inout JSONCursor,
        depth: Int,
        of open: [Int]
    ) throws(JSONFault) {
        let ended = open.filter { paths[$0].count == depth }
        switch cursor.nextByte {
        case .openBrace:
            let further = open.filter { paths[$0].count > depth }
            if further.isEmpty {
                _ = try cursor.passContainer()
            } else {
                try members(&cursor, depth: depth, of: further)
            }
            note(.object([:]), .other("an object"), at: ended)
        case .openBracket:
            let count = try cursor.passContainer()
            note(.list([]), .list(count: count), at: ended)
        default:
            let found = try cursor.scalarDocument()
            note(found == .null ? nil : found, Self.records(found), at: ended)
        }
    }

    private mutating func members(
        _ cursor: inout JSONCursor,
        depth: Int,
        of open: [Int]
    ) throws(JSONFault) {
        cursor.next += 1
        var isOpen = cursor.nextByte != .closeBrace
        while isOpen {
            let key = try cursor.key()
            try value(&cursor, depth: depth + 1, of: open.filter { paths[$0][depth] == key })
            isOpen = cursor.nextByte == .comma
            if isOpen { cursor.next += 1 }
        }
        guard cursor.nextByte == .closeBrace else { throw cursor.fault(.expectedCommaOrBrace) }
        cursor.next += 1
    }

    private mutating func note(
        _ value: JSONDocument?,
        _ records: JSONPageOutline.Records,
        at ended: [Int]
    ) {
        for path in ended {
            if path == 0 { outline.records = records } else { outline.values[path - 1] = value }
        }
    }

    private static func records(_ scalar: JSONDocument) -> JSONPageOutline.Records {
        switch scalar {
        case .null: .missing
        case .boolean(let value): .other("\(value)")
        case .number: .other("a number")
        default: .other("a text")
        }
    }
}

extension JSONCursor {
    /// Passes an object or list by its brackets alone.
    ///
    /// - Returns: How many elements or members it has, as far as commas tell.
    fileprivate mutating func passContainer() throws(JSONFault) -> Int {
        let isEmpty = byte(next + 1) == .closeBracket || byte(next + 1) == .closeBrace
        var token = next, depth = 0, commas = 0
        repeat {
            guard token < tokenCount else { throw JSONFault(.unexpectedEnd, at: byteCount) }
            let byte = page[offset(token)]
            // One bit tells `[` from `{` and `]` from `}`; no other token begins with any of them.
            let bracket = byte | 0x20
            depth &+= bracket == .openBrace ? 1 : 0
            depth &-= bracket == .closeBrace ? 1 : 0
            commas &+= byte == .comma && depth == 1 ? 1 : 0
            token &+= 1
        } while depth > 0
        next = token
        return isEmpty ? 0 : commas + 1
    }
}
