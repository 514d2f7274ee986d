// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Goes through records, one chunk at a time, and notes where each wanted value stands.
///
/// All grammar is checked here; what the values mean is left to the field decoders, which then go through one field
/// of all records at a time.
struct RecordWalk: ~Copyable {
    /// How many records are noted before their fields are decoded: few enough to stay in the cache, and no power of
    /// two, with which the values of one record would all fall into the same lines of it.
    static let chunkRows = 248

    var keys: KeyTable
    /// Field by field, `chunkRows` each.
    var tokens: ValuesBuilder<ValueToken>
    /// How many records of this chunk are complete.
    var rowCount = 0
    var strays: [StrayMember] = []
    /// What the records were since the last `takeHash`.
    var hash = InputHash()

    let keepsStrays: Bool
    var unescaped = ByteWriter(capacity: 1_024)
    var scratch = ByteWriter(capacity: 256)
    /// The sum over the values of the record being read.
    var sum: UInt128 = 0

    init(fields: [(name: String, wantsJSON: Bool)], keepsStrays: Bool) {
        keys = KeyTable(fields: fields)
        tokens = ValuesBuilder(uninitializedCount: fields.count * Self.chunkRows)
        self.keepsStrays = keepsStrays
    }

    /// Reads up to `limit` records of the list whose next element the cursor stands at, in `depth` containers.
    ///
    /// Says whether more records follow. After a fault `rowCount` tells the records before it.
    mutating func read(
        _ cursor: inout JSONCursor,
        upTo limit: Int,
        depth: Int
    ) throws(JSONFault) -> Bool {
        rowCount = 0
        strays.removeAll(keepingCapacity: true)
        tokens.fill(with: .null)
        while rowCount < limit {
            try enterRecord(&cursor)
            sum = 0
            try members(of: 0, &cursor, depth: depth + 1)
            hash.sum &+= PathHash.finished(sum)
            hash.recordCount &+= 1
            rowCount &+= 1
            let byte = cursor.nextByte
            guard byte == .comma || byte == .closeBracket else {
                throw cursor.fault(.expectedCommaOrBracket)
            }
            cursor.next &+= 1
            if byte == .closeBracket { return false }
        }
        return true
    }

    /// The strings of this chunk that had escapes.
    mutating func takeUnescaped() -> Bytes {
        unescaped.count == 0 ? .empty : unescaped.takeBytes(nextCapacity: unescaped.count)
    }

    /// What the records were since the last call.
    mutating func takeHash() -> InputHash {
        defer { hash = InputHash() }
        return hash
    }

    /// Counts of unknown members since the last call.
    mutating func takeUnknownCounts() -> [String: Int] { keys.takeUnknownCounts() }

    func enterRecord(_ cursor: inout JSONCursor) throws(JSONFault) {
        guard cursor.nextByte == .openBrace else { throw cursor.fault(.notARecord) }
        cursor.next &+= 1
    }

    /// Reads the members of an object whose opening brace has been passed, its closing one included.
    mutating func members(
        of object: Int,
        _ cursor: inout JSONCursor,
        depth: Int
    ) throws(JSONFault) {
        if cursor.nextByte == .closeBrace {
            cursor.next &+= 1
            if object > 0 { sum &+= keys.objects[object].path.marker(.openBrace) }
            return
        }
        var previous = -1
        while true {
            previous = try member(of: object, &cursor, depth: depth, after: previous)
            let byte = cursor.nextByte
            guard byte == .comma || byte == .closeBrace else {
                throw cursor.fault(.expectedCommaOrBrace)
            }
            cursor.next &+= 1
            if byte == .closeBrace { return }
        }
    }

    /// Reads one member and says which key it had.
    @inline(__always)
    private mutating func member(
        of object: Int,
        _ cursor: inout JSONCursor,
        depth: Int,
        after previous: Int
    ) throws(JSONFault) -> Int {
        let first = cursor.next
        // Key, colon, value and what comes after it; a page that ends before them is at fault.
        guard first &+ 3 < cursor.tokenCount else { throw truncationFault(&cursor, depth: depth) }
        let keyStart = cursor.offset(first), colon = cursor.offset(first &+ 1)
        guard cursor.page[keyStart] == .quote else { throw cursor.fault(.expectedKey) }
        guard cursor.page[colon] == .colon else { throw JSONFault(.expectedColon, at: colon) }
        let keyEnd = try cursor.stringEnd(from: keyStart, before: colon)
        let entry: Int
        if cursor.hasEscape(before: keyEnd) {
            entry = try escapedKey(keyStart, keyEnd, &cursor, in: object, after: previous)
        } else {
            entry = keys.entry(
                of: cursor.page,
                keyStart &+ 1,
                keyEnd &- 1,
                in: object,
                after: previous
            )
        }
        let start = cursor.offset(first &+ 2), after = cursor.offset(first &+ 3)
        let byte = cursor.page[start]
        cursor.next = first &+ 3
        let token: ValueToken, end: Int
        if byte == .quote {
            end = try cursor.stringEnd(from: start, before: after)
            if cursor.hasEscape(before: end) {
                token = try escapedString(start, end, &cursor, entry)
            } else {
                let path = keys.entries[entry].path
                sum &+= path.product(of: cursor.page, start &+ 1, end &- 1, isString: true)
                token = ValueToken(start, end)
            }
        } else if byte == .openBrace || byte == .openBracket {
            cursor.next = first &+ 2
            (token, end) = try nested(&cursor, entry, depth: depth)
        } else {
            end = try cursor.checkedScalarEnd(start, before: after)
            if byte == UInt8(ascii: "n") {
                token = .null
            } else {
                let path = keys.entries[entry].path
                sum &+= path.product(of: cursor.page, start, end, isString: false)
                token = ValueToken(start, end)
            }
        }
        let field = keys.entries[entry].field
        if field >= 0 {
            tokens[field &* Self.chunkRows &+ rowCount] = token
        } else if !token.isNull {
            try noteUnwanted(entry, key: keyStart..<keyEnd, value: start..<end)
        }
        return entry
    }
}
