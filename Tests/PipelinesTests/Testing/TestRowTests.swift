// SPDX-License-Identifier: Apache-2.0

import Columnar
import Engine
import FjordKit
import Testing

@testable import Pipelines

@Suite("rows of tests")
struct TestRowTests {
    private func pipeline(_ given: String) -> String {
        """
        fjord: 1
        name: test
        stages:
          - id: entries
            fetch: vipps.funds
          - id: sums
            aggregate: {net: sum(amount), n: count(*), share: 0.5 * count(*)}
          - sink: csv
            path: out-${window}.csv
        tests:
          - {name: a, given: \(given), expect: {sums: []}}
        """
    }

    @Test("columns that a row leaves out are null, amounts have the row's currency")
    func given() throws {
        let text = pipeline(
            "{entries: [{amount: 1, currency: JPY}, {amount: 2.5, currency: NOK}, {entryType: NO}]}"
        )
        let test = try #require(try check(text).preparedTests().first)
        guard case .fetch(let fetch, _)? = test.graph.nodes.first?.operation,
            let rows = (fetch as? GivenRows)?.batches.first
        else {
            Issue.record("the first stage gives rows")
            return
        }
        #expect(rows.rowCount == 3 && rows.columns.map(\.nullCount) == [3, 3, 2, 1, 1, 3, 3])
        guard case .money(let amounts) = rows.columns[3] else { return }
        #expect((0..<2).map { amounts.minorUnits[$0] } == [1, 250])
        #expect((0..<2).map { "\(amounts.currency(ofSlot: $0))" } == ["JPY", "NOK"])
    }

    @Test("what a column cannot hold, word for word")
    func faulty() {
        let given = """
            {entries: [{amount: 1.005, currency: NOK}, {amount: 1}, {amount: 1, currency: KR}, {amunt: 1}, \
            {ledgerDate: 1.10.26}, {amount: x}, {amount: 1 KR}], sums: [{net: 1}, {share: 0.123}]}
            """
        let found = faults(pipeline(given)).split(separator: "\n").filter { line in
            line.contains("error:") || line.contains("= fix:")
        }
        #expect(
            found.joined(separator: "\n") == """
                p.yaml:11:106: error: no column is called 'amunt' [unknown-column]
                   = fix: did you mean 'amount'?
                p.yaml:11:130: error: '1.10.26' is no date [invalid-value]
                   = fix: write a date like 2026-10-01
                p.yaml:11:149: error: 'x' is no money [invalid-value]
                   = fix: write major units like -1.00, or with their currency like -1.00 NOK
                p.yaml:11:162: error: 'KR' is no currency of ISO 4217 [invalid-value]
                   = fix: write three capital letters, as in NOK
                p.yaml:11:183: error: this amount has no currency [missing-currency]
                   = fix: write it behind, as in 10.00 NOK
                p.yaml:11:195: error: 0.123 has more digits than decimal(20, 1) holds [invalid-value]
                """
        )
        let amounts =
            "{entries: [{amount: 1.005, currency: NOK}, {amount: 1}, {amount: 1, currency: KR}]}"
        #expect(
            faults(pipeline(amounts)) == """
                p.yaml:11:42: error: 1.005 has more digits than an amount in NOK holds [invalid-value]
                11 |   - {name: a, given: {entries: [{amount: 1.005, currency: NOK}, {amount: 1}, {amount: 1, currency: KR}]}, expect: {sums: []}}
                   |                                          ^~~~~
                p.yaml:11:74: error: this amount has no currency [missing-currency]
                11 |   - {name: a, given: {entries: [{amount: 1.005, currency: NOK}, {amount: 1}, {amount: 1, currency: KR}]}, expect: {sums: []}}
                   |                                                                          ^
                   = fix: add 'currency: NOK' to the row
                p.yaml:11:100: error: 'KR' is no currency of ISO 4217 [invalid-value]
                11 |   - {name: a, given: {entries: [{amount: 1.005, currency: NOK}, {amount: 1}, {amount: 1, currency: KR}]}, expect: {sums: []}}
                   |                                                                                                    ^~
                   = fix: write three capital letters, as in NOK
                """
        )
    }

    @Test("a value of another type says how it is written")
    func spellings() {
        let text = """
            fjord: 1
            name: test
            stages:
              - id: rows
                fetch: rows
              - id: typed
                transform: {b: "id > 1", f: 1e0 * id, d: 0.5 * id, t: "timestamp '2026-10-01T00:00:00Z'"}
              - sink: csv
                path: out.csv
            tests:
              - {name: a, given: {typed: [{id: a, b: yes, f: x, d: 1e3, t: 2026-10-01}]}, expect: {typed: []}}
            """
        let lines = faults(text).split(separator: "\n").map(String.init)
        let said = lines.filter { $0.contains("error:") || $0.contains("= fix:") }
        #expect(
            said.joined(separator: "\n") == """
                p.yaml:11:36: error: 'a' is no int64 [invalid-value]
                   = fix: write a whole number like 42
                p.yaml:11:42: error: 'yes' is no boolean [invalid-value]
                   = fix: write true or false
                p.yaml:11:50: error: 'x' is no float64 [invalid-value]
                   = fix: write a number like 0.25 or 1e3
                p.yaml:11:56: error: '1e3' is no decimal(20, 1) [invalid-value]
                   = fix: write an exact number like 12.50
                p.yaml:11:64: error: '2026-10-01' is no timestamp [invalid-value]
                   = fix: write an instant like 2026-10-01T08:12:45Z
                """
        )
    }
}
