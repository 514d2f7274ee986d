// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Where the rows of one chunk stand.
struct CSVRows: ~Copyable {
    /// Where each row begins, and where its last value ends.
    private var starts = ValuesBuilder<UInt32>(uninitializedCount: RecordWalk.chunkRows)
    private var ends = ValuesBuilder<UInt32>(uninitializedCount: RecordWalk.chunkRows)
    /// The number of each row's first separator.
    private var firsts = ValuesBuilder<UInt32>(uninitializedCount: RecordWalk.chunkRows)
    private(set) var count = 0
    /// The line that comes next.
    var nextLine = 0

    /// Notes up to `limit` rows of `columnCount` values each.
    ///
    /// - Returns: What is wrong with the line after the last row.
    mutating func read(
        _ index: borrowing CSVIndex,
        _ text: Bytes,
        columnCount: Int,
        upTo limit: Int
    ) -> CSVFault? {
        count = 0
        let bytes = text.paddedSpan, offsets = index.offsets
        while count < limit, nextLine < index.lineCount {
            let separators = index.separators(ofLine: nextLine), start = index.lineStart(nextLine)
            let end = Self.valueEnd(bytes, start, Int(offsets[separators.upperBound]), text.count)
            nextLine += 1
            let found = separators.count
            if found == 1, start == end, columnCount > 1 { continue }
            guard found == columnCount else {
                return CSVFault(.otherCount(found: found, expected: columnCount), at: start)
            }
            starts[count] = UInt32(truncatingIfNeeded: start)
            ends[count] = UInt32(truncatingIfNeeded: end)
            firsts[count] = UInt32(truncatingIfNeeded: separators.lowerBound)
            count += 1
        }
        return nil
    }

    /// Where a line's last value ends, whose line end stands at `end`.
    static func valueEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ byteCount: Int) -> Int {
        let isPair =
            end > start && end < byteCount && bytes[end] == 0x0A && bytes[end - 1] == 0x0D
        return isPair ? end - 1 : end
    }

    /// Where a value of a row stands, its quotes included; `last` is the number of the last column.
    @inline(__always)
    func value(_ row: Int, _ column: Int, last: Int, _ offsets: Span<UInt32>) -> (Int, Int) {
        let first = Int(truncatingIfNeeded: firsts[row])
        let start =
            column == 0
            ? Int(truncatingIfNeeded: starts[row])
            : Int(truncatingIfNeeded: offsets[first &+ column &- 1]) &+ 1
        let end =
            column == last
            ? Int(truncatingIfNeeded: ends[row])
            : Int(truncatingIfNeeded: offsets[first &+ column])
        return (start, end)
    }

    /// Where a row begins.
    func start(ofRow row: Int) -> Int { Int(starts[row]) }

    /// How many bytes the rows stand in.
    var byteCount: Int { count == 0 ? 0 : Int(ends[count - 1]) - Int(starts[0]) }
}
