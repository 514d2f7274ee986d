// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit
import Testing

@testable import Pipelines

/// A pipeline over `rows` (id, name, ærlig beløp) with these tests.
private func withTests(_ tests: String) -> String {
    """
    fjord: 1
    name: test
    stages:
      - id: all
        fetch: rows
      - id: some
        filter: id > 1
      - id: out
        sink: csv
        path: out.csv
    tests:
    \(tests)
    """
}

@Suite("the section of tests")
struct TestSectionTests {
    @Test("nothing is a section too", arguments: ["  []", "", "  ~"])
    func empty(section: String) throws {
        #expect(try check(withTests(section)).preparedTests().isEmpty)
    }

    @Test("a sound test comes with its name, window and graph")
    func sound() throws {
        let tests = """
              - name: one
                given: {all: [{id: 1}, {id: 2}]}
                expect: {some: [{id: 2, name: null}]}
            """
        let prepared = try check(withTests(tests)).preparedTests()
        let test = try #require(prepared.first)
        #expect(prepared.count == 1 && test.name == "one" && test.window == nil)
        #expect(test.location.line == 12 && test.graph.nodes.map(\.id) == ["all", "some"])
        guard case .rows(let rows, nil) = test.expectation else {
            Issue.record("rows are expected")
            return
        }
        #expect(rows.map(\.stage) == ["some"] && rows.map(\.node) == [1])
        #expect(rows.first?.columns == [0, 1])
        #expect(rows.first?.rows.map(\.values) == [[.int64(2), .null]])
    }

    @Test("a stage with given rows replaces what feeds only it")
    func replaced() throws {
        let tests = """
              - name: one
                given: {some: []}
                expect: {some: []}
              - name: two
                given: {some: []}
                expect_error: x
            """
        let prepared = try check(withTests(tests)).preparedTests()
        #expect(prepared.map { $0.graph.nodes.map(\.id) } == [["some"], ["some", "out"]])
    }

    @Test("the window is that of a check unless the test says")
    func window() throws {
        let text = """
            fjord: 1
            name: test
            window: {unit: week}
            stages:
              - id: all
                fetch: vipps.funds
              - sink: csv
                path: ${window}.csv
            tests:
              - {name: a, given: {all: []}, expect: {all: []}}
              - {name: b, given: {all: []}, expect: {all: []}, window: 2026-02}
              - {name: c, given: {all: []}, expect: {all: []}, window: 2024-02-29}
              - {name: d, given: {all: []}, expect: {all: []}, window: 2026-02-28_2026-03-02}
            """
        #expect(
            try check(text).preparedTests().map { $0.window?.label } == [
                "2026-10-01_2026-10-07", "2026-02", "2024-02-29", "2026-02-28_2026-03-02",
            ]
        )
    }

    @Test(
        "a window that is none",
        arguments: ["2026-13", "2026-10-1", "2026-10-02_2026-10-01", "yesterday", "2026-10-01_"]
    )
    func noWindow(text: String) {
        let pipeline = """
            fjord: 1
            name: test
            stages:
              - id: all
                fetch: vipps.funds
              - sink: csv
                path: ${window}.csv
            tests:
              - name: a
                given: {all: []}
                expect: {all: []}
                window: \(text)
            """
        let fault = """
            p.yaml:12:13: error: '\(text)' is no window [invalid-value]
            12 |     window: \(text)
               |             ^\(String(repeating: "~", count: text.count - 1))
               = fix: write 2026-10-01 for a day, 2026-10 for a month, 2026-10-01_2026-10-07 for other days
            """
        #expect(faults(pipeline) == fault)
    }

    @Test("faults of the shape, word for word")
    func shape() {
        let tests = """
              - nam: a
                given: {}
              - name: b
              - name: b
                expect: {some: 5, nobody: [], out: []}
              - name: c
                given: {som: []}
                expect: {some: [x]}
              - name: c
                expect_error: x
                expect: {all: []}
              - name: d
                given: {all: []}
                expect: {all: []}
              - name: d
                expect_findings: []
              - five
            """
        #expect(
            faults(withTests(tests)) == """
                p.yaml:12:5: error: a test has no key 'nam' [unknown-key]
                12 |   - nam: a
                   |     ^~~
                   = fix: did you mean 'name'?
                p.yaml:14:11: error: this test expects nothing [test-without-expectation]
                14 |   - name: b
                   |           ^
                   = fix: add 'expect' with the rows of a stage, 'expect_findings' or 'expect_error'
                p.yaml:16:20: error: the rows of 'some' must be a list, not '5' [wrong-type]
                16 |     expect: {some: 5, nobody: [], out: []}
                   |                    ^
                p.yaml:16:23: error: no stage has the id 'nobody' [unknown-stage]
                16 |     expect: {some: 5, nobody: [], out: []}
                   |                       ^~~~~~
                   = fix: known are all, some
                p.yaml:16:35: error: 'out' is a sink, which gives no rows [test-of-sink]
                16 |     expect: {some: 5, nobody: [], out: []}
                   |                                   ^~~
                   = fix: use 'some', whose rows it takes
                p.yaml:18:13: error: no stage has the id 'som' [unknown-stage]
                18 |     given: {som: []}
                   |             ^~~
                   = fix: did you mean 'some'?
                p.yaml:19:21: error: a row must be a mapping, not 'x' [wrong-type]
                19 |     expect: {some: [x]}
                   |                     ^
                p.yaml:20:11: error: the rows of 'all' are not given, and all stages run here [not-given]
                20 |   - name: c
                   |           ^
                   = fix: add 'all' under 'given'; 'all: []' gives no rows
                p.yaml:22:5: error: a run that ends with an error gives nothing for 'expect' [invalid-test]
                22 |     expect: {all: []}
                   |     ^~~~~~
                   = fix: make two tests of it
                p.yaml:26:11: error: an earlier test already has the name 'd' [duplicate-test]
                26 |   - name: d
                   |           ^
                p.yaml:28:5: error: a test must be a mapping, not 'five' [wrong-type]
                28 |   - five
                   |     ^~~~
                """
        )
    }

    @Test("faults of findings, word for word")
    func findings() {
        let tests = """
              - name: a
                given: {all: []}
                expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
            """
        #expect(
            faults(withTests(tests)) == """
                p.yaml:14:23: error: a finding needs 'rule' [missing-key]
                14 |     expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
                   |                       ^~~~~~~~~~~~~
                p.yaml:14:46: error: no stage has the id 'sum' [unknown-stage]
                14 |     expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
                   |                                              ^~~
                   = fix: known are all, some
                p.yaml:14:90: error: rows must be at least 0, not -1 [invalid-value]
                14 |     expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
                   |                                                                                          ^~
                p.yaml:14:101: error: level must be one of notice, warn, fail, not 'bad' [invalid-value]
                14 |     expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
                   |                                                                                                     ^~~
                p.yaml:14:107: error: a finding needs 'stage' [missing-key]
                14 |     expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
                   |                                                                                                           ^~
                p.yaml:14:107: error: a finding needs 'rule' [missing-key]
                14 |     expect_findings: [{stage: some}, {stage: sum, rule: x}, {stage: some, rule: x, rows: -1, level: bad}, {}]
                   |                                                                                                           ^~
                """
        )
    }

    @Test("fetches that an expected stage needs must be given")
    func notGiven() {
        let text = """
            fjord: 1
            name: test
            stages:
              - fetch: rows
              - id: some
                filter: id > 1
              - sink: csv
                path: out.csv
            tests:
              - name: a
                expect: {some: []}
            """
        #expect(
            faults(text) == """
                p.yaml:11:14: error: the rows of 'fetch 1' are not given, and the expected stage needs them [not-given]
                11 |     expect: {some: []}
                   |              ^~~~
                   = fix: give that fetch an id, and its rows under 'given'
                """
        )
    }

    @Test("parameters and windows, word for word")
    func values() {
        let text = """
            fjord: 1
            name: test
            parameters:
              least: {type: int64}
            stages:
              - id: all
                fetch: rows
              - filter: id > $least
              - sink: csv
                path: out.csv
            tests:
              - {name: a, given: {all: []}, expect: {all: []}}
              - {name: b, given: {all: []}, expect: {all: []}, parameters: {lest: 1, least: x}}
              - {name: c, given: {all: []}, expect: {all: []}, parameters: {least: 1}, window: 2026-10}
            """
        #expect(
            faults(text) == """
                p.yaml:12:12: error: the parameter 'least' has no default, and this test gives it no value [missing-parameter]
                12 |   - {name: a, given: {all: []}, expect: {all: []}}
                   |            ^
                   = fix: add 'parameters: {least: …}' with a whole number like 42
                p.yaml:13:65: error: the pipeline has no parameter 'lest' [unknown-parameter]
                13 |   - {name: b, given: {all: []}, expect: {all: []}, parameters: {lest: 1, least: x}}
                   |                                                                 ^~~~
                   = fix: did you mean 'least'?
                p.yaml:13:81: error: 'x' is no int64 [invalid-parameter]
                13 |   - {name: b, given: {all: []}, expect: {all: []}, parameters: {lest: 1, least: x}}
                   |                                                                                 ^
                   = fix: write a whole number like 42
                p.yaml:14:84: error: the pipeline has no window: none of its fetches knows dates [no-window]
                14 |   - {name: c, given: {all: []}, expect: {all: []}, parameters: {least: 1}, window: 2026-10}
                   |                                                                                    ^~~~~~~
                """
        )
    }

    @Test("with faulty stages only the shape of tests is looked at")
    func faultyStages() {
        let text = """
            fjord: 1
            name: test
            stages:
              - id: all
                fetch: rows
              - id: some
                filter: nothing > 1
              - sink: csv
                path: out.csv
            tests:
              - {name: a, given: {all: [{x: 1}]}, expects: {some: []}}
            """
        #expect(
            faults(text) == """
                p.yaml:7:13: error: no column is called 'nothing' [unknown-column]
                7 |     filter: nothing > 1
                  |             ^~~~~~~
                  = fix: the columns are id, name, ærlig beløp; a text stands in single quotes: 'nothing'
                p.yaml:11:39: error: a test has no key 'expects' [unknown-key]
                11 |   - {name: a, given: {all: [{x: 1}]}, expects: {some: []}}
                   |                                       ^~~~~~~
                   = fix: did you mean 'expect'?
                """
        )
    }
}
