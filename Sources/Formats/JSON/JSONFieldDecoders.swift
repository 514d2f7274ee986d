// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Keeps values as compact JSON text.
struct JSONFieldDecoder: ~Copyable {
    private let field: Int
    private var nulls = NullSlots()
    private var texts = PlainTexts(capacity: 0, byteCapacity: 0)
    private var rowCount = 0

    init(field: Int) { self.field = field }

    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        let tokens = chunk.tokens(ofField: field)
        for row in tokens.indices {
            let token = tokens[row]
            if token.isNull { nulls.append(rowCount + row) }
            texts.put { $0.appendCompactJSON(chunk.page, token.start..<token.end) }
        }
        rowCount += tokens.count
        return nil
    }

    mutating func finish() -> Column {
        let validity = nulls.takeValidity(count: rowCount)
        rowCount = 0
        return .json(texts.take(validity: validity))
    }
}

/// Keeps the members that no other column takes as one compact JSON object per record.
struct StrayColumn: ~Copyable {
    private var nulls = NullSlots()
    private var texts = PlainTexts(capacity: 0, byteCapacity: 0)
    private var rowCount = 0

    /// Appends one slot per record of a chunk; `prefixes` holds for each object of the key table the start of its
    /// members' dotted names.
    mutating func append(
        _ strays: [StrayMember],
        prefixes: [String],
        page: Bytes,
        rowCount count: Int
    ) {
        var next = 0
        for row in 0..<count {
            let first = next
            while next < strays.count, strays[next].row == row { next += 1 }
            if first == next { nulls.append(rowCount + row) }
            let members = strays[first..<next]
            texts.put { writer in
                guard !members.isEmpty else { return }
                for (place, member) in members.enumerated() {
                    writer.append(place == 0 ? .openBrace : .comma)
                    writer.append(.quote)
                    writer.appendEscapedJSON(prefixes[member.object])
                    writer.append(page.slice(member.key.lowerBound + 1..<member.key.upperBound))
                    writer.append(.colon)
                    writer.appendCompactJSON(page, member.value)
                }
                writer.append(.closeBrace)
            }
        }
        rowCount += count
    }

    mutating func finish() -> Column {
        let validity = nulls.takeValidity(count: rowCount)
        rowCount = 0
        return .json(texts.take(validity: validity))
    }
}

extension ByteWriter {
    /// Appends checked JSON without the white space between its tokens.
    mutating func appendCompactJSON(_ source: Bytes, _ range: Range<Int>) {
        reserve(range.count)
        let bytes = source.span
        var isString = false, at = range.lowerBound
        while at < range.upperBound {
            let byte = bytes[at]
            if isString, byte == .backslash {
                put(byte)
                at += 1
                put(bytes[at])
            } else if isString || !byte.isJSONSpace {
                if byte == .quote { isString.toggle() }
                put(byte)
            }
            at += 1
        }
    }

    /// Appends the inside of a JSON string; for names, never per value.
    mutating func appendEscapedJSON(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\u{0}"..<" ": append(Self.unicodeEscape(scalar.value))
            default: append(String(scalar))
            }
        }
    }

    private static func unicodeEscape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
