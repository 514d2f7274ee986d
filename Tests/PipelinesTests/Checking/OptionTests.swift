// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipelines

@Suite("Options of registered stages")
struct OptionTests {
    @Test("wrong types, bounds and words")
    func faulty() {
        let stages = """
              - transform: limit
                rows: 17
              - transform: limit
                rows: ten
              - transform: limit
                row: 1
              - transform: limit
              - transform: explode
                columns: [nam, {a: b}]
              - transform: explode
                columns: nam
              - sink: csv
                path: [a]
                header: yes
                decimal_separator: comma
              - sink: csv
                path: 3.csv
                delimiter: .
            """
        #expect(
            faults(overRows(stages)) == """
                p.yaml:6:11: error: rows must be from 0 to 9, not 17 [invalid-value]
                6 |     rows: 17
                  |           ^~
                p.yaml:8:11: error: rows must be a whole number, not 'ten' [wrong-type]
                8 |     rows: ten
                  |           ^~~
                p.yaml:10:5: error: transform 'limit' has no key 'row' [unknown-key]
                10 |     row: 1
                   |     ^~~
                   = fix: did you mean 'rows'?
                p.yaml:11:16: error: transform 'limit' needs 'rows' [missing-key]
                11 |   - transform: limit
                   |                ^~~~~
                p.yaml:13:20: error: columns must be a text, not a mapping [wrong-type]
                13 |     columns: [nam, {a: b}]
                   |                    ^~~~~~
                p.yaml:17:11: error: path must be a text, not a list [wrong-type]
                17 |     path: [a]
                   |           ^~~
                p.yaml:18:13: error: header must be true or false, not 'yes' [wrong-type]
                18 |     header: yes
                   |             ^~~
                   = fix: write true
                p.yaml:19:24: error: decimal_separator must be one of '.', ',', not 'comma' [invalid-value]
                19 |     decimal_separator: comma
                   |                        ^~~~~
                p.yaml:22:16: error: the delimiter is the decimal separator [csv-delimiter]
                22 |     delimiter: .
                   |                ^
                """
        )
    }

    @Test("columns that the input does not have")
    func columns() {
        #expect(
            faults(overRows("  - transform: explode\n    columns: [nam, id]")) == """
                p.yaml:6:15: error: no column is called 'nam' [unknown-column]
                6 |     columns: [nam, id]
                  |               ^~~
                  = fix: did you mean 'name'?
                """
        )
    }

    @Test("a word or a list")
    func wordOrList() {
        func ledgers(_ text: String) -> String {
            faults(
                """
                fjord: 1
                name: t
                stages:
                  - fetch: vipps.funds
                    ledgers: \(text)
                  - sink: csv
                    path: ${window}.csv
                """
            )
        }
        #expect(ledgers("all").isEmpty)
        #expect(ledgers("['123', 456]").isEmpty)
        #expect(ledgers("~").isEmpty)
        #expect(
            ledgers("al") == """
                p.yaml:5:14: error: ledgers must be 'all' or a list of texts, not 'al' [wrong-type]
                5 |     ledgers: al
                  |              ^~
                  = fix: write all or [al]
                """
        )
    }

    @Test("references in texts")
    func references() {
        let text = """
            fjord: 1
            name: t
            parameters:
              who: {type: text, default: null}
            stages:
              - fetch: rows
              - sink: csv
                path: ${whom}/${window}/${who}/${who
            """
        #expect(
            faults(text) == """
                p.yaml:8:11: error: no parameter is called 'whom' [unknown-parameter]
                8 |     path: ${whom}/${window}/${who}/${who
                  |           ^~~~~~~
                  = fix: did you mean 'who'?
                p.yaml:8:19: error: 'window' has no value: no fetch of this pipeline knows dates [no-window]
                8 |     path: ${whom}/${window}/${who}/${who
                  |                   ^~~~~~~~~
                p.yaml:8:29: error: the parameter 'who' is null, and a text cannot hold that [interpolation]
                8 |     path: ${whom}/${window}/${who}/${who
                  |                             ^~~~~~
                  = fix: give it another default or run with --set who=…
                p.yaml:8:36: error: this '${' has no '}' [interpolation]
                8 |     path: ${whom}/${window}/${who}/${who
                  |                                    ^~~~~
                  = fix: write ${name}
                """
        )
    }

    @Test("an expression takes no pasted text")
    func pastedText() {
        #expect(
            faults(overRows("  - filter: name = '${who}'")) == """
                p.yaml:5:21: error: an expression takes values as they are, not pasted text [interpolation]
                5 |   - filter: name = '${who}'
                  |                     ^~~~~~
                  = fix: write $who
                """
        )
    }
}
