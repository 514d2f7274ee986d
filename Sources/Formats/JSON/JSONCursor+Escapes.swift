// SPDX-License-Identifier: Apache-2.0

import Columnar

extension JSONCursor {
    /// Passes a key and its colon and gives the key's text; for few keys.
    mutating func key() throws(JSONFault) -> String {
        let start = offset(next)
        try skipKey()
        return try text(start, before: offset(next - 1))
    }

    /// The text of the string that begins at `start`; for few strings.
    func text(_ start: Int, before after: Int) throws(JSONFault) -> String {
        let end = try stringEnd(from: start, before: after)
        var text = ByteWriter(capacity: end - start)
        try unescape(start + 1, end - 1, into: &text)
        return text.text
    }

    /// Appends the text of the string content `start..<end`, its escapes resolved; never longer than the content.
    func unescape(_ start: Int, _ end: Int, into writer: inout ByteWriter) throws(JSONFault) {
        writer.reserve(end - start)
        var at = start
        while at < end {
            guard page[at] == .backslash else {
                writer.put(page[at])
                at += 1
                continue
            }
            guard at + 1 < end else { throw JSONFault(.badEscape, at: at) }
            if page[at + 1] == UInt8(ascii: "u") {
                at = try unescapeUnicode(at, end, into: &writer)
            } else {
                guard let byte = Self.escapedByte(page[at + 1]) else {
                    throw JSONFault(.badEscape, at: at)
                }
                writer.put(byte)
                at += 2
            }
        }
    }

    private static func escapedByte(_ letter: UInt8) -> UInt8? {
        switch letter {
        case .quote, .backslash, UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Puts the character of one `\uXXXX`, or of a pair of surrogates, and says where it ends.
    private func unescapeUnicode(
        _ start: Int,
        _ end: Int,
        into writer: inout ByteWriter
    ) throws(JSONFault) -> Int {
        let first = try hexadecimal(start, end)
        var value = first, at = start + 6
        if first & 0xFC00 == 0xD800 {
            guard at + 1 < end, page[at] == .backslash, page[at + 1] == UInt8(ascii: "u") else {
                throw JSONFault(.loneSurrogate, at: start)
            }
            let second = try hexadecimal(at, end)
            guard second & 0xFC00 == 0xDC00 else { throw JSONFault(.loneSurrogate, at: start) }
            value = 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
            at += 6
        }
        guard let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) else {
            throw JSONFault(.loneSurrogate, at: start)
        }
        for byte in bytes { writer.put(byte) }
        return at
    }

    /// The value of the four digits after `\u`.
    private func hexadecimal(_ escape: Int, _ end: Int) throws(JSONFault) -> UInt32 {
        guard escape + 6 <= end else { throw JSONFault(.badEscape, at: escape) }
        var value: UInt32 = 0
        for at in escape + 2..<escape + 6 {
            let byte = page[at], letter = (byte | 0x20) &- UInt8(ascii: "a")
            if byte.isDigit {
                value = value << 4 | UInt32(byte &- 0x30)
            } else if letter < 6 {
                value = value << 4 | UInt32(letter &+ 10)
            } else {
                throw JSONFault(.badEscape, at: escape)
            }
        }
        return value
    }
}
