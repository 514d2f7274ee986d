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

    @Test("a mapping keeps its order and the places of its names")
    func mapping() {
        func file(_ schema: String) -> String {
            faults(
                """
                fjord: 1
                name: t
                parameters: {kind: {type: text, default: int64}}
                stages:
                  - fetch: file
                    path: a.csv
                    schema: \(schema)
                  - filter: b = $b and z = 1
                  - sink: csv
                    path: ${kind}.csv
                """.replacing("$b", with: "1")
            )
        }
        #expect(file("{z: '${kind}', b: int64}").isEmpty)
        #expect(
            file("{z: int64, b: decimal(18, 2)}") == """
                p.yaml:7:27: error: the value ends in the middle [mangled-value]
                7 |     schema: {z: int64, b: decimal(18, 2)}
                  |                           ^~~~~~~~~~
                  = fix: YAML ends a value in braces at ','; put it in quotes, or each key on its own line
                """
        )
        #expect(
            file("{z: int64, b: text}") == """
                p.yaml:7:24: error: 'b' has no type 'text' [no-such-type]
                7 |     schema: {z: int64, b: text}
                  |                        ^
                """
        )
        #expect(
            file("{z: int64, b: [int64], z: text, c: }") == """
                p.yaml:7:27: error: b must be a text, not a list [wrong-type]
                7 |     schema: {z: int64, b: [int64], z: text, c: }
                  |                           ^~~~~~~
                p.yaml:7:36: error: the key 'z' stands here a second time [duplicate-key]
                7 |     schema: {z: int64, b: [int64], z: text, c: }
                  |                                    ^
                p.yaml:7:48: error: c must be a text, not nothing [wrong-type]
                7 |     schema: {z: int64, b: [int64], z: text, c: }
                  |                                                ^
                """
        )
        #expect(
            file("[z, b]") == """
                p.yaml:7:13: error: schema must be a mapping, not a list [wrong-type]
                7 |     schema: [z, b]
                  |             ^~~~~~
                """
        )
    }

    @Test("an unknown key of a fetch does not hide what is wrong with the columns it gives")
    func unknownKeyOfFetch() {
        let text = overRows("  - filter: idd = 1").replacing(
            "fetch: rows",
            with: "fetch: rows\n    rws: 1"
        )
        #expect(
            faults(text) == """
                p.yaml:5:5: error: fetch 'rows' has no key 'rws' [unknown-key]
                5 |     rws: 1
                  |     ^~~
                  = fix: known are fetch, id
                p.yaml:6:13: error: no column is called 'idd' [unknown-column]
                6 |   - filter: idd = 1
                  |             ^~~
                  = fix: did you mean id?
                """
        )
    }

    @Test(
        "paths that no file can have",
        arguments: [
            ("''", "the path is empty", "add the name of the file"),
            ("out/", "'out/' names a folder, not a file", "add the name of the file"),
            ("out/..", "'out/..' names a folder, not a file", "add the name of the file"),
            (
                "~/x.csv",
                "'~' is a shell's word for a home folder and would be a folder of that name here",
                "write the path from '/', or one relative to the project's folder"
            ),
        ]
    )
    func paths(path: String, message: String, fix: String) {
        let lines = faults(overRows("").replacing("out.csv", with: path)).split(separator: "\n")
        #expect(lines.first == "p.yaml:7:11: error: \(message) [invalid-path]")
        #expect(lines.last == "  = fix: \(fix)")
    }
}
