// SPDX-License-Identifier: Apache-2.0

import Columnar
import FjordKit
import Testing

@testable import Pipelines

@Suite("Rules of a check")
struct RuleTests {
    private func checking(_ rules: String, after stage: String = "", head: String = "") -> String {
        """
        fjord: 1
        name: test
        \(head)stages:
          - id: rows
            fetch: rows
        \(stage)  - transform: check
            rules:
        \(rules)
          - sink: csv
            input: rows
            path: out.csv
        """
    }

    @Test("rules are compiled against the columns that flow in, and nothing has to follow")
    func sound() throws {
        let rules = """
                  - {name: small, expect: id < $limit}
                  - name: named
                    expect: name <> '' or id is null
                    level: warn
                    message: every row has a name
                  - name: some
                    over: run
                    expect: count(*) > 0 and sum(id) < $limit
                  - name: per-name
                    over: run
                    by: [name]
                    expect: count(*) = 1 and name is not null
            """
        let head = "parameters:\n  limit: {type: int64, default: 5}\n"
        #expect(faults(checking(rules, head: head)) == "")
    }

    @Test("faults stand where they were written, all at once")
    func faulty() {
        let rules = """
                  - {nam: x, expect: id = 1}
                  - name: column
                    expect: idd > 1
                  - name: column
                    expect: id > 1
                  - name: number
                    expect: id + 1
                  - name: empty
                  - name: grouped
                    expect: id = 1
                    by: [name]
                  - name: total
                    expect: sum(id) = 1
                  - name: row
                    over: run
                    expect: id = 1
                  - name: unknown
                    over: run
                    by: [name, nom]
                    expect: count(*) = 1
                  - name: words
                    level: error
                    over: all
                    expect: id = 1
                  - id = 1
                  - name: sums
                    over: run
                    expect: sum(id)
            """
        #expect(
            faults(checking(rules)) == """
                p.yaml:8:10: error: a rule has no key 'nam' [unknown-key]
                8 |       - {nam: x, expect: id = 1}
                  |          ^~~
                  = fix: did you mean 'name'?
                p.yaml:10:17: error: no column is called 'idd' [unknown-column]
                10 |         expect: idd > 1
                   |                 ^~~
                   = fix: did you mean id?
                p.yaml:11:15: error: two rules are called 'column' [duplicate-rule]
                11 |       - name: column
                   |               ^~~~~~
                   = fix: give each its own name: it is all that a mail or manifest says of them
                p.yaml:14:17: error: the rule 'number' gives int64, not true or false [rule-type]
                14 |         expect: id + 1
                   |                 ^~~~~~
                   = fix: write what must be true, as in sign(amount) >= 0
                p.yaml:15:9: error: a rule needs 'expect' [missing-key]
                15 |       - name: empty
                   |         ^~~~~~~~~~~
                p.yaml:18:9: error: a rule over rows has no groups [grouped-row-rule]
                18 |         by: [name]
                   |         ^~
                   = fix: write over: run to judge each group by aggregates, or leave 'by' out
                p.yaml:20:17: error: 'sum' is an aggregate: it needs a group of rows, and here is one row at a time [misplaced-aggregate]
                20 |         expect: sum(id) = 1
                   |                 ^~~~~~~
                   = fix: write over: run beside it, to judge all rows together
                p.yaml:23:17: error: 'id' has many values in a group [misplaced-aggregate]
                23 |         expect: id = 1
                   |                 ^~
                   = fix: add id to by, or aggregate it, as in min(id)
                p.yaml:26:20: error: no column is called 'nom' [unknown-column]
                26 |         by: [name, nom]
                   |                    ^~~
                   = fix: the columns here are id, name, ærlig beløp
                p.yaml:29:16: error: level must be one of fail, warn, not 'error' [invalid-value]
                29 |         level: error
                   |                ^~~~~
                p.yaml:30:15: error: over must be one of rows, run, not 'all' [invalid-value]
                30 |         over: all
                   |               ^~~
                p.yaml:32:9: error: a rule must be a mapping, not 'id = 1' [wrong-type]
                32 |       - id = 1
                   |         ^~~~~~
                p.yaml:35:17: error: the rule 'sums' gives int64, not true or false [rule-type]
                35 |         expect: sum(id)
                   |                 ^~~~~~~
                   = fix: write what must be true, as in sign(amount) >= 0
                """
        )
    }

    @Test("a check without rules, and one whose input is unknown")
    func none() {
        #expect(
            faults(checking("      []")) == """
                p.yaml:8:7: error: 'rules' lists no rule [no-rules]
                8 |       []
                  |       ^~
                  = fix: write a rule, as in - {name: has-amount, expect: amount is not null}
                """
        )
        let rules = "      - {name: a, expect: id = 1}\n      - {name: a}"
        #expect(
            faults(checking(rules, after: "  - filter: x = 1\n")) == """
                p.yaml:6:13: error: no column is called 'x' [unknown-column]
                6 |   - filter: x = 1
                  |             ^
                  = fix: the columns are id, name, ærlig beløp; a text stands in single quotes: 'x'
                p.yaml:10:9: error: a rule needs 'expect' [missing-key]
                10 |       - {name: a}
                   |         ^~~~~~~~~
                p.yaml:10:16: error: two rules are called 'a' [duplicate-rule]
                10 |       - {name: a}
                   |                ^
                   = fix: give each its own name: it is all that a mail or manifest says of them
                """
        )
    }
}
