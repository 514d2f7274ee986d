// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// The rows of one settlement file, read on workers, a page at a time.
struct SettlementPages: PageSource {
    private let file: String
    private let reading: SettlementReading
    private let context: FetchContext
    private var pageCount = 0
    private var isEnd = false

    init(
        _ file: String,
        _ format: SettlementFormat,
        _ rows: SettlementRows,
        _ context: FetchContext
    ) {
        self.file = file
        reading = SettlementReading(
            FileSearch.absolute(file, in: context.folder),
            format,
            rows
        )
        self.context = context
    }

    mutating func next() async throws -> PageStep {
        try Task.checkCancellation()
        guard !isEnd else { return .end(.final) }
        let reading = reading
        do {
            let (bytes, remarks) = try await context.onWorker { try reading.next() }
            if let remarks {
                isEnd = true
                remarks.findings(in: file).forEach(context.findings.add)
            }
            guard bytes.count > 0 else { return .end(.final) }
            pageCount += 1
            return .page(Page(bytes: bytes, number: pageCount))
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(partition: file))
        }
    }
}

/// How a settlement file is written.
enum SettlementFormat: String, CaseIterable, Sendable {
    case auto
    case xml
    case csv
}

/// A settlement file that is opened when its first page is asked for.
private final class SettlementReading: Sendable {
    /// How many bytes of rows a page has, at least.
    private static let pageByteCount = 1 << 20

    private struct Open: ~Copyable {
        var reader: any SettlementReader
        var rows: SettlementRowWriter
    }

    private let path: String
    private let format: SettlementFormat
    private let rows: SettlementRows
    private let open = Mutex<Open?>(nil)

    init(_ path: String, _ format: SettlementFormat, _ rows: SettlementRows) {
        self.path = path
        self.format = format
        self.rows = rows
    }

    /// The next page; with the last one, which may be empty, what is to be said of the file.
    func next() throws -> (bytes: Bytes, remarks: SettlementRemarks?) {
        try open.withLock { open in
            var now = try open.take() ?? Open(reader: reader(), rows: SettlementRowWriter(rows))
            var remarks: SettlementRemarks?
            while now.rows.byteCount < Self.pageByteCount, remarks == nil {
                if let item = try now.reader.next() {
                    now.rows.add(item)
                } else {
                    remarks = now.reader.remarks
                }
            }
            let bytes = now.rows.take(isEnd: remarks != nil)
            open = consume now
            return (bytes, remarks)
        }
    }

    private func reader() throws -> any SettlementReader {
        let file = try UnpackedFile(path: path)
        let first = try file.next()
        guard let first else { throw SettlementFaults.emptyFile() }
        var pending: Bytes? = first
        let source: () throws -> Bytes? = {
            if let block = pending {
                pending = nil
                return block
            }
            return try file.next()
        }
        let isXML = try format == .auto ? SettlementFormat.isXML(first) : format == .xml
        return isXML ? SettlementXML(reading: source) : SettlementCSV(reading: source)
    }
}

extension SettlementFormat {
    /// Whether a file that begins so is XML; otherwise it is CSV.
    ///
    /// - Throws: A file that is plainly something else.
    fileprivate static func isXML(_ start: Bytes) throws -> Bool {
        let bytes = start.span
        var at = 0
        // Byte order marks, the second bytes of UTF-16, and white space.
        let passed: [UInt8] = [0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00, 0x20, 0x09, 0x0A, 0x0D]
        while at < bytes.count, passed.contains(bytes[at]) { at += 1 }
        guard at < bytes.count else { throw SettlementFaults.emptyFile() }
        if bytes[at] == 0x25 { throw SettlementFaults.document() }
        return bytes[at] == 0x3C
    }
}
