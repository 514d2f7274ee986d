// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// What `CSVRecordDecoder` owns: index, rows and columns, and the way of a page through them.
///
/// Page -> index of separators and lines -> a chunk of rows -> each field's values -> each column takes its own -> batch.
struct CSVPageDecoder: ~Copyable {
    /// Batches end early when their rows were read from this many bytes, so that huge values do not pile up.
    private static let batchByteLimit = 64 << 20

    let plan: CSVDecodePlan
    var batch: CSVBatchBuilder
    private let batchRows: Int
    private let isText: [Bool]
    private var index = CSVIndex()
    private var rows = CSVRows()
    private var tokens: CSVTokens
    private var layout: CSVLayout?
    private var layoutHeader: [String]?
    /// For each column that no field takes, how many values it had.
    private var unknownCounts: [Int] = []
    private var unknown: [String: Int] = [:]
    /// How far the page at hand has been read.
    private(set) var page = CSVPagePosition()

    init(_ plan: CSVDecodePlan, batchRows: Int) {
        self.plan = plan
        self.batchRows = batchRows
        isText = plan.fields.map { $0.type == .text }
        batch = CSVBatchBuilder(plan)
        tokens = CSVTokens(plan.dialect)
    }

    mutating func decode(
        _ bytes: Bytes,
        number: Int?,
        firstLine: Int?,
        emit: (RecordBatch) throws -> Void
    ) throws -> Int {
        var text = bytes.withoutByteOrderMark
        page = CSVPagePosition(number: number)
        if (number ?? 1) == 1, plan.dialect.skippedLineCount > 0 {
            text = text.slice(text.offset(afterLines: plan.dialect.skippedLineCount)..<text.count)
            page.firstLine = plan.dialect.skippedLineCount + 1
        }
        page.text = text
        index.build(
            text,
            delimiter: plan.dialect.delimiterByte,
            quote: plan.dialect.quoteByte
        )
        do {
            try readHeader()
            if let firstLine { page.firstLine = firstLine - text.lineCount(0..<page.bodyStart) }
            while try chunk(emit: emit) {}
            if let fault = index.fault { throw fault }
        } catch let fault as CSVFault {
            try flush(emit: emit)
            throw described(fault)
        }
        return page.rowCount
    }

    mutating func flush(emit: (RecordBatch) throws -> Void) throws {
        guard batch.rowCount > 0 else { return }
        try emit(batch.finish())
    }

    /// How often each unknown column had a value since the last call.
    mutating func takeUnknownCounts() -> [String: Int] {
        noteUnknown()
        defer { unknown = [:] }
        return unknown
    }

    private mutating func readHeader() throws(CSVFault) {
        rows.nextLine = 0
        page.isInRows = true
        guard plan.dialect.hasHeader else {
            if layout == nil { try setLayout(nil) }
            return
        }
        page.isInRows = false
        let header = CSVHeader(page.text, index, quote: plan.dialect.quoteByte)
        guard let header else { return }
        (rows.nextLine, page.bodyStart) = (header.nextLine, header.range.upperBound)
        if header.names != layoutHeader { try setLayout(header.names) }
        page.isInRows = true
    }

    private mutating func setLayout(_ names: [String]?) throws(CSVFault) {
        noteUnknown()
        (layout, layoutHeader) = (nil, nil)
        let layout = try CSVLayout(plan, header: names)
        tokens.reserve(fieldCount: layout.fieldCount)
        unknownCounts = Array(repeating: 0, count: layout.unknown.count)
        (self.layout, layoutHeader) = (layout, names)
    }

    private mutating func noteUnknown() {
        guard let layout else { return }
        for (place, column) in layout.unknown.enumerated() where unknownCounts[place] > 0 {
            unknown[column.name, default: 0] += unknownCounts[place]
            unknownCounts[place] = 0
        }
    }

    /// Reads and decodes one chunk of rows, emitting the batch when it is full; says whether there may be more.
    private mutating func chunk(emit: (RecordBatch) throws -> Void) throws -> Bool {
        guard let layout, rows.nextLine < index.lineCount else { return false }
        let limit = min(RecordWalk.chunkRows, batchRows - batch.rowCount)
        let fault = rows.read(index, page.text, columnCount: layout.columnCount, upTo: limit)
        fillTokens(layout)
        try decodeChunk(layout, emit: emit)
        if let fault { throw fault }
        if batch.rowCount == batchRows || batch.byteCount >= Self.batchByteLimit {
            try flush(emit: emit)
        }
        return true
    }

    private mutating func fillTokens(_ layout: CSVLayout) {
        for (field, column) in layout.columns.enumerated() {
            fill(field, column, layout, isText: isText[field])
        }
        for (place, column) in layout.unknown.enumerated() {
            let field = layout.columns.count + place
            fill(field, column.column, layout, isText: true)
            unknownCounts[place] += tokens.valueCount(ofField: field, rowCount: rows.count)
        }
    }

    private mutating func fill(_ field: Int, _ column: Int?, _ layout: CSVLayout, isText: Bool) {
        tokens.fill(
            field: field,
            column: column,
            of: layout.columnCount,
            isText: isText,
            rows,
            index,
            page.text
        )
    }

    private mutating func decodeChunk(
        _ layout: CSVLayout,
        emit: (RecordBatch) throws -> Void
    ) throws {
        let rowsBefore = page.rowCount, unescaped = tokens.takeUnescaped()
        let fault = batch.append(
            tokens,
            rowCount: rows.count,
            in: page.text,
            unescaped: unescaped,
            layout,
            page: page.number,
            firstRow: rowsBefore + 1,
            byteCount: rows.byteCount
        )
        guard let fault else {
            page.rowCount = rowsBefore + rows.count
            return
        }
        let complete = batch.finish(droppingLast: rows.count - fault.row)
        if complete.rowCount > 0 { try emit(complete) }
        page.rowCount = rowsBefore + fault.row
        let source = fault.token.isUnescaped ? unescaped : page.text
        throw described(
            fault,
            source.slice(fault.token.start..<fault.token.end),
            rowStart: rows.start(ofRow: fault.row)
        )
    }
}

/// How far one page has been read.
struct CSVPagePosition {
    /// From 1; nil for sources without pages.
    var number: Int?
    /// The page without byte order mark and skipped lines.
    var text = Bytes.empty
    /// The number of the text's first line in its file.
    var firstLine = 1
    /// The offset after the header.
    var bodyStart = 0
    /// How many rows are complete.
    var rowCount = 0
    /// Whether the place is behind the header.
    var isInRows = false

    /// The line of its file that an offset stands in.
    func line(of offset: Int) -> Int { firstLine + text.lineCount(0..<offset) }
}
