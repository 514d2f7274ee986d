// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Checks values that are JSON and keeps them as compact JSON text.
struct CSVJSONDecoder: ~Copyable {
    private let field: Int
    private var nulls = NullSlots()
    private var texts = PlainTexts(capacity: 0, byteCapacity: 0)
    private var index = StructuralIndex()
    private var rowCount = 0

    init(field: Int) { self.field = field }

    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        let tokens = chunk.tokens(ofField: field)
        var fault: ValueFault?
        for row in tokens.indices {
            let token = tokens[row]
            if token.isNull { nulls.append(rowCount + row) }
            let source = chunk.source(of: token)
            if !token.isNull, !isJSON(source.slice(token.start..<token.end)), fault == nil {
                fault = ValueFault(kind: .badJSON, row: row, field: field, token: token)
            }
            texts.put { $0.appendCompactJSON(source, token.start..<token.end) }
        }
        rowCount += tokens.count
        return fault
    }

    private mutating func isJSON(_ value: Bytes) -> Bool {
        do {
            try index.build(value)
            var cursor = JSONCursor(
                page: value.paddedSpan,
                byteCount: value.count,
                positions: index.positions
            )
            _ = try cursor.skipValue(depth: 0)
            try cursor.checkEnd()
            return true
        } catch {
            return false
        }
    }

    mutating func finish() -> Column {
        let validity = nulls.takeValidity(count: rowCount)
        rowCount = 0
        return .json(texts.take(validity: validity))
    }
}

/// Keeps the values that no column takes as one JSON object of texts per row.
struct CSVStrayColumn: ~Copyable {
    private var nulls = NullSlots()
    private var texts = PlainTexts(capacity: 0, byteCapacity: 0)
    private var rowCount = 0
    private let rules = TextRules(
        escaping: .json,
        null: "null",
        decimalSeparator: UInt8(ascii: "."),
        special: SpecialBytes(.quote, .backslash, .quote, .quote, below: 0x20)
    )

    /// Appends one slot per row; `names` are those of the fields from `first` on.
    mutating func append(_ chunk: borrowing RecordChunk, names: [String], from first: Int) {
        for row in 0..<chunk.rowCount {
            var isEmpty = true
            texts.put { writer in
                for (place, name) in names.enumerated() {
                    let token = chunk.tokens(ofField: first + place)[row]
                    guard !token.isNull else { continue }
                    writer.append(isEmpty ? .openBrace : .comma)
                    isEmpty = false
                    writer.append(.quote)
                    writer.appendEscapedJSON(name)
                    writer.append("\":\"")
                    let source = chunk.source(of: token).paddedSpan
                    writer.append(escaped: source, token.start, token.end, rules, isFormula: false)
                    writer.append(.quote)
                }
                if !isEmpty { writer.append(.closeBrace) }
            }
            if isEmpty { nulls.append(rowCount + row) }
        }
        rowCount += chunk.rowCount
    }

    mutating func finish() -> Column {
        let validity = nulls.takeValidity(count: rowCount)
        rowCount = 0
        return .json(texts.take(validity: validity))
    }
}
