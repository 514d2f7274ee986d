// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Goes through the rows of a CSV page and notes what their values are.
enum CSVColumnWalk {
    /// Notes up to `limit` rows and says how many there were.
    ///
    /// - Throws: What is wrong with the page.
    static func note(
        _ page: Bytes,
        _ dialect: CSVDialect,
        number: Int?,
        partition: String?,
        upTo limit: Int,
        in columns: inout ColumnList
    ) throws -> Int {
        let names = names(page, dialect, number: number)
        // A name that stands twice, or a first line at fault, is reported by the decoder.
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        let plan = CSVDecodePlan(dialect, columns: unique.map { .field($0, .text) })
        let places = unique.map { columns.place(of: $0) }
        let decoder = CSVRecordDecoder(plan)
        decoder.startPartition(partition)
        var count = 0
        func take(_ batch: RecordBatch) {
            let wanted = min(limit - count, batch.rowCount)
            for (place, column) in zip(places, batch.columns) {
                guard case .text(let texts) = column else { continue }
                columns.add(place) { note(texts, upTo: wanted, dialect, in: &$0) }
            }
            count += wanted
        }
        try decoder.decode(page, number: number) { take($0) }
        try decoder.flush { take($0) }
        return count
    }

    private static func note(
        _ texts: TextArray,
        upTo count: Int,
        _ dialect: CSVDialect,
        in evidence: inout TypeEvidence
    ) {
        let bytes = texts.bytes.paddedSpan, number = CSVNumber(dialect, isStrict: true)
        for slot in 0..<count where texts.validity?[slot] ?? true {
            let range = texts.range(ofSlot: slot)
            // An empty value in quotes is null in every column but one of texts.
            if !range.isEmpty {
                evidence.add(csv: bytes, range.lowerBound, range.upperBound, number)
            }
        }
    }

    /// What the columns are called; empty if the page has no line that can be read.
    private static func names(_ page: Bytes, _ dialect: CSVDialect, number: Int?) -> [String] {
        var text = page.withoutByteOrderMark
        if (number ?? 1) == 1 {
            text = text.slice(text.offset(afterLines: dialect.skippedLineCount)..<text.count)
        }
        var index = CSVIndex()
        index.build(text, delimiter: dialect.delimiterByte, quote: dialect.quoteByte)
        let header = CSVHeader(text, index, quote: dialect.quoteByte)
        guard let header else { return [] }
        return dialect.hasHeader
            ? header.names : header.names.indices.map { "column\($0 + 1)" }
    }
}
