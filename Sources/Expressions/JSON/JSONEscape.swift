// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What follows a backslash in a JSON string.
///
/// - Source: RFC 8259, section 7.
enum JSONEscape {
    /// Whether a letter may follow a backslash.
    static func isLetter(_ letter: UInt8) -> Bool { letter == 0x75 || byte(letter) != nil }

    /// What a letter after a backslash stands for; nil for `u` and for any that is not known.
    private static func byte(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x22, 0x5C, 0x2F: letter
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: nil
        }
    }

    /// The code point of `\uXXXX` or of a pair of surrogates, and how many bytes it takes; nil for
    /// half a pair.
    static func codePoint(
        _ bytes: Bytes,
        at backslash: Int,
        end: Int
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        guard let first = unit(bytes, at: backslash, end: end) else { return nil }
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        guard first & 0xFC00 == 0xD800, let second = unit(bytes, at: backslash + 6, end: end),
            second & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
        else { return nil }
        return (scalar, 12)
    }

    /// The four hexadecimal digits of `\uXXXX`.
    private static func unit(_ bytes: Bytes, at backslash: Int, end: Int) -> UInt32? {
        let span = bytes.span
        guard backslash + 6 <= end, span[backslash] == 0x5C, span[backslash + 1] == 0x75 else {
            return nil
        }
        var unit: UInt32 = 0
        for index in backslash + 2..<backslash + 6 {
            guard let digit = digit(span[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte &- 0x30)
        case 0x61...0x66, 0x41...0x46: UInt32((byte | 0x20) &- 0x57)
        default: nil
        }
    }

    /// Appends what the checked string at `range` stands for; never longer than the string.
    static func append(_ bytes: Bytes, _ range: Range<Int>, to writer: inout ByteWriter) {
        writer.reserve(range.count)
        let span = bytes.span
        var position = range.lowerBound
        while position < range.upperBound {
            let current = span[position]
            if current != 0x5C {
                writer.put(current)
                position += 1
            } else if let byte = byte(span[position + 1]) {
                writer.put(byte)
                position += 2
            } else if let found = codePoint(bytes, at: position, end: range.upperBound) {
                for byte in UTF8.encode(found.scalar) ?? UTF8.encodedReplacementCharacter {
                    writer.put(byte)
                }
                position += found.length
            } else {
                preconditionFailure("the string was not checked")
            }
        }
    }
}
