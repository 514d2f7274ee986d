// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions that look into a text.
extension TextKernels {
    static let length: Kernel = { arguments, rows, _ in
        integers(arguments, rows) { text, _ in Int64(text.codePointCount) }
    }

    static let position: Kernel = { arguments, rows, _ in
        let wanted = arguments[1].text
        return integers(arguments, rows) { text, row in
            guard let found = text.firstIndex(of: wanted.span(row), from: 0) else { return 0 }
            return Int64(text.extracting(0..<found).codePointCount + 1)
        }
    }

    static let startsWith: Kernel = { arguments, rows, _ in
        let text = arguments[0].text, start = arguments[1].text
        if start.isConstant {
            let pattern = TextPattern(start.bytes)
            return conditions(arguments, rows) { pattern.isPrefix(of: text.bytes, text.range($0)) }
        }
        return conditions(arguments, rows) { row in
            let span = text.span(row), pattern = start.span(row)
            return span.count >= pattern.count && span.matches(pattern, at: 0)
        }
    }

    static let endsWith: Kernel = { arguments, rows, _ in
        let text = arguments[0].text, end = arguments[1].text
        return conditions(arguments, rows) { row in
            let span = text.span(row), pattern = end.span(row)
            return span.count >= pattern.count
                && span.matches(pattern, at: span.count - pattern.count)
        }
    }

    static let contains: Kernel = { arguments, rows, _ in
        let text = arguments[0].text, wanted = arguments[1].text
        return conditions(arguments, rows) { row in
            text.span(row).firstIndex(of: wanted.span(row), from: 0) != nil
        }
    }

    @inline(__always)
    private static func integers(
        _ arguments: [Vector],
        _ rows: Selection,
        _ body: (Span<UInt8>, Int) -> Int64
    ) -> Vector {
        let text = arguments[0].text
        var values = ValuesBuilder<Int64>(capacity: rows.count)
        for row in 0..<rows.count { values.put(body(text.span(row), row)) }
        let validity = strictValidity(arguments, rows.count)
        return .column(.int64(Int64Array(values.finish(), validity: validity)))
    }

    @inline(__always)
    private static func conditions(
        _ arguments: [Vector],
        _ rows: Selection,
        _ body: (Int) -> Bool
    ) -> Vector {
        let bits = Bitmap.make(count: rows.count, body)
        let validity = strictValidity(arguments, rows.count)
        return .column(.boolean(BooleanArray(bits, validity: validity)))
    }
}

/// UTF-8 bytes seen as code points.
extension Span where Element == UInt8 {
    var codePointCount: Int {
        var count = 0
        for index in indices { count &+= self[index] & 0xC0 == 0x80 ? 0 : 1 }
        return count
    }

    /// Where the code point of that number, from 0, begins; the end if there are fewer.
    func offset(ofCodePoint number: Int) -> Int {
        guard number < count else { return count }
        var seen = 0
        for index in indices where self[index] & 0xC0 != 0x80 {
            if seen == number { return index }
            seen &+= 1
        }
        return count
    }

    func codePointLength(at start: Int) -> Int {
        var end = start + 1
        while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
        return end - start
    }

    func codePointStart(before end: Int) -> Int {
        var start = end - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// Whether one of the code points is that one.
    func contains(codePoint: Span<UInt8>) -> Bool {
        var position = 0
        while position < count {
            let length = codePointLength(at: position)
            if length == codePoint.count, matches(codePoint, at: position) { return true }
            position += length
        }
        return false
    }

    /// Whether the pattern stands at that place, where it has room.
    func matches(_ pattern: Span<UInt8>, at start: Int) -> Bool {
        for index in pattern.indices where self[start &+ index] != pattern[index] { return false }
        return true
    }

    /// Where the pattern first occurs from a place on; an empty one occurs at once.
    ///
    /// - Complexity: O(bytes), whatever the pattern.
    func firstIndex(of pattern: Span<UInt8>, from start: Int) -> Int? {
        var steps = 0
        return firstIndex(of: pattern, from: start, steps: &steps)
    }

    /// Adds to `steps` how many bytes were looked at.
    ///
    /// Compares at each place where the first byte stands, which is the fastest way through almost
    /// all texts, and turns to a search of bounded cost when that looks at too many bytes in vain.
    func firstIndex(of pattern: Span<UInt8>, from start: Int, steps: inout Int) -> Int? {
        guard !pattern.isEmpty else { return start }
        let end = count &- pattern.count &+ 1
        var position = start, compared = 0
        while position < end {
            let found = firstOffset(of: pattern[0], from: position, to: end)
            steps &+= found &- position
            guard found < end else { return nil }
            let length = commonLength(pattern, at: found)
            steps &+= length &+ 1
            if length == pattern.count { return found }
            compared &+= length
            position = found &+ 1
            if compared > 256 &+ 4 &* (position &- start) {
                var bytes: [UInt8] = []
                for index in pattern.indices { bytes.append(pattern[index]) }
                let place = ByteSearch(bytes).end(in: self, within: position..<count, steps: &steps)
                return place.map { $0 &- pattern.count }
            }
        }
        return nil
    }

    /// How many bytes of the pattern stand at a place where it has room.
    private func commonLength(_ pattern: Span<UInt8>, at start: Int) -> Int {
        var length = 0
        while length < pattern.count, self[start &+ length] == pattern[length] { length &+= 1 }
        return length
    }
}
