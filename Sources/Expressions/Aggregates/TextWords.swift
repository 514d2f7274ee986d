// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Texts kept as whole 64-bit words whose unused bytes are zero, so that hashing and comparing need no byte loops.
enum TextWords {
    /// How many words `byteCount` bytes take.
    @inline(__always)
    static func count(_ byteCount: Int) -> Int { (byteCount &+ 7) >> 3 }

    /// The word that begins with byte `offset` of a padded span, `byteCount` bytes before its text ends.
    @inline(__always)
    static func word(_ source: Span<UInt8>, at offset: Int, byteCount: Int) -> UInt64 {
        source.word(at: offset) & UInt64.lowBytes(min(8, byteCount))
    }

    /// Writes the text that these words hold.
    static func append(
        _ words: Span<UInt64>,
        _ range: Range<Int>,
        byteCount: Int,
        to writer: inout ByteWriter
    ) {
        unsafe writer.appendUnsafely(upTo: range.count * 8) { room in
            for index in range.indices {
                let offset = (index - range.lowerBound) * 8
                unsafe room.storeBytes(of: words[index], toByteOffset: offset, as: UInt64.self)
            }
            return byteCount
        }
    }
}
