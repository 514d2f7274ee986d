// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The line of a CSV text that names its columns.
struct CSVHeader {
    /// The names in order; a column without one is called by its place, `column3`.
    let names: [String]
    /// The header's bytes, its line end included.
    let range: Range<Int>
    /// The number of the line after it.
    let nextLine: Int

    /// Reads the first line that is not empty; nil if there is none.
    init?(_ text: Bytes, _ index: borrowing CSVIndex, quote: UInt8) {
        let bytes = text.paddedSpan
        for line in 0..<index.lineCount {
            let start = index.lineStart(line), separators = index.separators(ofLine: line)
            let lineEnd = Int(index.offsets[separators.upperBound])
            let end = CSVRows.valueEnd(bytes, start, lineEnd, text.count)
            guard separators.count > 1 || end > start else { continue }
            var names: [String] = [], from = start
            for separator in separators {
                let isLast = separator == separators.upperBound
                let to = isLast ? end : Int(index.offsets[separator])
                let name = Self.name(text.slice(from..<to), quote: quote)
                names.append(name.isEmpty ? "column\(names.count + 1)" : name)
                from = to + 1
            }
            self.names = names
            range = start..<min(lineEnd + 1, text.count)
            nextLine = line + 1
            return
        }
        return nil
    }

    /// The bytes of the header in the first block of a file, which ends at `end`; none if the file has no header.
    static func bytes(_ block: Span<UInt8>, _ end: Int, _ dialect: CSVDialect) -> Bytes {
        guard dialect.hasHeader else { return .empty }
        let start = block.recordStart(end, dialect)
        var copy = ByteWriter(capacity: end - start)
        unsafe block.extracting(start..<end).withUnsafeBytes { unsafe copy.append(contentsOf: $0) }
        let text = copy.finish()
        var index = CSVIndex()
        index.build(text, delimiter: dialect.delimiterByte, quote: dialect.quoteByte)
        let header = CSVHeader(text, index, quote: dialect.quoteByte)
        return header.map { text.slice($0.range) } ?? .empty
    }

    private static func name(_ value: Bytes, quote: UInt8) -> String {
        guard quote != 0, value.count >= 2, value.span[0] == quote else { return value.text }
        let mark = String(Unicode.Scalar(quote))
        return value.slice(1..<value.count - 1).text.replacing(mark + mark, with: mark)
    }
}

extension Bytes {
    /// How many lines end before `offset`, whether with LF, CR LF or CR.
    func lineCount(_ range: Range<Int>) -> Int {
        let bytes = span
        var count = 0
        for at in range {
            let isPair = bytes[at] == 0x0A && at > 0 && bytes[at - 1] == 0x0D
            if bytes[at] == 0x0D || bytes[at] == 0x0A && !isPair { count += 1 }
        }
        return count
    }

    /// The offset after that many lines; the end if there are fewer.
    func offset(afterLines count: Int) -> Int {
        let bytes = span
        var left = count, at = 0
        while at < self.count, left > 0 {
            let isPair = bytes[at] == 0x0D && at + 1 < self.count && bytes[at + 1] == 0x0A
            if isPair { at += 1 }
            if bytes[at] == 0x0A || bytes[at] == 0x0D { left -= 1 }
            at += 1
        }
        return at
    }
}
