// SPDX-License-Identifier: Apache-2.0

import Columnar
import Formats

/// The readers and writers of text over a page's worth of rows, in bytes a second.
struct FormatKernels {
    private static let recordCount = 1_000
    private static let blockByteCount = 1 << 20
    private let data: KernelData
    private let report: KernelReport
    private let lines: Bytes
    private let plain: Bytes

    // `plain` is what to compress; nil for the first block of the JSON lines.
    init(_ data: KernelData, _ report: KernelReport, compressing plain: Bytes?) throws {
        self.data = data
        self.report = report
        var writer = ByteWriter(capacity: 64 << 20)
        let encoder = JSONLinesEncoder(schema: data.schema)
        for batch in data.batches.prefix(8) { try encoder.encode(batch, into: &writer) }
        lines = writer.finish()
        self.plain = plain ?? lines.slice(0..<min(Self.blockByteCount, lines.count))
    }

    func measure() throws {
        try measureParsing()
        try measureWriting()
        for level in [1, 2, 6] { try measureGzip(level) }
    }

    private func measureParsing() throws {
        let page = Self.page(of: Self.recordCount)
        let texts = ["pspReference", "time", "entryType", "reference", "currency"]
        let plan = JSONDecodePlan(
            recordPath: ["items"],
            columns: texts.map { .field($0, .text) } + [.field("amount", .int64)]
        )
        let decoder = JSONRecordDecoder(plan)
        decoder.startPartition("benchmark", constants: [:])
        try report.measureBytes("read a JSON page", page.count) {
            _ = try decoder.decode(page, number: 1) { _ in }
            try decoder.flush { _ in }
        }
    }

    private func measureWriting() throws {
        let batches = data.batches.prefix(8)
        var writer = ByteWriter(capacity: 64 << 20)
        let json = JSONLinesEncoder(schema: data.schema)
        try report.measureBytes("write JSON lines", lines.count) {
            writer.truncate(to: 0)
            for batch in batches { try json.encode(batch, into: &writer) }
        }
        let csv = CSVEncoder(schema: data.schema, options: CSVOptions())
        for batch in batches { try csv.encode(batch, into: &writer) }
        let byteCount = writer.count - lines.count
        try report.measureBytes("write CSV", byteCount) {
            writer.truncate(to: 0)
            for batch in batches { try csv.encode(batch, into: &writer) }
        }
    }

    /// Members of 1 MiB of plain bytes each, as a sink's output is cut.
    private func measureGzip(_ level: Int) throws {
        let compressor = GzipCompressor(level: level)
        var writer = ByteWriter(capacity: plain.count + Self.blockByteCount)
        try report.measureBytes("gzip level \(level)", plain.count) {
            writer.truncate(to: 0)
            for start in stride(from: 0, to: plain.count, by: Self.blockByteCount) {
                let end = min(start + Self.blockByteCount, plain.count)
                try compressor.appendMember(plain.slice(start..<end), into: &writer)
            }
        }
        guard writer.count > 0 else { return }
        let hundredths = plain.count * 100 / writer.count
        print("    at a ratio of \(hundredths / 100).\(hundredths % 100)")
    }

    /// A page as the Report API gives them, the amounts and references different in each record.
    private static func page(of recordCount: Int) -> Bytes {
        var writer = ByteWriter(capacity: 512 << 10)
        var numbers = SplitMix(state: 7)
        writer.append("{\"items\":[")
        for record in 0..<recordCount {
            let number = numbers.next()
            writer.append(record == 0 ? "" : ",")
            writer.append(
                """
                {"pspReference":"\(number % 10_000_000_000)","time":"2026-10-01T00:36:18.043915Z",\
                "ledgerDate":"2026-10-01","entryType":"capture","reference":"order-\(number)",\
                "currency":"NOK","amount":\(number % 100_000),"recipientHandle":"api:839505"}
                """
            )
        }
        writer.append("],\"cursor\":\"1\"}")
        return writer.finish()
    }
}
