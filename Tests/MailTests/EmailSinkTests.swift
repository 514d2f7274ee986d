// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Testing

@testable import Mail

@Suite("email")
struct EmailSinkTests {
    /// One of the two parts, decoded, without its last line end.
    private func part(_ type: String, of mail: String) throws -> String {
        let start = try #require(mail.range(of: "Content-Type: \(type); charset=utf-8"))
        let rest = mail[start.upperBound...]
        let body = try #require(rest.range(of: "\r\n\r\n"))
        let end = try #require(rest.range(of: "\r\n--=_"))
        let text = Self.decoded(rest[body.upperBound..<end.lowerBound])
        #expect(text.hasSuffix("\n"))
        return String(text.dropLast())
    }

    /// Quoted-printable read back, by the rules of RFC 2045 and not by the encoder's code.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "=") {
                if byte != UInt8(ascii: "\r") { bytes.append(byte) }
            } else {
                let code = String(decoding: rest.prefix(2), as: UTF8.self)
                rest = rest.dropFirst(2)
                if code != "\r\n" { bytes.append(UInt8(code, radix: 16) ?? 0x3F) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func header(_ name: String, of mail: String) -> String? {
        let lines = mail.components(separatedBy: "\r\n").prefix { !$0.isEmpty }
        return lines.first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }

    @Test("a small table makes exactly these bytes")
    func smallTable() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/small-table.eml")
        let mail = try SampleMail.mail(
            [SampleMail.rows(SampleMail.small)],
            options: SampleMail.options([
                "cc": .texts(["Økonomi <okonomi@example.com>", "a@example.com"]),
                "subject": .text("Salg på Grünerløkka 2026-10-01"),
                "text": .text("Hei,\nher er <tallene>.\n\n.Hilsen\n"),
            ])
        )
        #expect(try Data(mail.utf8) == Data(contentsOf: fixture))
    }

    @Test("the text part shows heading, totals by currency, rows and where they came from")
    func textPart() throws {
        let mail = try SampleMail.mail([SampleMail.rows(SampleMail.small)])
        #expect(
            try part("text/plain", of: mail) == """
                Sales 2026-10-01

                Totals
                  Payments          1224
                  Captured        999.95  EUR
                  Captured    1235017.89  NOK
                  Net amount  1229997.50  NOK

                Ledger date  MSN     Currency  Payments    Captured  Net amount
                -----------  ------  --------  --------  ----------  ----------
                2026-10-01   123456  NOK           1204  1234567.89  1230010.00
                2026-10-01   654321  NOK              3      450.00      -12.50
                2026-10-01   777777  EUR             17      999.95

                daily-sales · 2026-10-01 · 3 rows
                """
        )
    }

    @Test("the bytes do not depend on how the rows come in batches")
    func batchesDoNotShow() throws {
        let whole = try SampleMail.mail([SampleMail.rows(SampleMail.small)])
        let none = try SampleMail.rows([])
        let single = try SampleMail.small.map { try SampleMail.rows([$0]) }
        #expect(try SampleMail.mail(single) == whole)
        #expect(try SampleMail.mail([none] + single + [none]) == whole)
    }

    @Test("digits are grouped in the HTML part, of amounts and totalled counts only")
    func groupedDigits() throws {
        let html = try part("text/html", of: SampleMail.mail([SampleMail.rows(SampleMail.small)]))
        #expect(html.contains("<td align=\"right\" nowrap>1\u{A0}234\u{A0}567.89</td>"))
        #expect(html.contains("<td align=\"right\" nowrap>1\u{A0}204</td>"))
        #expect(html.contains("<td>123456</td>"))
        #expect(html.contains("<b>1\u{A0}229\u{A0}997.50</b></td><td>NOK</td>"))
        let plain = try part(
            "text/html",
            of: SampleMail.mail([SampleMail.rows(SampleMail.small)], additive: ["captured"])
        )
        #expect(plain.contains("<td align=\"right\" nowrap>1204</td>"))
    }

    @Test("totals named in the file replace the plain counts and sums")
    func namedTotals() throws {
        let options = SampleMail.options(["totals": .texts(["captured"])])
        let text = try part(
            "text/plain",
            of: SampleMail.mail([SampleMail.rows(SampleMail.small)], options: options)
        )
        #expect(
            text.contains("Totals\n  Captured      999.95  EUR\n  Captured  1235017.89  NOK\n\n")
        )
        let none = SampleMail.options(["totals": .texts([])])
        let mail = try SampleMail.mail([SampleMail.rows(SampleMail.small)], options: none)
        #expect(try !part("text/plain", of: mail).contains("Totals"))
        #expect(try !part("text/html", of: mail).contains("Totals"))
    }

    @Test("the pipeline's description stands in for a text")
    func description() throws {
        let run = try SampleMail.run(description: "Payments & refunds.")
        let mail = try SampleMail.mail([], run: run)
        #expect(try part("text/plain", of: mail).contains("\n\nPayments & refunds.\n\n"))
        #expect(try part("text/html", of: mail).contains(">Payments &amp; refunds.</p>"))
        let options = SampleMail.options(["text": .text("One\n \nTwo")])
        let text = try part("text/plain", of: SampleMail.mail([], options: options, run: run))
        #expect(text.contains("\n\nOne\n\nTwo\n\n") && !text.contains("refunds"))
    }

    @Test("a long text is cut, a number never")
    func longText() throws {
        let batch = SampleMail.batch(
            Schema([Field("name", .text)]),
            [.text(TextArray([200, 201].map { String(repeating: "ø", count: $0) }))]
        )
        let mail = try SampleMail.mail([batch], schema: batch.schema, additive: [])
        let cut = String(repeating: "ø", count: 199)
        #expect(try part("text/plain", of: mail).contains("\n\(cut)ø\n\(cut)…\n"))
    }

    @Test("a provisional mail says so in subject, text and HTML, and is another mail")
    func provisional() throws {
        let rows = try [SampleMail.rows(SampleMail.small)]
        let mail = try SampleMail.mail(rows, run: SampleMail.run(finality: .provisional))
        #expect(header("Subject", of: mail) == "PROVISIONAL: Sales 2026-10-01")
        let notice =
            "PROVISIONAL: the source may still change these figures; a final report will follow."
        #expect(try part("text/plain", of: mail).hasPrefix(notice + "\n\nSales 2026-10-01\n"))
        #expect(try part("text/html", of: mail).contains(notice))
        let final = try SampleMail.mail(rows)
        #expect(!final.contains("PROVISIONAL"))
        #expect(header("Message-ID", of: mail) != header("Message-ID", of: final))
    }

    @Test("other figures and another day make another mail, the same ones the same")
    func identity() throws {
        func identity(_ rows: [RecordBatch], _ day: String = "2026-10-01") throws -> String? {
            try header("Message-ID", of: SampleMail.mail(rows, run: SampleMail.run(day: day)))
        }
        let rows = try [SampleMail.rows(SampleMail.small)]
        let corrected = try [SampleMail.rows(Array(SampleMail.small.reversed()))]
        #expect(try identity(rows) == identity(rows))
        #expect(try identity(rows) != identity(corrected))
        #expect(try identity(rows) != identity(rows, "2026-10-02"))
        #expect(try identity(rows)?.hasSuffix("@example.com>") == true)
    }

    @Test("a table longer than max_rows is cut, its totals are not")
    func maximumRows() throws {
        let rows = try [SampleMail.rows(SampleMail.small)]
        func text(_ maximum: Int, _ totals: [String]) throws -> String {
            let options = SampleMail.options([
                "max_rows": .integer(maximum), "totals": .texts(totals),
            ])
            return try part("text/plain", of: SampleMail.mail(rows, options: options))
        }
        let one = try text(1, ["payments"])
        #expect(one.contains("  Payments  1224\n"))
        #expect(one.contains("123456") && !one.contains("654321"))
        #expect(
            one.hasSuffix(
                "\n\nand 2 more rows, included in the totals\n\ndaily-sales · 2026-10-01 · 3 rows"
            )
        )
        #expect(try text(2, []).contains("\n\nand 1 more row\n\n"))
        #expect(try !text(3, []).contains("more row"))
    }

    @Test("no rows still make a mail")
    func noRows() throws {
        let mail = try SampleMail.mail([SampleMail.rows([])])
        #expect(
            try part("text/plain", of: mail) == """
                Sales 2026-10-01

                There were no rows for 2026-10-01.

                daily-sales · 2026-10-01 · 0 rows
                """
        )
        #expect(try part("text/html", of: mail).contains("There were no rows for 2026-10-01."))
        let windowless = try SampleMail.mail([], run: SampleMail.run(day: nil))
        #expect(try part("text/plain", of: windowless).contains("\nThere were no rows.\n"))
    }

    @Test("nulls are empty, and a total of nulls is none")
    func nulls() throws {
        let row =
            ("2026-10-01", "1", "NOK", nil, nil, nil)
            as (String, String, String, Int64?, Int64?, Int64?)
        let mail = try SampleMail.mail(
            [SampleMail.rows([row])],
            additive: ["payments", "captured"]
        )
        let text = try part("text/plain", of: mail)
        #expect(text.contains("Totals\n  Payments  none\n  Captured  none\n\n"))
        #expect(text.contains("\n2026-10-01   1    NOK\n"))
        #expect(text.hasSuffix("1 row"))
    }

    @Test("every type can be null in every row")
    func allNull() throws {
        let types: [DataType] = [
            .boolean, .int64, .float64, .decimal(precision: 9, scale: 3), .money, .text, .date,
            .timestamp, .json,
        ]
        let schema = Schema(types.map { Field("column of \($0)", $0) })
        let batch = SampleMail.batch(schema, types.map { Column(nulls: 3, type: $0) })
        let mail = try SampleMail.mail([batch], schema: schema, additive: [])
        #expect(try part("text/html", of: mail).contains("column of decimal(9, 3)"))
    }

    @Test("texts of every kind come through both parts unharmed")
    func awkwardTexts() throws {
        let texts = [
            "æøå ÆØÅ", "👩‍👩‍👧‍👦 🎉", "\"quoted\" 'single'", "a\nb\tc", "=SUM(A1)", "<b>&amp;</b>",
            "{{title}}", ".",
        ]
        let schema = Schema([Field("name", .text)])
        let batch = SampleMail.batch(schema, [.text(TextArray(texts))])
        let mail = try SampleMail.mail([batch], schema: schema, additive: [])
        #expect(mail.utf8.allSatisfy { $0 < 0x80 })
        #expect(!mail.contains("\r\n."))
        let text = try part("text/plain", of: mail)
        let shown = [
            "æøå ÆØÅ", "👩‍👩‍👧‍👦 🎉", "\"quoted\" 'single'", "a b c", "=SUM(A1)", "<b>&amp;</b>",
            "{{title}}", ".",
        ]
        #expect(text.contains("\n" + shown.joined(separator: "\n") + "\n\n"))
        let html = try part("text/html", of: mail)
        #expect(html.contains("<td>&lt;b&gt;&amp;amp;&lt;/b&gt;</td>"))
        #expect(html.contains("<td>{{title}}</td>"))
        #expect(html.contains("<td>&quot;quoted&quot; &#39;single&#39;</td>"))
    }

    @Test("sums are exact past 64 bits, decimals keep their scale")
    func exactTotals() throws {
        let schema = Schema([
            Field("n", .int64), Field("d", .decimal(precision: 30, scale: 4)), Field("m", .money),
        ])
        let nok = try #require(Currency("NOK"))
        let largest = Values<Int64>([.max, .max, .max])
        let batch = SampleMail.batch(
            schema,
            [
                .int64(Int64Array(largest)),
                .decimal(
                    DecimalArray([1, -100_000_000_000_000_000_000_000, 2]),
                    precision: 30,
                    scale: 4
                ),
                .money(MoneyArray(largest, .one(nok))),
            ]
        )
        let mail = try SampleMail.mail([batch], schema: schema, additive: ["n", "d", "m"])
        let text = try part("text/plain", of: mail)
        #expect(text.contains("  N       27670116110564327421\n"))
        #expect(text.contains("  D  -9999999999999999999.9997\n"))
        #expect(text.contains("  M      276701161105643274.21  NOK\n"))
    }

    @Test("without a currency column each amount names its currency")
    func amountsNameTheirCurrency() throws {
        let schema = Schema([Field("amount", .money)])
        let codes = try ["NOK", "JPY"].map { try #require(Currency($0)).code }
        let money = MoneyArray(Values([-100, 100]), .perSlot(Values(codes)))
        let mail = try SampleMail.mail(
            [SampleMail.batch(schema, [.money(money)])],
            schema: schema,
            additive: ["amount"]
        )
        let text = try part("text/plain", of: mail)
        #expect(text.contains("Totals\n  Amount    100  JPY\n  Amount  -1.00  NOK\n"))
        #expect(text.contains("\n-1.00 NOK\n  100 JPY\n"))
    }

    @Test("the list of stages makes the sink by its name")
    func listed() {
        #expect(mailStages.sinkSpecs.map(\.name) == ["email"])
    }
}
