// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Pipelines

@Suite("SQL that YAML mangled")
struct MangledSQLTests {
    @Test("quotes that YAML took off")
    func quotes() {
        let text = faults(overRows("  - transform:\n      currency: 'NOK'"))
        #expect(text.hasPrefix("p.yaml:6:18: error: "))
        #expect(
            text.hasSuffix(
                """
                6 |       currency: 'NOK'
                  |                  ^~~
                  = fix: YAML removed the quotes; write "'NOK'" or use a `|` block
                """
            )
        )
    }

    @Test("quotes around what might be a mistyped column")
    func mistyped() {
        #expect(
            faults(overRows("  - transform:\n      x: 'nam'")).contains(
                """
                  = fix: YAML removed the quotes; write "'nam'" or use a `|` block
                         did you mean
                """
            )
        )
    }

    @Test("quotes of a column's name")
    func columnQuotes() {
        let text = faults(overRows("  - transform:\n      x: \"total Requests\""))
        #expect(
            text.contains("YAML removed the quotes; write '\"total Requests\"' or use a `|` block")
        )
    }

    @Test("a number in quotes is the number, which is worth a warning")
    func numberInQuotes() {
        #expect(
            faults(overRows("  - transform:\n      n: '42'")) == """
                p.yaml:6:10: warning: this is the int64 42, not a text [quotes-removed]
                6 |       n: '42'
                  |          ^~~~
                  = fix: YAML removed the quotes; write "'42'" or use a `|` block, or leave them out
                """
        )
    }

    @Test("what YAML fails on, each value once and the faults behind it too")
    func failures() {
        let stages = """
              - transform:
                  currency: 'NOK' || name
                  label: case name when 'a: b' then 1 end
                  column: "a b" || 'c'
              - transform: limit
                row: 3
            """
        #expect(
            faults(overRows(stages)) == """
                p.yaml:6:17: error: the value begins with a quote, so that YAML ends it at the next one [mangled-value]
                6 |       currency: 'NOK' || name
                  |                 ^~~~~~~~~~~~~
                  = fix: YAML removed the quotes; write "'NOK' || name" or use a `|` block
                p.yaml:7:14: error: the value holds ': ', which YAML takes for the end of a key [mangled-value]
                7 |       label: case name when 'a: b' then 1 end
                  |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                  = fix: write "case name when 'a: b' then 1 end" or use a `|` block
                p.yaml:8:15: error: the value begins with a quote, so that YAML ends it at the next one [mangled-value]
                8 |       column: "a b" || 'c'
                  |               ^~~~~~~~~~~~
                  = fix: YAML removed the quotes; use a `|` block
                p.yaml:10:5: error: transform 'limit' has no key 'row' [unknown-key]
                10 |     row: 3
                   |     ^~~
                   = fix: did you mean 'rows'?
                """
        )
    }

    @Test("a filter that begins with a text")
    func filter() {
        #expect(
            faults(overRows("  - filter: 'x' = name")) == """
                p.yaml:5:13: error: the value begins with a quote, so that YAML ends it at the next one [mangled-value]
                5 |   - filter: 'x' = name
                  |             ^~~~~~~~~~
                  = fix: YAML removed the quotes; write "'x' = name" or use a `|` block
                """
        )
    }

    @Test("a comment inside a text")
    func comment() {
        let text = faults(overRows("  - transform:\n      a: split_part(name, ' #', 2)"))
        #expect(text.hasPrefix("p.yaml:6:"))
        #expect(
            text.hasSuffix(
                "= fix: YAML takes ' #' for the beginning of a comment; "
                    + "write \"split_part(name, ' #', 2)\" or use a `|` block"
            )
        )
    }

    @Test("a comment behind a faulty expression is none of YAML's doing")
    func honestComment() {
        #expect(!faults(overRows("  - filter: nam = 'x' # only these")).contains("YAML"))
    }

    @Test("a comma inside braces")
    func flow() {
        #expect(
            faults(overRows("  - transform: {x: split_part(name, ':', 2), y: id}")) == """
                p.yaml:5:20: error: the expression ends in the middle [mangled-value]
                5 |   - transform: {x: split_part(name, ':', 2), y: id}
                  |                    ^~~~~~~~~~~~~~~
                  = fix: YAML ends a value in braces at ',' and ': '; put it in quotes, or each key on its own line
                """
        )
    }
}
