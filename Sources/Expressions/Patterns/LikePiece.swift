// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What stands between two `%` of a `like` pattern: bytes, and `_` for any one code point.
struct LikePiece: Sendable {
    enum Part: Sendable, Hashable {
        case byte(UInt8)
        case anyCodePoint
    }

    private enum Search: Sendable {
        case bytes(ByteSearch)
        case parts(PartSearch)
    }

    private let parts: [Part]
    private let search: Search

    /// - Precondition: At least one part, if it is going to be looked for.
    init(_ parts: [Part]) {
        self.parts = parts
        let bytes = parts.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
        search =
            bytes.count == parts.count ? .bytes(ByteSearch(bytes)) : .parts(PartSearch(parts))
    }

    /// Where the piece ends that begins at `start`; nil if it does not.
    func end(in text: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        for part in parts {
            guard position < text.count else { return nil }
            switch part {
            case .byte(let byte):
                guard text[position] == byte else { return nil }
                position &+= 1
            case .anyCodePoint: position &+= text.codePointLength(at: position)
            }
        }
        return position
    }

    /// Where the piece begins that ends with the text, at `limit` or later; nil if it does not.
    func start(in text: Span<UInt8>, notBefore limit: Int) -> Int? {
        var position = text.count
        for part in parts.reversed() {
            guard position > limit else { return nil }
            switch part {
            case .byte(let byte):
                guard text[position &- 1] == byte else { return nil }
                position &-= 1
            case .anyCodePoint: position = text.codePointStart(before: position)
            }
        }
        return position >= limit ? position : nil
    }

    /// Where the first occurrence within `range` ends; nil if there is none.
    ///
    /// - Complexity: O(bytes), times a 64th of the piece's length if it holds a `_`.
    func end(in text: Span<UInt8>, within range: Range<Int>, steps: inout Int) -> Int? {
        switch search {
        case .bytes(let search): search.end(in: text, within: range, steps: &steps)
        case .parts(let search): search.end(in: text, within: range, steps: &steps)
        }
    }
}

/// Finds bytes and any code points by running through all ways to match at once, a bit for each
/// part.
///
/// - Source: Baeza-Yates and Gonnet, "A new approach to text searching", 1992.
private struct PartSearch: Sendable {
    private let partCount: Int
    private let wordCount: Int
    /// For each byte the parts that it can be the first byte of.
    private let accepting: [UInt64]
    /// The parts that are any code point, which the bytes after its first do not end.
    private let anyCodePoints: [UInt64]

    init(_ parts: [LikePiece.Part]) {
        partCount = parts.count
        let wordCount = (parts.count + 63) / 64
        var accepting = [UInt64](repeating: 0, count: 256 * wordCount)
        var anyCodePoints = [UInt64](repeating: 0, count: wordCount)
        for (index, part) in parts.enumerated() {
            let bit = UInt64(1) << UInt64(index & 63)
            switch part {
            case .byte(let byte): accepting[Int(byte) * wordCount + index >> 6] |= bit
            case .anyCodePoint:
                anyCodePoints[index >> 6] |= bit
                for byte in 0..<256 where byte & 0xC0 != 0x80 {
                    accepting[byte * wordCount + index >> 6] |= bit
                }
            }
        }
        self.wordCount = wordCount
        self.accepting = accepting
        self.anyCodePoints = anyCodePoints
    }

    func end(in text: Span<UInt8>, within range: Range<Int>, steps: inout Int) -> Int? {
        guard wordCount == 1 else { return longEnd(in: text, within: range, steps: &steps) }
        let last = UInt64(1) << UInt64(partCount &- 1)
        var matched: UInt64 = 0
        for position in range {
            let byte = text[position]
            let staying = byte & 0xC0 == 0x80 ? matched & anyCodePoints[0] : 0
            matched = (matched << 1 | 1) & accepting[Int(byte)] | staying
            steps &+= 1
            if matched & last != 0 { return text.codePointEnd(after: position, range.upperBound) }
        }
        return nil
    }

    private func longEnd(in text: Span<UInt8>, within range: Range<Int>, steps: inout Int) -> Int? {
        let last = UInt64(1) << UInt64((partCount &- 1) & 63)
        var matched = [UInt64](repeating: 0, count: wordCount)
        for position in range {
            let byte = text[position]
            let staying: UInt64 = byte & 0xC0 == 0x80 ? .max : 0
            var carried: UInt64 = 1
            for word in 0..<wordCount {
                let previous = matched[word]
                let accepted = accepting[Int(byte) &* wordCount &+ word]
                matched[word] =
                    (previous << 1 | carried) & accepted | previous & anyCodePoints[word] & staying
                carried = previous >> 63
                steps &+= 1
            }
            if matched[wordCount &- 1] & last != 0 {
                return text.codePointEnd(after: position, range.upperBound)
            }
        }
        return nil
    }
}

extension Span where Element == UInt8 {
    /// Where the code point ends of which `position` is a byte.
    fileprivate func codePointEnd(after position: Int, _ limit: Int) -> Int {
        var end = position + 1
        while end < limit, self[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
