// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A place in an indexed page: the basis of every walk over JSON.
///
/// What stage 1 has checked (UTF-8, control characters, closed strings) is relied on; all other grammar is checked
/// here, and nothing is passed over unchecked.
struct JSONCursor: ~Escapable {
    /// How many objects and lists may stand in one another.
    static let maximumDepth = 1_024

    /// The page and the readable bytes past it.
    let page: Span<UInt8>
    let byteCount: Int
    /// Offsets of the tokens; after the last, the page's length.
    let positions: Span<UInt32>
    let tokenCount: Int
    /// The number of the token that comes next.
    var next = 0
    /// The first backslash not yet passed, `byteCount` if none: a string that ends before it has no escapes.
    var nextBackslash: Int

    /// Starts at the first token.
    ///
    /// `nextBackslash` is where the first one stands, nil to look for it; a walk that resolves every string it passes may
    /// say `byteCount`.
    @_lifetime(copy page, copy positions)
    init(
        page: Span<UInt8>,
        byteCount: Int,
        positions: Span<UInt32>,
        nextBackslash: Int? = nil
    ) {
        self.page = page
        self.byteCount = byteCount
        self.positions = positions
        tokenCount = positions.count - 1
        self.nextBackslash =
            nextBackslash ?? page.firstOffset(of: .backslash, from: 0, to: byteCount)
    }

    /// The offset of a token; the page's length past the last one.
    @inline(__always)
    func offset(_ token: Int) -> Int { Int(truncatingIfNeeded: positions[token]) }

    /// The first byte of a token, 0 past the last one.
    @inline(__always)
    func byte(_ token: Int) -> UInt8 {
        token < tokenCount ? page[offset(token)] : 0
    }

    /// The first byte of the next token, 0 at the end.
    @inline(__always)
    var nextByte: UInt8 { byte(next) }

    /// A fault at the next token; at the page's end it is that the page ends too early.
    func fault(_ kind: JSONFault.Kind) -> JSONFault {
        next < tokenCount
            ? JSONFault(kind, at: offset(next)) : JSONFault(.unexpectedEnd, at: byteCount)
    }

    /// Where the string that begins at `start` ends, closing quote included: between it and the next token, which begins
    /// at `after`, there is only white space.
    @inline(__always)
    func stringEnd(from start: Int, before after: Int) throws(JSONFault) -> Int {
        var end = after &- 1
        while page[end] != .quote { end &-= 1 }
        guard end > start else { throw JSONFault(.unclosedString, at: start) }
        return end &+ 1
    }

    /// Where the number or literal that begins at `start` ends.
    @inline(__always)
    func scalarEnd(from start: Int, before after: Int) -> Int {
        var end = after
        while end > start, page[end &- 1].isJSONSpace { end &-= 1 }
        return end
    }

    /// Whether the string that ends there has an escape; strings must be asked in their order.
    @inline(__always)
    func hasEscape(before end: Int) -> Bool { nextBackslash < end }

    /// Looks for the next backslash, once a string with escapes has been passed.
    mutating func passEscapes(before end: Int) {
        nextBackslash = page.firstOffset(of: .backslash, from: end, to: byteCount)
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let minus = UInt8(ascii: "-")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")

    /// Whether it is one of JSON's four characters of white space.
    @inline(__always)
    var isJSONSpace: Bool {
        self <= 0x20 && (self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09)
    }

    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }
}
