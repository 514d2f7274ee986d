// SPDX-License-Identifier: Apache-2.0

import Columnar

extension StructuralIndex {
    /// Indexes `page`, or says where its bytes, strings or emptiness are at fault.
    mutating func build(_ page: Bytes) throws(JSONFault) {
        guard page.count <= Self.maximumByteCount else { throw JSONFault(.tooLarge, at: 0) }
        guard page.count > 0 else { throw JSONFault(.noData, at: 0) }
        switch index(page) {
        case .indexed: return
        case .outOfMemory: throw JSONFault(.tooLarge, at: 0)
        case .malformed: throw LexicalCheck.firstFault(page)
        }
    }
}

/// Finds what stage 1 only says to exist; runs once, on a page that is refused.
enum LexicalCheck {
    /// The first fault of a page that stage 1 does not accept.
    static func firstFault(_ page: Bytes) -> JSONFault {
        if let offset = firstInvalidUTF8(page.span) { return JSONFault(.invalidUTF8, at: offset) }
        return stringFault(page.span) ?? JSONFault(.noData, at: 0)
    }

    /// Where the first byte stands that begins no well-formed UTF-8 sequence.
    static func firstInvalidUTF8(_ bytes: Span<UInt8>) -> Int? {
        var at = 0
        while at < bytes.count {
            let length = sequenceLength(bytes, at)
            guard length > 0 else { return at }
            at += length
        }
        return nil
    }

    /// - Source: table 3-7 of the Unicode standard, "Well-Formed UTF-8 Byte Sequences".
    private static func sequenceLength(_ bytes: Span<UInt8>, _ at: Int) -> Int {
        let length: Int, second: ClosedRange<UInt8>
        switch bytes[at] {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return 0 }
        for next in at + 2..<max(at + 2, at + length) where bytes[next] & 0xC0 != 0x80 { return 0 }
        return length
    }

    private static func stringFault(_ bytes: Span<UInt8>) -> JSONFault? {
        var start: Int?
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == .quote { start = start == nil ? at : nil }
            if start != nil, byte < 0x20 { return JSONFault(.controlCharacter, at: at) }
            at += start != nil && byte == .backslash ? 2 : 1
        }
        return start.map { JSONFault(.unclosedString, at: $0) }
    }
}
