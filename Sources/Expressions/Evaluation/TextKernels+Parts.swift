// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions that give a part of a text.
extension TextKernels {
    static func trim(atStart: Bool, atEnd: Bool) -> Kernel {
        { arguments, rows, _ in
            let characters = arguments.count > 1 ? arguments[1].text : TextOperand(constant: " ")
            return slice(arguments, rows) { row, text in
                let unwanted = characters.span(row)
                var start = 0, end = text.count
                while atStart, start < end {
                    let length = text.codePointLength(at: start)
                    guard unwanted.contains(codePoint: text.extracting(start..<start + length))
                    else { break }
                    start += length
                }
                while atEnd, end > start {
                    let previous = text.codePointStart(before: end)
                    guard unwanted.contains(codePoint: text.extracting(previous..<end)) else {
                        break
                    }
                    end = previous
                }
                return start..<end
            }
        }
    }

    /// As in SQL: positions before 1 count, and the part of them that lies outside the text is
    /// empty.
    static let substring: Kernel = { arguments, rows, faults in
        let starts = arguments[1].int64
        let lengths = arguments.count > 2 ? arguments[2].int64 : .constant(.max)
        let validity = strictValidity(arguments, rows.count)
        if let row = rows.first(lengths, validity: validity, where: { $0 < 0 }) {
            faults.report(row, .negativeLength("substring", lengths[row]))
        }
        return slice(arguments, rows) { row, text in
            let start = starts[row], length = max(0, lengths[row])
            let (sum, overflow) = start.addingReportingOverflow(length)
            let end = overflow || length == .max ? Int64.max : sum
            let first = text.offset(ofCodePoint: Int(start > 0 ? start - 1 : 0))
            let last = text.offset(ofCodePoint: Int(end > 0 ? end - 1 : 0))
            return first..<max(first, last)
        }
    }

    static let left: Kernel = { arguments, rows, _ in
        let lengths = arguments[1].int64
        return slice(arguments, rows) { row, text in
            0..<text.offset(ofCodePoint: keptCount(lengths[row], of: text))
        }
    }

    static let right: Kernel = { arguments, rows, _ in
        let lengths = arguments[1].int64
        return slice(arguments, rows) { row, text in
            let dropped = text.codePointCount - keptCount(lengths[row], of: text)
            return text.offset(ofCodePoint: dropped)..<text.count
        }
    }

    /// A negative length leaves out that many code points.
    private static func keptCount(_ length: Int64, of text: Span<UInt8>) -> Int {
        let count = text.codePointCount
        guard length < 0 else { return Int(min(length, Int64(count))) }
        return max(0, count - Int(min(length.magnitude, UInt64(count))))
    }

    static let splitPart: Kernel = { arguments, rows, faults in
        let delimiters = arguments[1].text, numbers = arguments[2].int64
        let validity = strictValidity(arguments, rows.count)
        if let row = rows.first(numbers, validity: validity, where: { $0 == 0 }) {
            faults.report(row, .partNumberZero)
        }
        if case .constant(let number) = numbers, number > 0, delimiters.isConstant,
            delimiters.bytes.count == 1
        {
            let delimiter = delimiters.bytes.span[0]
            let bytes = arguments[0].text.bytes
            return part(arguments, rows) { _, range in
                bytes.part(number: number, of: range, between: delimiter)
            }
        }
        return slice(arguments, rows) { row, text in
            text.part(number: numbers[row], between: delimiters.span(row))
        }
    }
}

extension Bytes {
    /// The part of that number, from 1, of the text at `range`, between delimiters of one byte.
    @inline(__always)
    fileprivate func part(number: Int64, of range: Range<Int>, between delimiter: UInt8) -> Range<
        Int
    > {
        var start = range.lowerBound
        for _ in 1..<number {
            let found = firstOffset(of: delimiter, in: start..<range.upperBound)
            guard found < range.upperBound else { return start..<start }
            start = found &+ 1
        }
        return start..<firstOffset(of: delimiter, in: start..<range.upperBound)
    }

    /// Where a byte first occurs, eight bytes at a time; the end of the range if it does not.
    @inline(__always)
    private func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        let padded = paddedSpan
        var offset = range.lowerBound
        while offset < range.upperBound {
            let word = padded.word(at: offset) ^ pattern
            // The lowest set bit marks the first byte that is zero, here equal.
            let hits = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if hits != 0 { return min(range.upperBound, offset &+ hits.trailingZeroBitCount >> 3) }
            offset &+= 8
        }
        return range.upperBound
    }
}

extension Span where Element == UInt8 {
    /// The part of that number between delimiters: from 1, or from -1 at the end; empty if there is
    /// none.
    fileprivate func part(number: Int64, between delimiter: Span<UInt8>) -> Range<Int> {
        guard !delimiter.isEmpty else { return number == 1 || number == -1 ? 0..<count : 0..<0 }
        var wanted = number
        if number < 0 {
            var partCount: Int64 = 1, position = 0
            while let found = firstIndex(of: delimiter, from: position) {
                partCount += 1
                position = found + delimiter.count
            }
            wanted = number.magnitude > UInt64(partCount) ? 0 : partCount + number + 1
        }
        guard wanted > 0 else { return 0..<0 }
        var start = 0, current: Int64 = 1
        while current < wanted {
            guard let found = firstIndex(of: delimiter, from: start) else { return 0..<0 }
            start = found + delimiter.count
            current += 1
        }
        return start..<(firstIndex(of: delimiter, from: start) ?? count)
    }
}
