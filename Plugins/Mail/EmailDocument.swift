// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A mail in the making: the rows it will show and the totals so far.
struct EmailDocument: SinkDocument {
    private let envelope: Envelope
    private let introduction: String?
    private var table: ReportTable
    private var totals: RunningTotals

    init(envelope: Envelope, introduction: String?, table: ReportTable, totals: RunningTotals) {
        self.envelope = envelope
        self.introduction = introduction
        self.table = table
        self.totals = totals
    }

    mutating func add(_ batch: RecordBatch) throws {
        try table.add(batch)
        try totals.add(batch)
    }

    mutating func finish(_ run: RunOutline) throws -> Bytes {
        let report = Report(
            title: envelope.subject,
            introduction: introduction,
            totals: table.rowCount == 0 ? [] : totals.lines(headings: table.headings),
            table: table,
            run: run
        )
        let message = MailMessage(
            envelope: envelope,
            report: report,
            date: try MailDate(of: run).text,
            plainText: PlainTextPart(report).text,
            html: try HTMLPart(report).text
        )
        return message.bytes()
    }
}
