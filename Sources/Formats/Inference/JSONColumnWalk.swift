// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Goes through the records of a checked page and notes what their members are.
struct JSONColumnWalk: ~Escapable {
    private var cursor: JSONCursor

    /// Notes up to `limit` records and says how many there were; a page that is not JSON gives none.
    static func note(
        _ page: Bytes,
        _ records: JSONDecodePlan.Records,
        upTo limit: Int,
        in columns: inout ColumnList
    ) -> Int {
        let text = page.withoutByteOrderMark
        var index = StructuralIndex()
        do {
            try index.build(text)
            var walk = JSONColumnWalk(
                JSONCursor(
                    page: text.paddedSpan,
                    byteCount: text.count,
                    positions: index.positions
                )
            )
            return try walk.note(records, upTo: limit, in: &columns)
        } catch {
            // The decoder that has checked the page has reported it, unless it holds no record at all.
            return 0
        }
    }

    @_lifetime(copy cursor)
    private init(_ cursor: JSONCursor) { self.cursor = cursor }

    private mutating func note(
        _ records: JSONDecodePlan.Records,
        upTo limit: Int,
        in columns: inout ColumnList
    ) throws(JSONFault) -> Int {
        var path: ArraySlice<String> = []
        if case .list(let keys) = records { path = keys[...] }
        var count = 0
        guard records != .lines, cursor.nextByte == .openBracket || !path.isEmpty else {
            while count < limit, cursor.nextByte == .openBrace {
                try object("", in: &columns)
                count += 1
            }
            return count
        }
        while let key = path.popFirst() { try enter(key) }
        cursor.next += 1
        while count < limit, cursor.nextByte == .openBrace {
            try object("", in: &columns)
            count += 1
            if cursor.nextByte == .comma { cursor.next += 1 }
        }
        return count
    }

    /// Goes to the value of a member of the object that comes next.
    private mutating func enter(_ key: String) throws(JSONFault) {
        cursor.next += 1
        while try cursor.key() != key {
            _ = try cursor.skipValue(depth: 0)
            cursor.next += 1
        }
    }

    private mutating func object(
        _ prefix: String,
        in columns: inout ColumnList
    ) throws(JSONFault) {
        cursor.next += 1
        while cursor.nextByte == .quote {
            let place = columns.place(of: prefix + (try cursor.key()))
            try value(place, in: &columns, prefix: prefix)
            if cursor.nextByte == .comma { cursor.next += 1 }
        }
        cursor.next += 1
    }

    private mutating func value(
        _ place: Int,
        in columns: inout ColumnList,
        prefix: String
    ) throws(JSONFault) {
        let start = cursor.offset(cursor.next)
        if cursor.nextByte == .openBrace, cursor.byte(cursor.next + 1) == .quote {
            columns.noteObject(place)
            return try object(columns.name(place) + ".", in: &columns)
        }
        let isEmptyObject = cursor.nextByte == .openBrace
        let end = try cursor.skipValue(depth: 0)
        let page = cursor.page
        guard page[start] != UInt8(ascii: "n") else { return }
        if isEmptyObject {
            columns.noteEmptyObject(place)
        } else {
            columns.add(place) { $0.add(json: page, start, end) }
        }
    }
}
