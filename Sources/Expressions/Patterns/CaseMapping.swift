// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The lower or upper case of each code point as UTF-8 bytes, so that whole texts are mapped without
/// a `String`.
///
/// - Source: Unicode's SpecialCasing without its conditions and languages: `ß` becomes `SS`, a `Σ`
///   at the end of a word `σ`.
struct CaseMapping: Sendable {
    /// For each page of 256 code points the place of its entries; 0 for a page that nothing changes.
    private let pages: [Int]
    /// The bytes of a code point's mapping, the first lowest, and their count in the highest byte;
    /// 0 for a code point that stays as it is.
    private let entries: [UInt64]
    /// The ASCII letters that change are the 26 from this one on.
    private let firstLetter: UInt8

    static let lower = CaseMapping(firstLetter: 0x41, \.changesWhenLowercased, \.lowercaseMapping)
    static let upper = CaseMapping(firstLetter: 0x61, \.changesWhenUppercased, \.uppercaseMapping)

    /// A mapping is at most so many times as long as what it maps.
    private static let growth = 3
    /// No code point past the first two planes has case.
    private static let pageCount = 0x200

    private init(
        firstLetter: UInt8,
        _ changes: KeyPath<Unicode.Scalar.Properties, Bool>,
        _ mapping: KeyPath<Unicode.Scalar.Properties, String>
    ) {
        var pages: [Int] = []
        var entries = [UInt64](repeating: 0, count: 256)
        for page in 0..<Self.pageCount {
            let scalars = (UInt32(page) << 8..<UInt32(page + 1) << 8).map { Unicode.Scalar($0) }
            let changed = scalars.map { $0.map { $0.properties[keyPath: changes] } ?? false }
            pages.append(changed.contains(true) ? entries.count : 0)
            guard changed.contains(true) else { continue }
            for (scalar, isChanged) in zip(scalars, changed) {
                let text = scalar.map { isChanged ? $0.properties[keyPath: mapping] : "" } ?? ""
                entries.append(Self.entry(text, of: scalar))
            }
        }
        self.pages = pages
        self.entries = entries
        self.firstLetter = firstLetter
    }

    private static func entry(_ text: String, of scalar: Unicode.Scalar?) -> UInt64 {
        guard let scalar, !text.isEmpty else { return 0 }
        let bytes = Array(text.utf8)
        precondition(
            bytes.count <= 7 && bytes.count <= growth * UTF8.width(scalar),
            "a mapping outgrew its room"
        )
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } | UInt64(bytes.count) << 56
    }

    /// Appends the mapping of a part of `source`, valid UTF-8; O(bytes), no allocation.
    func append(_ source: Bytes, _ range: Range<Int>, to writer: inout ByteWriter) {
        writer.reserve(range.count * Self.growth + 8)
        let padded = source.paddedSpan
        var position = range.lowerBound
        while position < range.upperBound {
            let word = padded.word(at: position)
            let rest = range.upperBound &- position
            let length = min(8, rest, (word & Self.highBits).trailingZeroBitCount >> 3)
            if length > 0 {
                writer.put(word: mapped(ascii: word), byteCount: length)
                position &+= length
            } else {
                position &+= append(codePoint: word, rest, to: &writer)
            }
        }
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Eight ASCII bytes at once; bytes that are none come out as nonsense.
    @inline(__always)
    private func mapped(ascii word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let sevenBits = word & ~Self.highBits
        let fromFirst = sevenBits &+ ones &* UInt64(0x80 &- firstLetter)
        let pastLast = sevenBits &+ ones &* UInt64(0x80 &- firstLetter &- 26)
        // A letter that changes sets the high bit in one sum only; moved down it is the case bit.
        return word ^ ((fromFirst ^ pastLast) & Self.highBits) >> 2
    }

    /// Appends the mapping of the code point at the start of `word` and says how long that is.
    private func append(codePoint word: UInt64, _ rest: Int, to writer: inout ByteWriter) -> Int {
        let lead = UInt8(truncatingIfNeeded: word)
        let length = min(rest, lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4)
        let entry = lead < 0xF4 && lead >= 0xC2 ? entries[place(of: word, length)] : 0
        if entry == 0 {
            writer.put(word: word, byteCount: length)
        } else {
            writer.put(word: entry, byteCount: Int(truncatingIfNeeded: entry >> 56))
        }
        return length
    }

    /// Where the entry of a code point of two bytes or more stands.
    private func place(of word: UInt64, _ length: Int) -> Int {
        let second = word >> 8 & 0x3F, third = word >> 16 & 0x3F, fourth = word >> 24 & 0x3F
        let scalar =
            switch length {
            case 2: (word & 0x1F) << 6 | second
            case 3: (word & 0x0F) << 12 | second << 6 | third
            default: (word & 0x07) << 18 | second << 12 | third << 6 | fourth
            }
        let page = Int(scalar >> 8)
        return page < Self.pageCount ? pages[page] &+ Int(scalar & 0xFF) : 0
    }
}
