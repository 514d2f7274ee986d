// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Vipps

@Suite("Settlement files by the vendor's schemas")
struct SettlementSchemaTests {
    @Test("the samples of these tests obey the schemas")
    func samples() {
        if let schema = XMLSchemaCheck("SettlementReport-3.0.xsd") {
            #expect(schema.isValid(SettlementSamples.three))
            #expect(
                !schema.isValid(SettlementSamples.three.replacing("Net</Sett", with: "Nett</Sett"))
            )
        }
        if let schema = XMLSchemaCheck("SettlementReport-2.0.xsd") {
            #expect(schema.isValid(SettlementSamples.two))
        }
    }

    @Test(
        "invented reports obey the schemas and are read back as they were invented",
        arguments: [true, false]
    )
    func random(isThree: Bool) async throws {
        let schema = XMLSchemaCheck("SettlementReport-\(isThree ? "3" : "2").0.xsd")
        let folder = try SettlementFolder()
        for seed in UInt64(0)..<60 {
            let report = RandomReport(seed: seed, isThree: isThree)
            if let schema { #expect(schema.isValid(report.xml), "seed \(seed)") }
            try folder.write(Array(report.xml.utf8), to: "a.xml")
            let read = try await folder.read("a.xml")
            #expect(
                read.values(
                    "entryType",
                    "pspReference",
                    "reference",
                    "amount",
                    "fee",
                    "netAmount",
                    "payoutNumber",
                    "msn",
                    "salesUnitName",
                    "transactionDate"
                ) == report.rows,
                "seed \(seed)"
            )
            #expect(read.findings == [], "seed \(seed)")
            #expect(read.unknownFields == [:], "seed \(seed)")
            let settlements = try await folder.read("a.xml", rows: "settlements")
            #expect(
                settlements.values(
                    "payoutNumber",
                    "gross",
                    "fees",
                    "net",
                    "countedTransactions",
                    "addsUp",
                    "msn"
                ) == report.settlements,
                "seed \(seed)"
            )
        }
    }
}
