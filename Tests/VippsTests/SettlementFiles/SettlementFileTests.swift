// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Settlement files become rows")
struct SettlementFileTests {
    @Test("version 3.0: signs and names as in the API")
    func three() async throws {
        let folder = try SettlementFolder(["in/a.xml": SettlementSamples.three])
        let reading = try await folder.read("in/*.xml")
        #expect(
            reading.names == [
                "time", "entryType", "pspReference", "reference", "recipientHandle", "currency",
                "amount", "fee", "netAmount", "transactionDate", "payoutNumber", "settlementDate",
                "settlementType", "msn", "salesUnitName", "owner.id", "settlementAccount", "file",
            ]
        )
        #expect(
            reading.rows == [
                [
                    "2025-03-14T08:12:45.118000Z", "capture", "48120011934", "kiosk-0001",
                    "api:718311", "NOK", "249.00", "-3.74", "245.26", "2025-03-14", "2000417",
                    "2025-03-14", "Net", "718311", "Fjellbua Kiosk", "923456781", "15038812345",
                    "in/a.xml",
                ],
                [
                    "2025-03-14T22:59:59.990000Z", "refund", "48120014410", nil, "NO:718311",
                    "NOK", "-49.50", "0.00", "-49.50", "2025-03-14", "2000417", "2025-03-14", "Net",
                    "718311", "Fjellbua Kiosk", "923456781", "15038812345", "in/a.xml",
                ],
            ]
        )
        #expect(reading.findings == [])
        #expect(reading.unknownFields == [:])
        #expect(reading.readings.map(\.finality) == [.final])
        #expect(
            reading.readings[0].decoded.summary.totals == [try #require(Currency("NOK")): 19950]
        )
    }

    @Test("version 2.0: days without times, the sign tells refunds")
    func two() async throws {
        let folder = try SettlementFolder(["a.xml": SettlementSamples.two])
        let reading = try await folder.read("a.xml")
        #expect(
            reading.rows == [
                [
                    nil, "capture", "1234567890", nil, "NO:61234", "NOK", "100.00", "-1.75",
                    "98.25", "2017-05-01", "2000003", "2017-05-02", nil, "61234", "Fjellbua Kiosk",
                    "923456781", "15038812345", "a.xml",
                ],
                [
                    nil, "refund", "1234567891", "web-7", "api:61234", "NOK", "-10.00", "0.00",
                    "-10.00", "2017-05-02", "2000003", "2017-05-02", nil, "61234",
                    "Fjellbua Kiosk", "923456781", "15038812345", "a.xml",
                ],
            ]
        )
        #expect(
            reading.findings == [
                Finding(
                    .warning,
                    rule: "settlement-time-zone",
                    "'a.xml' has times without an offset from UTC; time is null there, "
                        + "transactionDate is not",
                    count: 1
                )
            ]
        )
    }

    @Test(
        "CSV: refunds stand in a column of their own, and net leaves them out",
        arguments: ["\n", "\r\n"]
    )
    func csv(lineEnd: String) async throws {
        let text = SettlementSamples.csv.replacing("\n", with: lineEnd)
        let folder = try SettlementFolder(["a.csv": "\u{FEFF}" + text])
        let reading = try await folder.read("a.csv")
        #expect(
            reading.values(
                "time",
                "entryType",
                "pspReference",
                "reference",
                "recipientHandle",
                "amount",
                "fee",
                "netAmount",
                "transactionDate",
                "owner.id",
                "settlementAccount"
            ) == [
                [
                    nil, "capture", "48120011934", "kiosk-0001", "api:718311", "249.00", "-3.74",
                    "245.26", "2025-03-13", "923456781", "15038812345",
                ],
                [
                    nil, "capture", "48120014410", nil, "NO:718311", "1500.00", "-22.50",
                    "1477.50", "2025-03-14", "923456781", "15038812345",
                ],
                [
                    nil, "refund", "48120014999", "web-118", "api:718311", "-49.50", "0.00",
                    "-49.50", "2025-03-14", "923456781", "15038812345",
                ],
            ]
        )
        #expect(reading.findings == [])
        #expect(reading.unknownFields == [:])
    }

    @Test("a row per settlement has what is declared beside what was summed")
    func settlements() async throws {
        let folder = try SettlementFolder([
            "3.xml": SettlementSamples.three, "2.xml": SettlementSamples.two,
            "a.csv": SettlementSamples.csv,
        ])
        let reading = try await folder.read("*", rows: "settlements")
        #expect(
            reading.names == [
                "payoutNumber", "settlementDate", "settlementType", "reportFrom", "reportTo",
                "currency", "transactions", "captures", "refunds", "gross", "fees", "net",
                "settled", "countedTransactions", "summedCaptures", "summedRefunds", "summedGross",
                "summedFees", "summedNet", "addsUp", "msn", "salesUnitName", "owner.id",
                "settlementAccount", "file",
            ]
        )
        #expect(
            reading.rows.map { Array($0.prefix(20)) } == [
                [
                    "2000003", "2017-05-02", nil, "2017-05-01", "2017-05-02", "NOK", "2", nil, nil,
                    "90.00", "-1.75", "88.25", nil, "2", "100.00", "-10.00", "90.00", "-1.75",
                    "88.25", "true",
                ],
                [
                    "2000417", "2025-03-14", "Net", "2025-03-14", "2025-03-14", "NOK", "2",
                    "249.00", "-49.50", "199.50", "-3.74", "195.76", "195.76", "2", "249.00",
                    "-49.50", "199.50", "-3.74", "195.76", "true",
                ],
                [
                    "2000417", "2025-03-14", nil, nil, nil, "NOK", "3", nil, "-49.50", "1749.00",
                    "-26.24", "1673.26", nil, "3", "1749.00", "-49.50", "1699.50", "-26.24",
                    "1673.26", "true",
                ],
            ]
        )
    }

    @Test("a transaction with capture and refund becomes two rows, the fee in the first")
    func both() async throws {
        let text = SettlementSamples.three
            .replacing(">0.00</TransactionRefundAmount>", with: ">-9.00</TransactionRefundAmount>")
            .replacing("249.00</TransactionGrossAmount>", with: "240.00</TransactionGrossAmount>")
            .replacing("245.26</TransactionNetAmount>", with: "236.26</TransactionNetAmount>")
            .replacing("-49.50</RefundSettlement", with: "-58.50</RefundSettlement")
            .replacing("199.50</GrossSettlement", with: "190.50</GrossSettlement")
            .replacing("195.76</", with: "186.76</")
        let folder = try SettlementFolder(["a.xml": text])
        let reading = try await folder.read("a.xml")
        #expect(
            reading.values("pspReference", "entryType", "amount", "fee", "netAmount") == [
                ["48120011934", "capture", "249.00", "-3.74", "245.26"],
                ["48120011934", "refund", "-9.00", "0.00", "-9.00"],
                ["48120014410", "refund", "-49.50", "0.00", "-49.50"],
            ]
        )
        #expect(reading.findings == [])
    }

    @Test(
        "totals that do not add up are a warning that names file and settlement, and the rows come"
    )
    func brokenTotals() async throws {
        let text = SettlementSamples.three
            .replacing("3.74</FeeSettlementAmount>", with: "3.75</FeeSettlementAmount>")
            .replacing(">1</NumOfSettlements>", with: ">2</NumOfSettlements>")
            .replacing("195.76</SettledAmount>", with: "199.50</SettledAmount>")
        let folder = try SettlementFolder(["a.xml": text])
        let reading = try await folder.read("a.xml", rows: "settlements")
        #expect(
            reading.findings == [
                Finding(
                    .warning,
                    rule: "settlement-totals",
                    "'a.xml' declares totals that its transactions do not add up to",
                    count: 2,
                    examples: [
                        "settlement 2000417 of sales unit 718311 (line 17): fees declared -3.75, "
                            + "summed -3.74; settled 199.50, Net amount 195.76",
                        "all of sales unit 718311 (line 12): settlements declared 2, counted 1",
                    ]
                )
            ]
        )
        #expect(reading.values("fees", "summedFees", "addsUp") == [["-3.75", "-3.74", "false"]])
    }

    @Test("a net that is not gross and fee together is a warning, and netAmount is their sum")
    func otherNet() async throws {
        let text = SettlementSamples.three.replacing(
            "245.26</TransactionNet",
            with: "252.74</TransactionNet"
        )
        let reading = try await SettlementFolder(["a.xml": text]).read("a.xml")
        #expect(reading.findings.map(\.rule) == ["settlement-net"])
        #expect(reading.findings[0].examples == ["transaction 48120011934 (line 22)"])
        #expect(reading.values("netAmount")[0] == ["245.26"])
    }

    @Test("unknown elements are counted and passed over, fees listed by themselves are a notice")
    func unknown() async throws {
        let text = SettlementSamples.three
            .replacing("<OrderID/>", with: "<OrderID/><Tip><Of>1</Of></Tip>")
            .replacing(
                "</PaymentsInfo>",
                with:
                    "<FeeDetailsInfo><FeeInfo><FeeID>1</FeeID></FeeInfo></FeeDetailsInfo></PaymentsInfo>"
            )
            .replacing("<VippsInfo>", with: "<Signature/><x:Tip xmlns:x='urn:x'/><VippsInfo>")
        let reading = try await SettlementFolder(["a.xml": text]).read("a.xml")
        #expect(reading.rows.count == 2)
        #expect(
            reading.unknownFields == [
                "TransactionInfo.Tip": 1, "SettlementReport.Signature": 1,
                "SettlementReport.Tip": 1,
            ]
        )
        #expect(reading.findings.map(\.rule) == ["settlement-fee-lines"])
    }

    @Test("a comma in a value is taken back if only one reading fits, and refused otherwise")
    func commas() async throws {
        let text = SettlementSamples.csv
            .replacing(",249.00,NOK", with: ",249,00,NOK")
            .replacing(
                "14.03.2025,Fjellbua Kiosk,718311,48120014410",
                with: "14.03.2025,Fjellbua, Kiosk,718311,48120014410"
            )
        let reading = try await SettlementFolder(["a.csv": text]).read("a.csv")
        #expect(reading.values("amount") == [["249.00"], ["1500.00"], ["-49.50"]])
        #expect(reading.findings.map(\.rule) == ["settlement-commas"])
        #expect(reading.findings[0].examples == ["line 9", "line 10"])
        let quoted = SettlementSamples.csv.replacing(",kiosk-0001,", with: #","kiosk, ""1"", 2","#)
        let read = try await SettlementFolder(["a.csv": quoted]).read("a.csv")
        #expect(read.values("reference")[0] == [#"kiosk, "1", 2"#])
        #expect(read.findings == [])
    }

    @Test("zipped, gzipped, in another encoding or with another name, it is the same report")
    func containers() async throws {
        let folder = try SettlementFolder(["a.xml": SettlementSamples.three])
        let utf16 = SettlementSamples.three.replacing("UTF-8", with: "UTF-16").utf16
            .flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        try folder.write([0xFF, 0xFE] + utf16, to: "utf16.xml")
        let latin = SettlementSamples.three.replacing("UTF-8", with: "ISO-8859-1")
            .replacing("Fjellbua", with: "Fjåbua").unicodeScalars.map { UInt8($0.value) }
        try folder.write(latin, to: "latin.xml")
        let expected = try await folder.read("a.xml").rows.map { $0.dropLast() }
        #expect(try await folder.read("utf16.xml").rows.map { $0.dropLast() } == expected)
        #expect(try await folder.read("latin.xml").values("salesUnitName")[0] == ["Fjåbua Kiosk"])
        guard try Python.run(Self.packing, in: folder.path) else {
            return print("skipped: no python3")
        }
        for name in ["a.xml.zip", "stored.zip", "mac.zip", "a.xml.gz", "packed"] {
            #expect(try await folder.read(name).rows.map { $0.dropLast() } == expected, "\(name)")
        }
        let two = try #require(await fault("two.zip", in: folder))
        #expect(
            two == """
                partition two.zip: error: the zip archive holds 2 files, and nothing says which is meant \
                [malformed-zip]
                  = fix: unpack it and name the files, as in path: folder/*.xml
                """
        )
        #expect(try #require(await fault("book.xlsx", in: folder)).contains("office document"))
    }

    private func fault(_ name: String, in folder: SettlementFolder) async throws -> String? {
        do {
            _ = try await folder.read(name)
            return nil
        } catch let error as PipelineError {
            return error.description
        }
    }

    private static let packing = """
        import gzip, shutil, zipfile
        def pack(name, method, *others):
            with zipfile.ZipFile(name, "w", method) as archive:
                archive.write("a.xml", "718311-2000417.xml")
                for other in others: archive.writestr(other, b"x" * 50)
        pack("a.xml.zip", zipfile.ZIP_DEFLATED)
        pack("packed", zipfile.ZIP_DEFLATED)
        pack("stored.zip", zipfile.ZIP_STORED)
        pack("mac.zip", zipfile.ZIP_DEFLATED, "__MACOSX/._718311-2000417.xml", "folder/")
        pack("two.zip", zipfile.ZIP_DEFLATED, "b.xml")
        pack("book.xlsx", zipfile.ZIP_DEFLATED, "[Content_Types].xml")
        gzip.open("a.xml.gz", "wb").write(open("a.xml", "rb").read())
        """

    @Test("files come in the order of patterns and paths, each once; none is an error")
    func files() async throws {
        let folder = try SettlementFolder([
            "b/2.xml": SettlementSamples.three, "b/1.xml": SettlementSamples.three,
            "a/c/3.csv": SettlementSamples.csv,
        ])
        let read = try await folder.read("b/2.xml", "**/*.xml", "a/**/*")
        #expect(read.readings.map(\.partition.key) == ["b/2.xml", "b/1.xml", "a/c/3.csv"])
        #expect(
            try await fault("x/*.xml", in: folder) == """
                error: no file matches 'x/*.xml' [no-files]
                  = fix: paths begin in '\(folder.path)'
                """
        )
        #expect(try await fault("b", in: folder)?.contains("write path: b/*") == true)
    }

    @Test("the stage keeps its contract")
    func conformance() async throws {
        let folder = try SettlementFolder([
            "3.xml": SettlementSamples.three, "2.xml": SettlementSamples.two,
            "a.csv": SettlementSamples.csv,
        ])
        for rows in ["transactions", "settlements"] {
            let stage = try SettlementFolder.stage(["*"], rows: rows)
            #expect(try await Conformance.breaches(of: stage, in: folder.context()) == [])
        }
    }
}
