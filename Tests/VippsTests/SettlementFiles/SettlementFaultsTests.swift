// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Vipps

@Suite("What is said of settlement files that are wrong")
struct SettlementFaultsTests {
    private static let again =
        "\n  = fix: download it again; if it stays so, report it to the vendor"

    /// The message for the XML sample with one text put for another.
    private func xml(_ old: String, _ new: String) async throws -> String? {
        #expect(SettlementSamples.three.contains(old))
        return try await SettlementFolder.fault(SettlementSamples.three.replacing(old, with: new))
    }

    private func csv(_ old: String, _ new: String) async throws -> String? {
        #expect(SettlementSamples.csv.contains(old))
        let text = SettlementSamples.csv.replacing(old, with: new)
        return try await SettlementFolder.fault(text, name: "a.csv")
    }

    private func line(_ line: Int, _ column: Int, _ message: String) -> String {
        "partition a.xml, line \(line), column \(column): error: \(message) [vipps-settlement-file]"
            + Self.again
    }

    private func row(_ line: Int, _ message: String) -> String {
        "partition a.csv, line \(line): error: \(message) [vipps-settlement-file]" + Self.again
    }

    @Test("values of XML that cannot be")
    func values() async throws {
        #expect(
            try await xml("245.26<", "245,26<")
                == line(27, 11, "TransactionNetAmount '245,26' is no amount such as 249.00")
        )
        #expect(
            try await xml("3.74</Tr", "3.745</Tr")
                == line(28, 11, "TransactionFeeAmount '3.745' has more decimals than its currency")
        )
        #expect(
            try await xml(">249.00</TransactionCap", ">99999999999999999999</TransactionCap")
                == line(
                    24,
                    11,
                    "TransactionCaptureAmount '99999999999999999999' is larger than money can hold"
                )
        )
        #expect(
            try await xml(">249.00</TransactionCap", ">-249.00</TransactionCap")
                == line(24, 11, "TransactionCaptureAmount '-249.00' is negative; captures are not")
        )
        #expect(
            try await xml(">-49.50</TransactionRef", ">49.50</TransactionRef")
                == line(36, 11, "TransactionRefundAmount '49.50' is positive; refunds are not")
        )
        #expect(
            try await xml(">249.00</TransactionGr", ">248.00</TransactionGr")
                == line(
                    26,
                    11,
                    "TransactionGrossAmount '248.00' is not the sum of capture and refund"
                )
        )
        #expect(
            try await xml("<TransactionTime>2025-03-14T09", "<TransactionTime>2025-02-30T09")
                == line(
                    23,
                    11,
                    "TransactionTime '2025-02-30T09:12:45.118+01:00' is no day such as 2025-03-14"
                )
        )
        #expect(
            try await xml("48120011934", " ") == line(30, 11, "TransactionID ' ' is empty")
        )
        #expect(
            try await xml("<SettlementCurrencyCode>NOK", "<SettlementCurrencyCode>kr")
                == line(
                    20,
                    9,
                    "SettlementCurrencyCode 'kr' is no currency of ISO 4217, such as NOK"
                )
        )
        #expect(
            try await xml(
                "NOK</SettlementCurrencyCode>\n          <TransactionID>48120014410",
                "SEK</SettlementCurrencyCode>\n          <TransactionID>48120014410"
            )
                == line(
                    40,
                    11,
                    "SettlementCurrencyCode 'SEK' is another currency than its settlement's"
                )
        )
        #expect(
            try await xml("Net</Sett", "Netto</Sett")
                == line(21, 9, "SettlementType 'Netto' is neither Net nor Gross")
        )
        #expect(
            try await xml(">2</NumOfT", ">two</NumOfT")
                == line(44, 9, "NumOfTransactions 'two' is no count")
        )
    }

    @Test("elements of XML that are missing, doubled or in the wrong place")
    func elements() async throws {
        #expect(
            try await xml("<SettlementID>2000417</SettlementID>", "")
                == line(
                    22,
                    9,
                    "the SettlementInfo of line 17 has no SettlementID before this place"
                )
        )
        #expect(
            try await xml("<OrderID>kiosk-0001</OrderID>", "")
                == line(32, 9, "the TransactionInfo of line 22 has no OrderID before this place")
        )
        #expect(
            try await xml("<SettledAmount>195.76</SettledAmount>", "")
                == line(
                    51,
                    7,
                    "the SettlementInfo of line 17 has no SettledAmount before this place"
                )
        )
        #expect(
            try await xml("<OrderID/>", "<OrderID/><OrderID/>")
                == line(42, 21, "a second OrderID in one TransactionInfo")
        )
        #expect(
            try await xml("Fjellbua Kiosk", "Fjellbua <b>Kiosk</b>")
                == line(4, 28, "'b' stands within a value")
        )
        #expect(
            try await xml("<OrderID/>", "<OrderID/>x")
                == line(43, 9, "text stands between the elements of a TransactionInfo")
        )
    }

    @Test("files that are something else")
    func others() async throws {
        func fault(_ bytes: [UInt8], _ name: String) async throws -> String? {
            try await SettlementFolder.fault(bytes, name: name)
        }
        #expect(
            try await fault(Array("<html><body/></html>".utf8), "a.xml") == """
                partition a.xml, line 1, column 1: error: the file is XML, but a 'html' and no SettlementReport \
                [vipps-settlement-file]
                  = fix: download the settlement report as XML
                """
        )
        #expect(
            try await xml("SettlementReport-3.0.xsd", "SettlementReport-4.0.xsd") == """
                partition a.xml, line 2, column 1: error: the report is of no version that Fjord knows: its namespace \
                is 'http://vipps.no/xmlschema/SettlementReport-4.0.xsd' [vipps-settlement-file]
                  = fix: versions 2.0 and 3.0 are known; install a newer version of fjord
                """
        )
        for (text, message) in [("", "the file is empty"), (" \n", "the file is empty")] {
            #expect(
                try await fault(Array(text.utf8), "a.xml")
                    == "partition a.xml: error: \(message) [vipps-settlement-file-incomplete]"
                    + Self.again
            )
        }
        #expect(
            try await fault(Array("%PDF-1.4".utf8), "a.pdf") == """
                partition a.pdf: error: the file is a PDF [vipps-settlement-file]
                  = fix: download the report as XML: a PDF has totals only
                """
        )
        #expect(
            try await fault(Array("Salgsdato,Salgssted\n".utf8), "a.csv") == """
                partition a.csv, line 1: error: a row of a settlement report begins with SettlementInfo, \
                TransactionInfo or FeeInfo, this one with 'Salgsdato' [vipps-settlement-file]
                  = fix: download the report as XML; if this is one with other columns, read it with fetch: file
                """
        )
        #expect(
            try await fault([0x41, 0xE5, 0x0A], "a.csv") == """
                partition a.csv, line 1: error: the line is not UTF-8 [vipps-settlement-file]
                  = fix: save the file as UTF-8, for example with 'iconv -f WINDOWS-1252 -t UTF-8'
                """
        )
        let long = [UInt8](repeating: 0x41, count: 70_000)
        #expect(
            try await fault(long, "a.csv") == """
                partition a.csv, line 1: error: the line has more than 64 KiB [vipps-settlement-file]
                  = fix: check that this is a settlement report in CSV or XML
                """
        )
        let doctype =
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + SettlementSamples.three
        #expect(try await fault(Array(doctype.utf8), "a.xml")?.contains("[refused-xml]") == true)
    }

    @Test("rows of CSV that cannot be")
    func rows() async throws {
        #expect(
            try await csv(",-22.50,", ",-22,50 kr,") == """
                partition a.csv, line 10: error: the TransactionInfo row has 14 values, its header 13: a comma stands \
                within a value, and nothing tells which [vipps-settlement-file]
                  = fix: put double quotes around the value that holds the comma, or download the report as XML
                """
        )
        #expect(
            try await csv(",-22.50,", ",")
                == row(10, "the TransactionInfo row has 12 values, its header 13")
        )
        #expect(
            try await csv(",249.00,NOK", ",249.00 kr,NOK")
                == row(9, "Gross '249.00 kr' is no amount such as 249.00")
        )
        #expect(
            try await csv("13.03.2025", "13/03/2025")
                == row(9, "SalesDate '13/03/2025' is no day such as 14.03.2025")
        )
        #expect(
            try await csv("48120011934,2000417", "48120011934,2000418")
                == row(9, "SettlementId '2000418' belongs to no SettlementInfo row before it")
        )
        #expect(
            try await csv(",-49.50,0.00", ",49.50,0.00")
                == row(11, "Refund '49.50' is positive; refunds are not")
        )
        #expect(
            try await csv(",SettlementAccount,", ",Account,")
                == row(5, "the header of the SettlementInfo rows has no column SettlementAccount")
        )
        #expect(
            try await csv("FeeInfo,SettlementDate", "TransactionInfo,1\nFeeInfo,SettlementDate")
                == row(7, "the first TransactionInfo row names no columns")
        )
        #expect(
            try await csv(",3\n", ",4\n") == """
                partition a.csv: error: settlement 2000417 of sales unit 718311 (line 6) declares 4 transactions and \
                the file has 3 [vipps-settlement-file-incomplete]
                """ + Self.again
        )
        #expect(
            try await csv(",-49.50,0.00\n", ",-49") == """
                partition a.csv, line 11: error: the file ends in the middle of a row \
                [vipps-settlement-file-incomplete]
                """ + Self.again
        )
    }
}
