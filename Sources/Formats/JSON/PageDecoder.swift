// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// What `JSONRecordDecoder` owns: index, walk and columns, and the way of a page through them.
///
/// Page -> structural index -> walk notes a chunk of records -> each field decoder takes its values -> batch.
struct PageDecoder: ~Copyable {
    /// Batches end early when their rows were read from this many bytes, so that huge values do not pile up.
    private static let batchByteLimit = 64 << 20

    let plan: JSONDecodePlan
    let fields: FieldList
    var walk: RecordWalk
    var batch: BatchBuilder
    private let batchRows: Int
    /// How far the page at hand has been read.
    private(set) var page = PagePosition()

    init(_ plan: JSONDecodePlan, batchRows: Int) {
        self.plan = plan
        self.batchRows = batchRows
        fields = FieldList(plan)
        walk = RecordWalk(fields: fields.walked, keepsStrays: fields.keepsStrays)
        batch = BatchBuilder(plan, fields)
    }

    mutating func decode(
        _ bytes: Bytes,
        number: Int?,
        index: inout StructuralIndex,
        emit: (RecordBatch) throws -> Void
    ) throws -> InputHash {
        _ = walk.takeHash()
        page = PagePosition(number: number)
        let text = bytes.withoutByteOrderMark
        do {
            try decode(text, index: &index, emit: emit)
        } catch let fault as JSONFault {
            try flush(emit: emit)
            throw described(fault, in: text, markByteCount: bytes.count - text.count)
        }
        return walk.takeHash()
    }

    mutating func flush(emit: (RecordBatch) throws -> Void) throws {
        guard batch.rowCount > 0 else { return }
        try emit(batch.finish())
    }

    private mutating func decode(
        _ text: Bytes,
        index: inout StructuralIndex,
        emit: (RecordBatch) throws -> Void
    ) throws {
        // Lines without a record are no fault.
        if plan.records == .lines, text.isBlank { return }
        try index.build(text)
        var cursor = JSONCursor(
            page: text.paddedSpan,
            byteCount: text.count,
            positions: index.positions
        )
        let start = cursor
        do {
            if plan.records == .lines
                || plan.records == .document && cursor.nextByte == .openBrace
            {
                try freeRecords(&cursor, text, emit: emit)
            } else {
                try enter(plan.recordPath[...], &cursor, text, emit: emit)
            }
            try cursor.checkEnd()
        } catch let fault as JSONFault
            where fault.kind.code == .unexpectedShape && plan.records != .lines
        {
            try checkGrammar(from: start)
            throw fault
        }
    }

    /// A page that is no JSON is reported as such, even if it also has another shape than expected.
    private mutating func checkGrammar(from start: borrowing JSONCursor) throws(JSONFault) {
        var cursor = copy start
        do {
            _ = try cursor.skipValue(depth: 0)
            try cursor.checkEnd()
        } catch {
            page.isInRecords = false
            throw error
        }
    }

    /// Goes down to the list of records, passing all that stands beside it.
    private mutating func enter(
        _ path: ArraySlice<String>,
        _ cursor: inout JSONCursor,
        _ text: Bytes,
        emit: (RecordBatch) throws -> Void
    ) throws {
        guard let key = path.first else { return try records(&cursor, text, emit: emit) }
        let depth = plan.recordPath.count - path.count
        guard cursor.nextByte == .openBrace else {
            throw JSONFault(.noRecords, at: cursor.offset(cursor.next))
        }
        let start = cursor.offset(cursor.next)
        var isFound = false
        cursor.next += 1
        var isOpen = cursor.nextByte != .closeBrace
        while isOpen {
            if try cursor.key() == key {
                guard !isFound else { throw cursor.fault(.recordsTwice) }
                isFound = true
                try enter(path.dropFirst(), &cursor, text, emit: emit)
            } else {
                _ = try cursor.skipValue(depth: depth + 1)
            }
            isOpen = cursor.nextByte == .comma
            if isOpen { cursor.next += 1 }
        }
        guard cursor.nextByte == .closeBrace else { throw cursor.fault(.expectedCommaOrBrace) }
        cursor.next += 1
        guard isFound else { throw JSONFault(.noRecords, at: start) }
    }

    private mutating func records(
        _ cursor: inout JSONCursor,
        _ text: Bytes,
        emit: (RecordBatch) throws -> Void
    ) throws {
        guard cursor.nextByte == .openBracket else {
            throw JSONFault(.recordsNotAList, at: cursor.offset(cursor.next))
        }
        cursor.next += 1
        guard cursor.nextByte != .closeBracket else {
            cursor.next += 1
            return
        }
        page.isInRecords = true
        var hasMore = true
        while hasMore { hasMore = try chunk(&cursor, text, emit: emit) }
        page.isInRecords = false
    }

    /// Reads records that stand in no list: lines, or one that is the whole page.
    private mutating func freeRecords(
        _ cursor: inout JSONCursor,
        _ text: Bytes,
        emit: (RecordBatch) throws -> Void
    ) throws {
        (page.isInRecords, page.isFree) = (true, true)
        let isLines = plan.records == .lines
        var hasMore = true
        while hasMore {
            hasMore =
                try chunk(&cursor, text, isFree: true, emit: emit)
                && (isLines || page.rowCount == 0)
        }
        page.isInRecords = false
    }

    /// Reads and decodes one chunk of records, emitting the batch when it is full.
    private mutating func chunk(
        _ cursor: inout JSONCursor,
        _ text: Bytes,
        isFree: Bool = false,
        emit: (RecordBatch) throws -> Void
    ) throws -> Bool {
        let start = cursor.offset(cursor.next), isLines = plan.records == .lines
        let limit = min(
            RecordWalk.chunkRows,
            batchRows - batch.rowCount,
            isFree && !isLines ? 1 : .max
        )
        var hasMore = false, fault: JSONFault?
        do {
            hasMore =
                isFree
                ? try walk.readFree(&cursor, upTo: limit, perLine: isLines)
                : try walk.read(&cursor, upTo: limit, depth: plan.recordPath.count + 1)
        } catch {
            fault = error
        }
        try decodeChunk(text, byteCount: cursor.offset(cursor.next) - start, emit: emit)
        if let fault { throw fault }
        if batch.rowCount == batchRows || batch.byteCount >= Self.batchByteLimit {
            try flush(emit: emit)
        }
        return hasMore
    }

    private mutating func decodeChunk(
        _ text: Bytes,
        byteCount: Int,
        emit: (RecordBatch) throws -> Void
    ) throws {
        let unescaped = walk.takeUnescaped(), rowsBefore = page.rowCount
        let firstFault = batch.append(
            walk,
            in: text,
            unescaped: unescaped,
            page: page.number,
            firstRow: rowsBefore + 1,
            byteCount: byteCount
        )
        guard let firstFault else {
            page.rowCount = rowsBefore + walk.rowCount
            return
        }
        let complete = batch.finish(droppingLast: walk.rowCount - firstFault.row)
        if complete.rowCount > 0 { try emit(complete) }
        page.rowCount = rowsBefore + firstFault.row
        throw described(firstFault, in: firstFault.token.isUnescaped ? unescaped : text)
    }
}

/// How far one page has been read.
struct PagePosition {
    /// From 1; nil for sources without pages.
    var number: Int?
    /// How many rows are complete.
    var rowCount = 0
    /// Whether the place is within the list of records.
    var isInRecords = false
    /// Whether the records stand in no list.
    var isFree = false
}

extension Bytes {
    /// Whether there is nothing but white space.
    var isBlank: Bool {
        let bytes = span
        for at in bytes.indices where !bytes[at].isJSONSpace { return false }
        return true
    }

    /// The bytes after the UTF-8 byte order mark, if there is one.
    var withoutByteOrderMark: Bytes {
        let bytes = span
        let hasMark = count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        return hasMark ? slice(3..<count) : self
    }
}
