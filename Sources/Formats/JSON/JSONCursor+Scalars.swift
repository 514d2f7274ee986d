// SPDX-License-Identifier: Apache-2.0

import Columnar

extension JSONCursor {
    /// Checks a scalar that is not a string and says where it ends.
    @inline(__always)
    func checkedScalarEnd(_ start: Int, before after: Int) throws(JSONFault) -> Int {
        let end = scalarEnd(from: start, before: after)
        try ScalarGrammar.check(page, start, end)
        return end
    }
}

/// The grammar of numbers and literals; over the page alone, so that a cursor is not copied for a call.
enum ScalarGrammar {
    /// Checks that `start..<end` is a number or a literal.
    @inline(__always)
    static func check(_ page: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONFault) {
        let first = page[start] == .minus ? start &+ 1 : start
        let count = end &- first
        // Nearly all scalars are short integers: check up to eight digits at once.
        if count > 0, count <= 8, page[first] != UInt8(ascii: "0") || count == 1,
            page.word(at: first).areDigits(count)
        {
            return
        }
        try checkAny(page, start, end)
    }

    @inline(never)
    private static func checkAny(
        _ page: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) throws(JSONFault) {
        let first = page[start]
        if first.isDigit || first == .minus {
            try checkNumber(page, start, end)
        } else if first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") {
            try checkLiteral(page, start, end)
        } else {
            throw JSONFault(.expectedValue, at: start)
        }
    }

    private static func checkNumber(
        _ page: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) throws(JSONFault) {
        var at = start
        if page[at] == .minus { at += 1 }
        let digits = digitsEnd(page, at, end)
        guard digits > at, digits == at + 1 || page[at] != UInt8(ascii: "0") else {
            throw JSONFault(.badNumber, at: start)
        }
        at = digits
        if at < end, page[at] == UInt8(ascii: ".") {
            let fraction = digitsEnd(page, at + 1, end)
            guard fraction > at + 1 else { throw JSONFault(.badNumber, at: start) }
            at = fraction
        }
        if at < end, page[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, page[at] == .minus || page[at] == UInt8(ascii: "+") { at += 1 }
            let exponent = digitsEnd(page, at, end)
            guard exponent > at else { throw JSONFault(.badNumber, at: start) }
            at = exponent
        }
        guard at == end else { throw JSONFault(.badNumber, at: start) }
    }

    private static func digitsEnd(_ page: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, page[at].isDigit { at += 1 }
        return at
    }

    private static func checkLiteral(
        _ page: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) throws(JSONFault) {
        let word = page.word(at: start)
        let isKnown =
            switch end &- start {
            case 4:
                word & 0xFFFF_FFFF == JSONLiteral.true || word & 0xFFFF_FFFF == JSONLiteral.null
            case 5: word & 0xFF_FFFF_FFFF == JSONLiteral.false
            default: false
            }
        guard isKnown else { throw JSONFault(.badLiteral, at: start) }
    }
}

/// The literals as little-endian words.
enum JSONLiteral {
    static let `true`: UInt64 = 0x6575_7274
    static let null: UInt64 = 0x6C6C_756E
    static let `false`: UInt64 = 0x65_736C_6166
}

extension UInt64 {
    /// Whether the lowest `count` bytes, 1 to 8 of them, are ASCII digits.
    @inline(__always)
    func areDigits(_ count: Int) -> Bool {
        // What lies past them is shifted out, and zeros come in as the digit 0.
        let unused = UInt64(truncatingIfNeeded: 8 &- count) &* 8
        let digits = self << unused | ~(~0 << unused) & 0x3030_3030_3030_3030
        let high = digits & 0xF0F0_F0F0_F0F0_F0F0
        let carried = (digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
        return high == 0x3030_3030_3030_3030 && carried == 0x3030_3030_3030_3030
    }
}
