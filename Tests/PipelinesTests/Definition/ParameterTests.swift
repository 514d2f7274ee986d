// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Expressions
import Testing

@testable import Pipelines

@Suite("Parameters")
struct ParameterTests {
    private static let declarations = """
          currency: {type: text, default: NOK}
          least: {type: decimal, default: 012.50}
          count: {type: int64, default: -7}
          share: {type: float64, default: 1e3}
          open: {type: boolean, default: true}
          day: {type: date, default: 2026-10-01}
          moment: {type: timestamp, default: "2026-10-01T08:12:45.5Z"}
          none: {type: date, default: ~}
          must: {type: text}
        """

    private func checked(_ declarations: String = declarations) throws -> CheckedPipeline {
        let names = declarations.split(separator: "\n").compactMap {
            $0.split(separator: ":").first.map { String($0.drop { $0 == " " }) }
        }
        let used = names.map { "$\($0) is null" }.joined(separator: " or ")
        return try check(
            """
            fjord: 1
            name: t
            parameters:
            \(declarations)
            stages:
              - fetch: rows
              - filter: \(used)
              - sink: csv
                path: out.csv
            """
        )
    }

    private func message(_ settings: [String]) throws -> String {
        let checked = try checked()
        do {
            _ = try checked.parameterValues(settings: settings)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("are read by their types, and listed in order of their names")
    func values() throws {
        let checked = try checked()
        let set = try checked.parameterValues(settings: ["must=it's", "currency=null"])
        #expect(
            set.canonical.map { "\($0.name) \($0.literal)" } == [
                "count -7", "currency 'null'", "day date '2026-10-01'", "least 12.50",
                "moment timestamp '2026-10-01T08:12:45.500000Z'", "must 'it''s'", "none null",
                "open true", "share 1000.0",
            ]
        )
        #expect(set.scalars["least"] == .decimal(1250, precision: 4, scale: 2))
        #expect(set.scalars["none"] == .null(.date))
    }

    @Test("faults of the command line name their flag")
    func settings() throws {
        let settings = [
            "curency=EUR", "least=1,5", "count=", "open=yes", "day=2026-02-30", "novalue", "must=a",
            "must=b",
        ]
        #expect(
            try message(settings) == """
                --set curency=EUR: error: the pipeline has no parameter 'curency' [unknown-parameter]
                  = fix: did you mean 'currency'?
                --set least=1,5: error: the parameter 'least' is decimal, and '1,5' is not [invalid-parameter]
                  = fix: give it an exact number like 12.50, of at most 38 digits
                --set count=: error: the parameter 'count' is int64, and '' is not [invalid-parameter]
                  = fix: give it a whole number like 42
                --set open=yes: error: the parameter 'open' is boolean, and 'yes' is not [invalid-parameter]
                  = fix: give it true or false
                --set day=2026-02-30: error: the parameter 'day' is date, and '2026-02-30' is not [invalid-parameter]
                  = fix: give it a date like 2026-10-01
                --set novalue: error: this sets nothing [invalid-parameter]
                  = fix: write --set name=value
                --set must=b: error: the parameter 'must' is set a second time [invalid-parameter]
                """
        )
        #expect(
            try message([]) == """
                --set must: error: the parameter 'must' has no default and was not given [missing-parameter]
                  = fix: add --set must=… with any text
                """
        )
    }

    @Test("faults of declarations, and a parameter that nothing uses")
    func declarations() {
        let text = """
            fjord: 1
            name: t
            parameters:
              currency: {type: text}
              bad: {type: int64, default: x}
              window: {type: text}
              t: {typ: text}
              u: {default: a}
              v: {type: money}
              w: text
            stages:
              - fetch: rows
              - sink: csv
                path: ${bad}${t}.csv
            """
        #expect(
            faults(text) == """
                p.yaml:4:3: warning: no stage uses the parameter 'currency' [unused-parameter]
                4 |   currency: {type: text}
                  |   ^~~~~~~~
                p.yaml:5:31: error: 'x' is no int64 [invalid-parameter]
                5 |   bad: {type: int64, default: x}
                  |                               ^
                  = fix: write a whole number like 42
                p.yaml:6:3: error: 'window' cannot name a parameter [invalid-name]
                6 |   window: {type: text}
                  |   ^~~~~~
                  = fix: use letters, digits and '_', a letter first; 'window' and 'batch' are taken
                p.yaml:7:7: error: a parameter has no key 'typ' [unknown-key]
                7 |   t: {typ: text}
                  |       ^~~
                  = fix: did you mean 'type'?
                p.yaml:8:3: error: a parameter needs 'type' [missing-key]
                8 |   u: {default: a}
                  |   ^
                p.yaml:9:13: error: type must be one of text, int64, float64, decimal, boolean, date, timestamp, not 'money' [invalid-value]
                9 |   v: {type: money}
                  |             ^~~~~
                p.yaml:10:6: error: a parameter must be a mapping, not 'text' [wrong-type]
                10 |   w: text
                   |      ^~~~
                """
        )
    }

    @Test("reach texts and expressions of a run")
    func inRun() throws {
        let text = """
            fjord: 1
            name: t
            parameters:
              least: {type: decimal, default: 1.50}
            stages:
              - fetch: vipps.funds
              - transform: {first: $window.start, last: $window.end, least: $least}
                keep: [first, last, least]
              - sink: csv
                path: ${least}/${window.start}/${window.end}.csv
            """
        let checked = try check(text)
        #expect(checked.warnings.isEmpty)
        #expect(checked.sinks.map(\.path) == ["${least}/${window.start}/${window.end}.csv"])
    }

    @Test(
        "instants are read to the microsecond and written back",
        arguments: [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            ("1969-12-31 23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2026-10-01T08:12:45.118302Z", "2026-10-01T08:12:45.118302Z"),
        ]
    )
    func timestamps(text: String, written: String) throws {
        #expect(Timestamp.text(try #require(Timestamp.microseconds(iso: text))) == written)
    }

    @Test(
        "what is no instant",
        arguments: [
            "2026-10-01", "2026-10-01T08:12:45", "2026-10-01T24:00:00Z", "2026-10-01T08:12:45.Z",
            "2026-10-01T08:12:45.1234567Z", "2026-10-01T08-12-45Z", "2026-10-01T08:12:45+01:00Z",
        ]
    )
    func noTimestamps(text: String) {
        #expect(Timestamp.microseconds(iso: text) == nil)
    }
}
