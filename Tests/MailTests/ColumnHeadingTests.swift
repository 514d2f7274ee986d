// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Mail

@Suite("Column headings")
struct ColumnHeadingTests {
    @Test(
        "read as words",
        arguments: [
            ("ledgerDate", "Ledger date"),
            ("net_amount", "Net amount"),
            ("owner.id", "Owner ID"),
            ("msn", "MSN"),
            ("pspReference", "PSP reference"),
            ("ledgerId", "Ledger ID"),
            ("captured", "Captured"),
            ("feesVAT", "Fees VAT"),
            ("total Requests", "total Requests"),
            ("økning", "Økning"),
            ("_", "_"),
            ("2026", "2026"),
        ]
    )
    func readAsWords(name: String, heading: String) {
        #expect(ColumnHeading.headings(of: [name]) == [heading])
    }

    @Test("are the names themselves if two columns would read alike")
    func namesThatWouldReadAlike() {
        let names = ["netAmount", "net_amount", "msn"]
        #expect(ColumnHeading.headings(of: names) == names)
    }
}
