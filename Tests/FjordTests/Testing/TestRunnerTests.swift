// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit
import Foundation
import Testing

@testable import Fjord

@Suite("Tests of pipelines")
struct TestRunnerTests {
    static let sales = """
        fjord: 1
        name: sales
        parameters:
          kind: {type: text, default: capture}
        stages:
          - id: entries
            fetch: vipps.funds
          - id: sales
            filter: entryType = $kind
          - id: per_unit
            aggregate: {payments: count(*), net: sum(amount), day: max($window.end)}
            by: [recipientHandle, currency]
          - id: out
            sink: csv
            path: out/${window}/sales.csv
        """

    private static let runner = TestRunner(registered: PipelineRunner.testedStages)

    /// What `fjord test` prints of a pipeline with these tests.
    private func text(
        _ tests: String,
        of pipeline: String = sales,
        filter: String? = nil,
        isQuiet: Bool = false
    ) async throws -> String {
        let folder = try ProjectFolder(pipeline + "\n" + tests)
        let tested = try await Self.runner.run(folder.pipelineFile, filter: filter)
        let faults = tested.faults.map { "\($0)\n" }.joined()
        return (faults + tested.text(isQuiet: isQuiet)).replacing(folder.path + "/", with: "")
    }

    private static let entries = """
            given:
              entries:
                - {entryType: capture, recipientHandle: "api:1", currency: NOK, amount: 10.00}
                - {entryType: refund, recipientHandle: "api:1", currency: NOK, amount: -1.00}
                - {entryType: capture, recipientHandle: "api:2", currency: NOK, amount: 0.50}
                - {entryType: capture, recipientHandle: "api:3", currency: EUR, amount: 7}
        """

    @Test("tests that pass have a line each")
    func passing() async throws {
        let tests = """
            tests:
              - name: captures
            \(Self.entries)
                expect:
                  sales: [{amount: 10}, {amount: 0.5}, {amount: 7.00 EUR}]
                  per_unit:
                    - {recipientHandle: "api:1", payments: 1, net: 10.00, day: 2026-10-01}
                    - {recipientHandle: "api:2", payments: 1, net: 0.50, day: 2026-10-01}
                    - {recipientHandle: "api:3", payments: 1, net: 7, day: 2026-10-01}
              - name: refunds, in a month
                window: 2026-02
                parameters: {kind: refund}
            \(Self.entries)
                expect: {per_unit: [{currency: NOK, net: -1.00, day: 2026-02-28}]}
              - name: nothing at all
                given: {sales: []}
                expect: {per_unit: []}
            """
        #expect(
            try await text(tests) == """
                pipeline.yaml
                  ok      captures
                  ok      refunds, in a month
                  ok      nothing at all
                """
        )
        #expect(try await text(tests, isQuiet: true) == "")
        #expect(
            try await text(tests, filter: "MONTH") == """
                pipeline.yaml
                  ok      refunds, in a month
                """
        )
    }

    @Test("rows that differ are shown with marks below what differs, word for word")
    func differing() async throws {
        let tests = """
            tests:
              - name: captures
            \(Self.entries)
                expect:
                  per_unit:
                    - {recipientHandle: "api:1", currency: NOK, payments: 2, net: 10.00}
                    - {recipientHandle: "api:2", currency: null, payments: 1, net: 0.5}
                    - {recipientHandle: "api:3", currency: EUR, payments: 1, net: 7.00 NOK}
                    - {recipientHandle: "api:4", currency: NOK, payments: 1, net: 1000.00}
                  sales: [{recipientHandle: "api:2"}]
            """
        #expect(
            try await text(tests) == """
                pipeline.yaml
                  failed  captures
                    pipeline.yaml:25:7: 'per_unit' gave 3 rows, 4 expected: 3 differ, 1 missing
                       row  recipientHandle  currency  payments       net
                    -    1  api:1            NOK              2     10.00
                    +    1  api:1            NOK              1     10.00
                                                              ^
                    -    2  api:2            null             1      0.50
                    +    2  api:2            NOK              1      0.50
                                             ^^^^
                    -    3  api:3            EUR              1  7.00 NOK
                    +    3  api:3            EUR              1  7.00 EUR
                                                                 ^^^^^^^^
                    -    4  api:4            NOK              1   1000.00  missing
                    pipeline.yaml:30:7: 'sales' gave 3 rows, 1 expected: 2 extra
                       row  recipientHandle
                    +    1  api:1            extra
                    +    3  api:3            extra
                """
        )
    }

    @Test("of rows that none of which is expected, columns without values are left out")
    func noneExpected() async throws {
        let tests = """
            tests:
              - name: none
            \(Self.entries)
                expect: {sales: []}
            """
        #expect(
            try await text(tests) == """
                pipeline.yaml
                  failed  none
                    pipeline.yaml:24:14: 'sales' gave 3 rows, 0 expected: 3 extra
                       row  entryType  recipientHandle  currency  amount
                    +    1  capture    api:1            NOK        10.00  extra
                    +    2  capture    api:2            NOK         0.50  extra
                    +    3  capture    api:3            EUR         7.00  extra
                """
        )
    }

    @Test("long texts are shown to where they differ")
    func longTexts() async throws {
        let long = String(repeating: "x", count: 60)
        let tests = """
            tests:
              - name: long
                given: {entries: [{reference: \(long)1}]}
                expect: {entries: [{reference: \(long)2, topic: ''}]}
            """
        let mark = String(repeating: "^", count: 61)
        #expect(
            try await text(tests).split(separator: "\n").dropFirst(3).joined(separator: "\n") == """
                       row  topic  reference
                    -    1  ''     \(long)2
                    +    1  null   \(long)1
                            ^^^^   \(mark)
                """
        )
    }

    @Test("only so many rows are shown")
    func many() async throws {
        let rows = (1...25).map { "{pspReference: p\($0)}" }.joined(separator: ", ")
        let tests = """
            tests:
              - name: many
                given: {entries: [\(rows)]}
                expect: {entries: []}
            """
        let lines = try await text(tests).split(separator: "\n")
        #expect(lines.count == 25)
        #expect(lines.last == "    and 5 more rows so")
    }

    @Test("expected errors, by code or by a part of the message")
    func errors() async throws {
        let tests = """
            tests:
              - name: by code
                given: {per_unit: [{currency: NOK, net: 10.00 EUR}]}
                expect_error: mixed-currencies
              - name: by message
                given: {per_unit: [{currency: NOK, net: 10.00 EUR}]}
                expect_error: but 'currency' is 'NOK'
              - name: another
                given: {per_unit: [{currency: NOK, net: 10.00 EUR}]}
                expect_error: overflow
              - name: none
                given: {per_unit: []}
                expect_error: overflow
              - name: unexpected
                given: {entries: [{entryType: capture, currency: NOK, amount: 1.00, recipientHandle: a},
                  {entryType: capture, currency: NOK, amount: 1.00 EUR, recipientHandle: a}]}
                expect: {per_unit: []}
            """
        #expect(
            try await text(tests) == """
                pipeline.yaml
                  ok      by code
                  ok      by message
                  failed  another
                    pipeline.yaml:25:19: no error 'overflow': the run failed otherwise
                      stage out, partition given, row 1: error: column 'net' is in EUR, but 'currency' is 'NOK' [mixed-currencies]
                        = fix: write the amount's own currency into the column 'currency', or drop that column
                  failed  none
                    pipeline.yaml:28:19: no error 'overflow': the run ended well
                  failed  unexpected
                    the run failed [mixed-currencies]
                      stage per_unit: error: sum("amount") mixes EUR and NOK in group recipientHandle a, currency NOK [mixed-currencies]
                        = fix: add currency to by
                """
        )
    }

    @Test("a file without tests says so, a faulty one says why")
    func others() async throws {
        #expect(try await text("") == "pipeline.yaml\n  no tests")
        #expect(try await text("", isQuiet: true) == "")
        #expect(
            try await text("tests: 5") == """
                pipeline.yaml:16:8: error: tests must be a list, not '5' [wrong-type]
                16 | tests: 5
                   |        ^
                pipeline.yaml
                  not run
                """
        )
    }

    @Test("nothing is written and no connection is asked for")
    func leavesNothing() async throws {
        let tests = """
            tests:
              - name: all stages
                given: {entries: [{entryType: capture, currency: NOK, amount: 1}]}
                expect: {per_unit: [{payments: 1}]}
                expect_findings: []
            """
        let folder = try ProjectFolder(Self.sales + "\n" + tests)
        let tested = try await Self.runner.run(folder.pipelineFile, filter: nil)
        #expect(tested.failedCount == 0 && tested.outcomes.count == 1)
        #expect(folder.files == ["pipeline.yaml"])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/.fjord"))
    }

    @Test("findings are compared by stage, rule, rows and level")
    func findings() async throws {
        let checked = """
            fjord: 1
            name: checked
            stages:
              - id: entries
                fetch: vipps.funds
              - id: checked
                transform: check
                rules:
                  - {name: has-type, expect: entryType is not null}
                  - {name: has-topic, expect: topic is not null, level: warn}
              - sink: csv
                path: out/${window}/sales.csv
            """
        let tests = """
            tests:
              - name: as listed
                given: {entries: [{entryType: a, topic: funds}, {}, {}]}
                expect_findings:
                  - {stage: checked, rule: has-type, rows: 2, level: fail}
                  - {stage: checked, rule: has-topic}
              - name: otherwise
                given: {entries: [{topic: funds}]}
                expect_findings: [{stage: checked, rule: has-type, rows: 2}, {stage: checked, rule: has-topic}]
              - name: more
                given: {entries: [{entryType: a}]}
                expect_findings: []
              - name: warnings alone are no failure
                given: {entries: [{entryType: a}]}
                expect: {checked: [{topic: null}]}
              - name: not listed
                given: {entries: [{topic: funds}]}
                expect: {checked: [{topic: funds}]}
              - name: as an error
                given: {entries: [{topic: funds}]}
                expect_error: check-failed
            """
        #expect(
            try await text(tests, of: checked) == """
                pipeline.yaml
                  ok      as listed
                  failed  otherwise
                    pipeline.yaml:21:23: 'checked' found otherwise: rule 'has-type', fail, 1 row
                      1 of 1 row breaks it
                      row 1: entryType null
                    pipeline.yaml:21:66: 'checked' found nothing by the rule 'has-topic'
                  failed  more
                    pipeline.yaml:24:5: 'checked' found more: rule 'has-topic', warn, 1 row
                      1 of 1 row breaks it
                      row 1: topic null
                  ok      warnings alone are no failure
                  failed  not listed
                    the run failed [check-failed]
                      error: 1 rule is broken, so nothing was written [check-failed]
                        = cause: failed: stage checked, rule 'has-type': 1 of 1 row breaks it
                                   row 1: entryType null
                        = fix: correct the data or the rule; with 'level: warn' the rule is only reported
                  ok      as an error
                """
        )
    }
}
