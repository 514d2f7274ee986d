// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Decodes texts: as a dictionary while few distinct values come, else plain.
struct CSVTextDecoder: ~Copyable {
    /// How many batches stay plain after a dictionary did not pay.
    private static let plainBatchCount = 15

    private let field: Int
    private var nulls = NullSlots()
    private var plain = PlainTexts(capacity: 0, byteCapacity: 0)
    private var dictionary = TextDictionary()
    private var isDictionary = true
    private var rowCount = 0
    private var plainBatchesLeft = 0

    init(field: Int) { self.field = field }

    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        var first = 0
        if isDictionary {
            first = appendCodes(chunk)
            if first < chunk.rowCount { becomePlain() }
        }
        if first < chunk.rowCount { appendPlain(chunk, from: first) }
        rowCount += chunk.rowCount
        return nil
    }

    /// Appends codes until the dictionary does not pay any more, and says at which row that is.
    private mutating func appendCodes(_ chunk: borrowing RecordChunk) -> Int {
        let tokens = chunk.tokens(ofField: field)
        let page = chunk.page, unescaped = chunk.unescaped
        dictionary.reserve(tokens.count)
        for row in tokens.indices {
            let token = tokens[row]
            if token.isNull {
                nulls.append(rowCount &+ row)
                dictionary.putNull()
                continue
            }
            // Named apart, so that the page's reference is not counted for each row.
            let isPut =
                token.isUnescaped
                ? dictionary.put(unescaped, token.start, token.end)
                : dictionary.put(page, token.start, token.end)
            guard isPut else { return row }
        }
        return tokens.count
    }

    private mutating func appendPlain(_ chunk: borrowing RecordChunk, from first: Int) {
        let tokens = chunk.tokens(ofField: field)
        let page = chunk.page, unescaped = chunk.unescaped
        var byteCount = 0
        for row in first..<tokens.count { byteCount &+= tokens[row].end &- tokens[row].start }
        plain.reserve(tokens.count - first, byteCount: byteCount)
        for row in first..<tokens.count {
            let token = tokens[row]
            if token.isNull {
                nulls.append(rowCount &+ row)
                plain.putNull()
            } else if token.isUnescaped {
                plain.put(unescaped, token.start, token.end)
            } else {
                plain.put(page, token.start, token.end)
            }
        }
    }

    private mutating func becomePlain() {
        isDictionary = false
        plainBatchesLeft = Self.plainBatchCount
        plain = dictionary.takePlain(
            spareCapacity: plain.lastCount,
            spareBytes: plain.lastByteCount
        )
    }

    mutating func finish() -> Column {
        defer {
            rowCount = 0
            if !isDictionary { plainBatchesLeft -= 1 }
            isDictionary = plainBatchesLeft <= 0
        }
        let validity = nulls.takeValidity(count: rowCount)
        return .text(
            isDictionary ? dictionary.take(validity: validity) : plain.take(validity: validity)
        )
    }
}
