// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Records that stand one after the other without a list around them.
extension RecordWalk {
    /// Reads up to `limit` records, the next of which the cursor stands at; `perLine` if each has to stand in one line.
    ///
    /// Says whether more records follow. After a fault `rowCount` tells the records before it.
    mutating func readFree(
        _ cursor: inout JSONCursor,
        upTo limit: Int,
        perLine: Bool
    ) throws(JSONFault) -> Bool {
        rowCount = 0
        strays.removeAll(keepingCapacity: true)
        tokens.fill(with: .null)
        while rowCount < limit, cursor.next < cursor.tokenCount {
            let start = cursor.offset(cursor.next)
            try enterRecord(&cursor)
            sum = 0
            try members(of: 0, &cursor, depth: 1)
            let end = cursor.offset(cursor.next &- 1) &+ 1
            if perLine { try checkLine(cursor.page, start, end, next: cursor.offset(cursor.next)) }
            hash.sum &+= PathHash.finished(sum)
            hash.recordCount &+= 1
            rowCount &+= 1
        }
        return cursor.next < cursor.tokenCount
    }

    /// Checks that no line ends within a record, and one does before the next.
    private func checkLine(
        _ page: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        next: Int
    ) throws(JSONFault) {
        let lineEnd = page.firstOffset(of: 0x0A, from: start, to: next)
        if lineEnd < end { throw JSONFault(.recordAcrossLines, at: lineEnd) }
        // A carriage return alone ends a line too, as old programs write it.
        let isEnded =
            lineEnd < next || next >= page.count - Buffer.slack
            || page.firstOffset(of: 0x0D, from: end, to: next) < next
        guard isEnded else {
            throw JSONFault(page[next] == .openBrace ? .recordsInOneLine : .trailingBytes, at: next)
        }
    }
}
