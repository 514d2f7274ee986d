// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Writes text as MIME's quoted-printable: ASCII lines of at most 76 characters, ended by CRLF.
///
/// A line that begins with a dot or with `From ` has its first character encoded, since SMTP and
/// mailbox files give both a meaning.
///
/// - Source: RFC 2045, section 6.7.
struct QuotedPrintable: ~Copyable {
    private static let longestLine = 76
    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private var line: [UInt8] = []

    /// Appends `text` and a last line end; `\n` and `\r\n` both end a line.
    static func append(_ text: String, to writer: inout ByteWriter) {
        var encoder = QuotedPrintable()
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isMailLineEnd) {
            encoder.encode(Array(line.utf8), into: &writer)
        }
    }

    private mutating func encode(_ text: [UInt8], into writer: inout ByteWriter) {
        line.removeAll(keepingCapacity: true)
        for (index, byte) in text.enumerated() {
            let isLast = index == text.count - 1
            let token = Self.token(
                for: byte,
                isLast: isLast,
                isFirst: line.isEmpty,
                in: text[index...]
            )
            // A line that goes on needs room for the `=` that says so.
            if line.count + token.count > Self.longestLine - (isLast ? 0 : 1) {
                line.append(UInt8(ascii: "="))
                endLine(into: &writer)
                line.append(
                    contentsOf: Self.token(
                        for: byte,
                        isLast: isLast,
                        isFirst: true,
                        in: text[index...]
                    )
                )
            } else {
                line.append(contentsOf: token)
            }
        }
        endLine(into: &writer)
    }

    private mutating func endLine(into writer: inout ByteWriter) {
        writer.reserve(line.count + 2)
        for byte in line { writer.put(byte) }
        writer.put("\r\n")
        line.removeAll(keepingCapacity: true)
    }

    private static func token(
        for byte: UInt8,
        isLast: Bool,
        isFirst: Bool,
        in rest: ArraySlice<UInt8>
    ) -> [UInt8] {
        let isPlain: Bool
        switch byte {
        case UInt8(ascii: "="): isPlain = false
        case UInt8(ascii: " "), UInt8(ascii: "\t"): isPlain = !isLast
        case UInt8(ascii: "."): isPlain = !isFirst
        case UInt8(ascii: "F"): isPlain = !(isFirst && rest.starts(with: "From ".utf8))
        default: isPlain = (0x21...0x7E).contains(byte)
        }
        guard !isPlain else { return [byte] }
        return [UInt8(ascii: "="), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
    }
}

extension Character {
    fileprivate var isMailLineEnd: Bool { self == "\n" || self == "\r\n" }
}
