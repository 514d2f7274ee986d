// SPDX-License-Identifier: Apache-2.0

import CScan
import Columnar
import Diagnostics

/// Finds where the last whole record of a growing block ends.
struct BlockCutter {
    private enum Scan {
        /// Nothing to be cut: one value up to the limit.
        case whole
        case lines
        case csv(CSVDialect, fjord_csv_cut)
        /// The list has not been found yet.
        case jsonHead
        case json(fjord_json_cut)
    }

    private let format: RecordFormat
    private let limits: BlockLimits
    private var scan: Scan
    /// What every block but the first begins with.
    private var lead = Bytes.empty
    /// What every block but the last ends with.
    private(set) var closing = Bytes.empty
    /// Whether no block has been cut yet.
    private(set) var isFirst = true

    init(_ format: RecordFormat, _ limits: BlockLimits) {
        self.format = format
        self.limits = limits
        switch format {
        case .csv(let dialect): scan = .csv(dialect, fjord_csv_cut())
        case .json(.lines): scan = .lines
        case .json: scan = .jsonHead
        }
    }

    /// How many bytes of the block at hand are not the text's own.
    var leadByteCount: Int { isFirst ? 0 : lead.count }

    /// Whether the text is one JSON value.
    var isDocument: Bool { format.isDocument }

    /// Where the block ends; nil if it holds no whole record yet.
    mutating func cut(_ writer: borrowing ByteWriter) -> BlockCut? {
        switch scan {
        case .whole: return nil
        case .lines:
            var at = writer.count - 1
            let bytes = writer.paddedSpan
            while at >= 0, bytes[at] != 0x0A { at -= 1 }
            return at < 0 ? nil : BlockCut(end: at + 1, next: at + 1)
        case .csv(let dialect, let state): return cutCSV(writer, dialect, state)
        case .jsonHead:
            findList(writer)
            if case .jsonHead = scan { return nil }
            return cut(writer)
        case .json(let state): return cutList(writer, state)
        }
    }

    private mutating func cutCSV(
        _ writer: borrowing ByteWriter,
        _ dialect: CSVDialect,
        _ state: fjord_csv_cut
    ) -> BlockCut? {
        var state = state
        let count = writer.count, bytes = writer.paddedSpan
        if isFirst, state.offset == 0 {
            let start = bytes.recordStart(count, dialect)
            guard start < count else { return nil }
            (state.offset, state.line_count) = (start, dialect.skippedLineCount)
            state.may_open = 1
        }
        unsafe bytes.withUnsafeBufferPointer {
            unsafe fjord_csv_find_end(
                &state,
                $0.baseAddress,
                count - 1,
                dialect.delimiterByte,
                dialect.quoteByte
            )
        }
        scan = .csv(dialect, state)
        guard state.last_end > 0 else { return nil }
        let end = Int(state.last_end)
        return BlockCut(end: end, next: end, lineCount: Int(state.lines_before_end))
    }

    private mutating func cutList(
        _ writer: borrowing ByteWriter,
        _ state: fjord_json_cut
    ) -> BlockCut? {
        var state = state
        let count = writer.count
        unsafe writer.paddedSpan.withUnsafeBufferPointer {
            unsafe fjord_json_find_end(&state, $0.baseAddress, count)
        }
        scan = .json(state)
        // What follows the list belongs to the last block.
        if state.list_end != Int.nowhere { scan = .whole }
        guard state.last_comma > 0 else { return nil }
        return BlockCut(end: Int(state.last_comma), next: Int(state.last_comma) + 1)
    }

    private mutating func findList(_ writer: borrowing ByteWriter) {
        guard case .json(let records) = format else { return }
        let path = if case .list(let keys) = records { keys } else { [String]() }
        switch JSONHead.find(path, in: writer.paddedSpan, byteCount: writer.count) {
        case .list(let offset):
            var state = fjord_json_cut()
            (state.offset, state.list_end) = (offset, Int.nowhere)
            scan = .json(state)
            lead = Bytes(JSONHead.opening(path))
            closing = Bytes(JSONHead.closing(path))
        case .unknown: break
        case .other: scan = .whole
        }
    }

    /// Turns to the next block and gives what it begins with.
    mutating func lead(after writer: borrowing ByteWriter, _ cut: BlockCut) -> Bytes {
        if isFirst, case .csv(let dialect, _) = scan {
            lead = CSVHeader.bytes(writer.paddedSpan, cut.end, dialect)
        }
        isFirst = false
        switch scan {
        case .csv(let dialect, _):
            var state = fjord_csv_cut()
            (state.offset, state.may_open) = (lead.count, 1)
            scan = .csv(dialect, state)
        case .json, .whole:
            var state = fjord_json_cut()
            (state.offset, state.list_end) = (lead.count, Int.nowhere)
            scan = .json(state)
        case .lines, .jsonHead: break
        }
        return lead
    }

    /// The error of a record past the limit.
    func overlong(_ limit: Int, firstLine: Int?) -> PipelineError {
        switch scan {
        case .csv: .recordTooLarge(limit, line: firstLine ?? 1)
        case .lines: .recordTooLarge(limit)
        case .json: .recordTooLarge(limit)
        case .whole, .jsonHead: isFirst ? .noListWithin(limit, format) : .recordTooLarge(limit)
        }
    }
}

extension Span where Element == UInt8 {
    /// Where the header or first row begins: behind byte order mark and skipped lines.
    func recordStart(_ count: Int, _ dialect: CSVDialect) -> Int {
        var at = count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? 3 : 0
        var left = dialect.skippedLineCount
        while at < count, left > 0 {
            let isPair = self[at] == 0x0D && at + 1 < count && self[at + 1] == 0x0A
            if isPair { at += 1 }
            if self[at] == 0x0A || self[at] == 0x0D { left -= 1 }
            at += 1
        }
        return at
    }
}
