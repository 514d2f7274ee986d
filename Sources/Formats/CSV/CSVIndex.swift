// SPDX-License-Identifier: Apache-2.0

import CScan
import CSimdJSON
import Columnar

/// Where the values and lines of a CSV text end: the basis of its reading.
///
/// One owner, reused from page to page; the text is not copied.
struct CSVIndex: ~Copyable {
    /// The largest text: offsets have 31 bits.
    static let maximumByteCount = Int(Int32.max)

    /// Offsets of delimiters and line ends outside quotes; at the end of the text, its length.
    private var separators = ValuesBuilder<UInt32>(uninitializedCount: 1 << 14)
    /// The numbers of those that end lines.
    private var lines = ValuesBuilder<UInt32>(uninitializedCount: 1 << 14)
    private(set) var separatorCount = 0
    private(set) var lineCount = 0
    private(set) var hasQuotes = false
    /// What is wrong behind the last line; lines are whole up to there.
    private(set) var fault: CSVFault?

    /// Indexes `text` up to its first fault.
    mutating func build(_ text: Bytes, delimiter: UInt8, quote: UInt8) {
        fault = nil
        var byteCount = text.count
        if byteCount > Self.maximumByteCount {
            (byteCount, fault) = (0, CSVFault(.tooLarge, at: 0))
        } else if !text.isUTF8 {
            byteCount = LexicalCheck.firstInvalidUTF8(text.span) ?? 0
            fault = CSVFault(.invalidUTF8, at: byteCount)
        }
        var state = fjord_csv_state()
        (state.may_open, state.bad_quote) = (1, Int.nowhere)
        scan(text, byteCount, delimiter, quote, &state)
        (separatorCount, lineCount) = (state.separator_count, state.line_count)
        hasQuotes = state.quote_count > 0
        if state.bad_quote != Int.nowhere {
            fault = CSVFault(.strayQuote, at: Int(state.bad_quote))
        } else if fault == nil, state.inside != 0 {
            fault = CSVFault(.unclosedQuote, at: lineStart(lineCount))
        } else if fault == nil, lineStart(lineCount) < byteCount {
            endLastLine(at: byteCount)
        }
    }

    /// The offset at which a line begins.
    func lineStart(_ line: Int) -> Int {
        line == 0 ? 0 : Int(separators[Int(lines[line - 1])]) + 1
    }

    /// The numbers of a line's separators, the one that ends it last.
    func separators(ofLine line: Int) -> ClosedRange<Int> {
        (line == 0 ? 0 : Int(lines[line - 1]) + 1)...Int(lines[line])
    }

    /// The offsets of all separators.
    var offsets: Span<UInt32> {
        @_lifetime(borrow self)
        get { separators.span.extracting(0..<separatorCount) }
    }

    private mutating func scan(
        _ text: Bytes,
        _ byteCount: Int,
        _ delimiter: UInt8,
        _ quote: UInt8,
        _ state: inout fjord_csv_state
    ) {
        while true {
            Self.scan(text, byteCount, delimiter, quote, &state, &separators, &lines)
            guard state.offset < byteCount, state.bad_quote == Int.nowhere else { return }
            Self.grow(&separators, keeping: state.separator_count)
            Self.grow(&lines, keeping: state.line_count)
        }
    }

    /// Goes on until the text or the room ends.
    private static func scan(
        _ text: Bytes,
        _ byteCount: Int,
        _ delimiter: UInt8,
        _ quote: UInt8,
        _ state: inout fjord_csv_state,
        _ separators: inout ValuesBuilder<UInt32>,
        _ lines: inout ValuesBuilder<UInt32>
    ) {
        // One place is left for the end of a last line without a line end.
        let capacity = separators.count - 1
        var places = separators.mutableSpan, ends = lines.mutableSpan
        unsafe places.withUnsafeMutableBufferPointer { places in
            unsafe ends.withUnsafeMutableBufferPointer { ends in
                unsafe text.withUnsafeBytes { bytes in
                    unsafe fjord_csv_index(
                        &state,
                        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        byteCount,
                        delimiter,
                        quote,
                        places.baseAddress,
                        ends.baseAddress,
                        capacity
                    )
                }
            }
        }
    }

    private static func grow(_ values: inout ValuesBuilder<UInt32>, keeping count: Int) {
        var larger = ValuesBuilder<UInt32>(capacity: values.count * 2)
        for place in 0..<count { larger.put(values[place]) }
        for _ in count..<values.count * 2 { larger.put(0) }
        swap(&values, &larger)
    }

    private mutating func endLastLine(at byteCount: Int) {
        separators[separatorCount] = UInt32(byteCount)
        lines[lineCount] = UInt32(separatorCount)
        separatorCount += 1
        lineCount += 1
    }
}

extension Int {
    /// What the scans answer when there is no such place.
    static var nowhere: Int { Int(bitPattern: .max) }
}

extension Bytes {
    /// Whether they are UTF-8.
    var isUTF8: Bool {
        unsafe withUnsafeBytes {
            unsafe fjord_utf8_is_valid(
                $0.baseAddress?.assumingMemoryBound(to: UInt8.self),
                $0.count
            ) == 1
        }
    }
}
