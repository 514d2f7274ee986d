// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The values of a chunk of rows before they are given a meaning: without quotes, nulls told apart.
struct CSVTokens: ~Copyable {
    /// Field by field, `RecordWalk.chunkRows` each.
    private(set) var tokens = ValuesBuilder<ValueToken>(capacity: 1)
    /// The values that had doubled quotes.
    private var unescaped = ByteWriter(capacity: 1_024)
    private let quote: UInt8
    private let nulls: [Bytes]
    private let onlyEmptyIsNull: Bool

    init(_ dialect: CSVDialect) {
        quote = dialect.quoteByte
        nulls = dialect.nulls.map { Bytes($0) }
        onlyEmptyIsNull = dialect.nulls == [""]
    }

    /// Makes room for that many fields.
    mutating func reserve(fieldCount: Int) {
        let count = fieldCount * RecordWalk.chunkRows
        if tokens.count < count { tokens = ValuesBuilder(uninitializedCount: count) }
    }

    /// Notes the values of one field; nulls if it has no `column` in the file.
    mutating func fill(
        field: Int,
        column: Int?,
        of columnCount: Int,
        isText: Bool,
        _ rows: borrowing CSVRows,
        _ index: borrowing CSVIndex,
        _ text: Bytes
    ) {
        let base = field * RecordWalk.chunkRows
        guard let column else {
            for row in 0..<rows.count { tokens[base + row] = .null }
            return
        }
        let bytes = text.paddedSpan, offsets = index.offsets
        let last = columnCount - 1, hasQuotes = index.hasQuotes
        for row in 0..<rows.count {
            let (start, end) = rows.value(row, column, last: last, offsets)
            if hasQuotes, start < end, bytes[start] == quote {
                tokens[base &+ row] = quoted(bytes, start + 1, end - 1, isText: isText, text)
            } else if start == end ? onlyEmptyIsNull || !isText : false {
                tokens[base &+ row] = .null
            } else if !onlyEmptyIsNull, isNull(bytes, start, end) {
                tokens[base &+ row] = .null
            } else {
                // What is all zero would be a null.
                tokens[base &+ row] = end == 0 ? empty : ValueToken(start, end)
            }
        }
    }

    /// How many of a field's values are not null.
    func valueCount(ofField field: Int, rowCount: Int) -> Int {
        let base = field * RecordWalk.chunkRows
        var count = 0
        for row in 0..<rowCount where !tokens[base + row].isNull { count += 1 }
        return count
    }

    /// The values that had doubled quotes; starts anew.
    mutating func takeUnescaped() -> Bytes {
        unescaped.count == 0 ? .empty : unescaped.takeBytes(nextCapacity: unescaped.count)
    }

    private var empty: ValueToken { ValueToken(unescaped: unescaped.count, unescaped.count) }

    private func isNull(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        for null in nulls where null.count == end - start {
            if bytes.isEqual(at: start, to: null.paddedSpan, at: 0, byteCount: null.count) {
                return true
            }
        }
        return false
    }

    /// What stands between two quotes.
    private mutating func quoted(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        isText: Bool,
        _ text: Bytes
    ) -> ValueToken {
        guard start < end else { return isText ? empty : .null }
        let firstQuote = bytes.firstOffset(of: quote, from: start, to: end)
        guard firstQuote < end else { return ValueToken(start, end) }
        let first = unescaped.count
        var from = start, at = firstQuote
        while at < end {
            // The first quote of a pair is kept, the second passed over.
            unescaped.append(text.slice(from..<at + 1))
            from = at + 2
            at = bytes.firstOffset(of: quote, from: from, to: end)
        }
        if from < end { unescaped.append(text.slice(from..<end)) }
        return ValueToken(unescaped: first, unescaped.count)
    }
}
