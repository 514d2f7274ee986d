// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A whole mail: headers and the two forms of one report.
///
/// - Source: RFC 5322 (form), RFC 2046 (multipart/alternative), RFC 3834 (Auto-Submitted).
struct MailMessage {
    private let envelope: Envelope
    private let subject: String
    private let date: String
    private let plainText: String
    private let html: String
    /// Stands for content and window: other figures, another day or another finality give another
    /// one.
    private let identity: String

    init(envelope: Envelope, report: Report, date: String, plainText: String, html: String) {
        self.envelope = envelope
        self.date = date
        self.plainText = plainText
        self.html = html
        subject = report.isProvisional ? "PROVISIONAL: \(report.title)" : report.title
        var hash = ContentHash()
        let addresses = [envelope.from] + envelope.to + envelope.cc
        for text in addresses.map(\.address) + [subject, date, plainText, html] { hash.add(text) }
        identity = hash.hexadecimal
    }

    /// The bytes of the `.eml` file.
    func bytes() -> Bytes {
        var writer = ByteWriter(capacity: plainText.utf8.count + html.utf8.count * 2 + 2_048)
        for header in headers { header.append(to: &writer) }
        append(plainText, as: "text/plain", to: &writer)
        append(html, as: "text/html", to: &writer)
        writer.append("\r\n--\(boundary)--\r\n")
        return writer.finish()
    }

    /// Cannot occur in a quoted-printable body, where `=` never precedes `_`.
    private var boundary: String { "=_\(identity)" }

    private var headers: [MailHeader] {
        var headers = [
            MailHeader("Date", date),
            MailHeader("From", addresses: [envelope.from]),
            MailHeader("To", addresses: envelope.to),
        ]
        if !envelope.cc.isEmpty { headers.append(MailHeader("Cc", addresses: envelope.cc)) }
        return headers + [
            MailHeader("Subject", text: subject),
            MailHeader("Message-ID", "<\(identity)@\(envelope.from.domain)>"),
            MailHeader("Auto-Submitted", "auto-generated"),
            MailHeader("MIME-Version", "1.0"),
            MailHeader("Content-Type", "multipart/alternative; boundary=\"\(boundary)\""),
        ]
    }

    private func append(_ body: String, as type: String, to writer: inout ByteWriter) {
        writer.append("\r\n--\(boundary)\r\n")
        MailHeader("Content-Type", "\(type); charset=utf-8").append(to: &writer)
        MailHeader("Content-Transfer-Encoding", "quoted-printable").append(to: &writer)
        writer.append("\r\n")
        QuotedPrintable.append(body, to: &writer)
    }
}
