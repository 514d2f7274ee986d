// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What stands before the first row of a page of CSV, and how many follow.
enum CSVHead {
    /// Where the header begins: behind a byte order mark and skipped lines.
    static func start(of page: Bytes, _ dialect: CSVDialect) -> Int {
        let bytes = page.span
        let hasMark =
            bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        var at = hasMark ? 3 : 0
        for _ in 0..<dialect.skippedLineCount { at = lineEnd(bytes, at, quote: nil) }
        return at
    }

    /// The header with its line end, to stand before the rows of another page.
    static func header(of page: Bytes, _ dialect: CSVDialect) -> Bytes {
        let bytes = page.span
        let start = start(of: page, dialect)
        let end = lineEnd(
            bytes,
            start,
            quote: dialect.quote.map { UInt8($0.value) },
            delimiter: UInt8(dialect.delimiter.value)
        )
        var writer = ByteWriter(capacity: end - start + 1)
        writer.append(page.slice(start..<end))
        let isOpen = end > start && bytes[end - 1] != 0x0A && bytes[end - 1] != 0x0D
        if isOpen { writer.append(0x0A) }
        return writer.finish()
    }

    /// How many records a page has; empty lines are none.
    static func recordCount(of page: Bytes, _ dialect: CSVDialect, hasHeader: Bool) -> Int {
        let bytes = page.span, quote = dialect.quote.map { UInt8($0.value) }
        let delimiter = UInt8(dialect.delimiter.value)
        var at = start(of: page, dialect), count = 0
        while at < bytes.count {
            let isEmpty = bytes[at] == 0x0A || bytes[at] == 0x0D
            if !isEmpty { count += 1 }
            at = lineEnd(bytes, at, quote: quote, delimiter: delimiter)
        }
        return hasHeader && count > 0 ? count - 1 : count
    }

    /// The offset behind the line that begins at `start`; line ends within quotes are none.
    private static func lineEnd(
        _ bytes: Span<UInt8>,
        _ start: Int,
        quote: UInt8?,
        delimiter: UInt8 = 0
    ) -> Int {
        var at = start, isQuoted = false, isValueStart = true
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == quote, isQuoted || isValueStart {
                // Two within quotes are one of the text.
                let isDoubled = isQuoted && at < bytes.count && bytes[at] == byte
                if isDoubled { at += 1 } else { isQuoted.toggle() }
            } else if !isQuoted, byte == 0x0A || byte == 0x0D {
                return byte == 0x0D && at < bytes.count && bytes[at] == 0x0A ? at + 1 : at
            }
            isValueStart = byte == delimiter && !isQuoted
        }
        return at
    }
}
