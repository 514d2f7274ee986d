// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Goes through JSON text once, without building anything: linear time, bounded depth.
///
/// - Source: RFC 8259, section 2 to 7.
struct JSONScanner {
    /// How many objects and lists may stand in one another; the readers of Formats allow as many.
    static let maximumDepth = 1_024

    let bytes: Bytes
    private let start: Int
    let end: Int
    var position: Int

    /// Begins before the text at `range`.
    init(_ bytes: Bytes, _ range: Range<Int>) {
        self.bytes = bytes
        start = range.lowerBound
        end = range.upperBound
        position = range.lowerBound
    }

    /// The next byte; nil at the end.
    @inline(__always)
    var next: UInt8? { position < end ? bytes.span[position] : nil }

    func fault(_ kind: JSONTextFault.Kind) -> JSONTextFault {
        JSONTextFault(kind: next == nil ? .endsEarly : kind, offset: position - start)
    }

    mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    mutating func accept(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ kind: JSONTextFault.Kind) throws(JSONTextFault) {
        guard accept(byte) else { throw fault(kind) }
    }

    /// Makes sure that nothing but blanks follows.
    mutating func finish() throws(JSONTextFault) {
        skipBlanks()
        if next != nil { throw fault(.trailingText) }
    }

    // MARK: Values

    /// Skips one value, blanks before it included, that stands in `depth` objects and lists.
    mutating func skipValue(depth: Int) throws(JSONTextFault) {
        skipBlanks()
        guard let first = next else { throw fault(.endsEarly) }
        switch first {
        case 0x7B:
            try forEachMember(depth: depth) { scanner, _ throws(JSONTextFault) in
                try scanner.skipValue(depth: depth + 1)
            }
        case 0x5B:
            try forEachElement(depth: depth) { scanner, _ throws(JSONTextFault) in
                try scanner.skipValue(depth: depth + 1)
            }
        case 0x22: _ = try string()
        case 0x2D, 0x30...0x39: try skipNumber()
        case 0x74: try skip("true")
        case 0x66: try skip("false")
        case 0x6E: try skip("null")
        default: throw fault(.expectedValue)
        }
    }

    /// Calls `body`, which has to read the value, after each key of an object.
    @inline(__always)
    mutating func forEachMember(
        depth: Int,
        _ body: (inout JSONScanner, JSONKey) throws(JSONTextFault) -> Void
    ) throws(JSONTextFault) {
        guard depth < Self.maximumDepth else { throw fault(.tooDeep) }
        position += 1
        skipBlanks()
        if accept(0x7D) { return }
        repeat {
            skipBlanks()
            guard next == 0x22 else { throw fault(.expectedKey) }
            let key = try string()
            skipBlanks()
            try expect(0x3A, .expectedColon)
            try body(&self, key)
            skipBlanks()
        } while accept(0x2C)
        try expect(0x7D, .expectedMemberEnd)
    }

    /// Calls `body`, which has to read the value, for each place in a list, from 0.
    @inline(__always)
    mutating func forEachElement(
        depth: Int,
        _ body: (inout JSONScanner, Int) throws(JSONTextFault) -> Void
    ) throws(JSONTextFault) {
        guard depth < Self.maximumDepth else { throw fault(.tooDeep) }
        position += 1
        skipBlanks()
        if accept(0x5D) { return }
        var index = 0
        repeat {
            try body(&self, index)
            index += 1
            skipBlanks()
        } while accept(0x2C)
        try expect(0x5D, .expectedElementEnd)
    }
}

/// The bytes between a string's quotes.
struct JSONKey {
    let range: Range<Int>
    let hasEscape: Bool
}

/// Where and why a text is no JSON.
struct JSONTextFault: Error, Hashable {
    enum Kind: Sendable {
        case endsEarly, expectedValue, expectedKey, expectedColon, expectedMemberEnd
        case expectedElementEnd, malformedNumber, malformedEscape, controlCharacter, tooDeep
        case trailingText
    }

    let kind: Kind
    /// Bytes from the text's start.
    let offset: Int
}
