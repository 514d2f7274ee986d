// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Mail

@Suite("Mail headers")
struct MailHeaderTests {
    private func text(_ header: MailHeader) -> String {
        var writer = ByteWriter()
        header.append(to: &writer)
        return writer.finish().text
    }

    @Test(
        "text is encoded only where it must be",
        arguments: [
            ("Sales 2026-10-01", "Subject: Sales 2026-10-01\r\n"),
            (
                "Salg på Grünerløkka i dag",
                "Subject: Salg =?utf-8?Q?p=C3=A5_Gr=C3=BCnerl=C3=B8kka?= i dag\r\n"
            ),
            ("a  b", "Subject: =?utf-8?Q?a__b?=\r\n"),
            ("=?x?Q?y?=", "Subject: =?utf-8?Q?=3D=3Fx=3FQ=3Fy=3F=3D?=\r\n"),
            ("Ferdig 🎉", "Subject: Ferdig =?utf-8?Q?=F0=9F=8E=89?=\r\n"),
        ]
    )
    func textIsEncodedOnlyWhereItMustBe(text: String, line: String) {
        #expect(self.text(MailHeader("Subject", text: text)) == line)
    }

    @Test("a long text is folded between words")
    func longTextIsFolded() {
        let header = MailHeader(
            "Subject",
            text: "Captured and refunded payments of all sales units in October and November 2026"
        )
        #expect(
            text(header) == """
                Subject: Captured and refunded payments of all sales units in October and\r
                 November 2026\r

                """
        )
    }

    @Test("a long text with æøå is cut into encoded words between characters")
    func longEncodedText() {
        let header = MailHeader(
            "Subject",
            text: "Blåbærsyltetøy og rømmegrøt på hyttetur i påskeferien på Røros"
        )
        #expect(
            text(header) == """
                Subject: =?utf-8?Q?Bl=C3=A5b=C3=A6rsyltet=C3=B8y_og_r=C3=B8mmegr=C3=B8t?=\r
                 =?utf-8?Q?_p=C3=A5_hyttetur_i_p=C3=A5skeferien_p=C3=A5_R=C3=B8?=\r
                 =?utf-8?Q?ros?=\r

                """
        )
    }

    @Test("no line is longer than 76 columns", arguments: 1...90)
    func noLineIsTooLong(length: Int) {
        for unit in ["a", "ab ", "ø", "é\u{301}", "👩‍👩‍👧‍👦", "x ø "] {
            let text = text(
                MailHeader("Subject", text: String(repeating: unit, count: length).trimmed)
            )
            #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
            #expect(text.utf8.allSatisfy { $0 < 0x80 })
        }
    }

    @Test("several addresses are separated by commas and folded between words")
    func severalAddresses() throws {
        let addresses = try (1...3).map { number in
            try #require(MailAddress("Department \(number) <department-\(number)@example.com>"))
        }
        #expect(
            text(MailHeader("To", addresses: addresses)) == """
                To: Department 1 <department-1@example.com>, Department 2\r
                 <department-2@example.com>, Department 3 <department-3@example.com>\r

                """
        )
    }
}
