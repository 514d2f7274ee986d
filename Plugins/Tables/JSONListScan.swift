// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Finds the elements of one JSON list without reading what they hold.
///
/// The text was checked when it became a value of type json, so that only its shape is looked at here.
struct JSONListScan {
    /// What comes next in the list.
    enum Step {
        /// An element: its bytes without blanks around it.
        case value(Range<Int>)
        /// The list's end.
        case end
    }

    /// Where the next step is looked for.
    private(set) var offset: Int
    private let bytes: Bytes
    private let range: Range<Int>
    private var isBeforeFirst: Bool

    /// Begins in front of the list, or goes on where a scan of the same list stood.
    init(_ bytes: Bytes, _ range: Range<Int>, from offset: Int?) {
        self.bytes = bytes
        self.range = range
        self.offset = offset ?? range.lowerBound
        isBeforeFirst = offset == nil
    }

    /// The next element; nil if the text is no list.
    mutating func next() -> Step? {
        // A copy, so that the scan may move on while it is looked at.
        let bytes = bytes
        let span = bytes.span
        skipBlanks(span)
        guard let byte = byte(span) else { return nil }
        if isBeforeFirst {
            guard byte == UInt8(ascii: "[") else { return nil }
            isBeforeFirst = false
        } else if byte == UInt8(ascii: "]") {
            return .end
        } else if byte != UInt8(ascii: ",") {
            return nil
        }
        offset += 1
        skipBlanks(span)
        if self.byte(span) == UInt8(ascii: "]"), byte == UInt8(ascii: "[") { return .end }
        let start = offset
        skipElement(span)
        return offset > start ? .value(start..<end(of: start..<offset, span)) : nil
    }

    /// Whether an element is the literal `null`.
    static func isNull(_ bytes: Bytes, _ element: Range<Int>) -> Bool {
        // No other element begins with an n.
        element.count == 4 && bytes.span[element.lowerBound] == UInt8(ascii: "n")
    }

    /// Goes to the comma or bracket behind the element.
    private mutating func skipElement(_ span: borrowing Span<UInt8>) {
        var depth = 0
        while let byte = byte(span) {
            switch byte {
            case UInt8(ascii: "\""): skipString(span)
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return
            default: break
            }
            offset += 1
        }
    }

    /// Goes from an opening quote to the closing one.
    private mutating func skipString(_ span: borrowing Span<UInt8>) {
        offset += 1
        while let byte = byte(span), byte != UInt8(ascii: "\"") {
            offset += byte == UInt8(ascii: "\\") ? 2 : 1
        }
    }

    private mutating func skipBlanks(_ span: borrowing Span<UInt8>) {
        while let byte = byte(span), Self.isBlank(byte) { offset += 1 }
    }

    private func end(of element: Range<Int>, _ span: borrowing Span<UInt8>) -> Int {
        var end = element.upperBound
        while end > element.lowerBound, Self.isBlank(span[end - 1]) { end -= 1 }
        return end
    }

    private func byte(_ span: borrowing Span<UInt8>) -> UInt8? {
        offset < range.upperBound ? span[offset] : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }
}
