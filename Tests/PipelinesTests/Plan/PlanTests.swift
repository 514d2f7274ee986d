// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import FjordKit
import Testing

@testable import Pipelines

@Suite("Plans")
struct PlanTests {
    private static let text = """
        fjord: 1
        name: t
        parameters:
          which: {type: text, default: a}
        stages:
          - fetch: vipps.funds
          - aggregate:
              n: count(*)
              total: sum(amount)
              least: min(amount)
              mixed: sum(amount) + sum(amount)
            by: [currency]
          - filter: n > 1
          - transform: {sum: total, twice: n + n}
            rename: {n: rows}
            drop: [total]
          - sink: email
            from: a
            to: b
            subject: s
            path: ${which}/${window}.eml
          - sink: csv
            path: b/${window}.csv
          - sink: csv
            path: ${which}/${window}.csv
        """

    private func plan(_ settings: [String], _ day: String = "2026-10-01") throws -> StageGraph {
        let checked = try check(Self.text)
        let date = try #require(CalendarDate(iso: day))
        return try checked.plan(
            window: DateWindow(first: date, last: date),
            parameters: try checked.parameterValues(settings: settings)
        ) { _ in StandIn.Vipps() }
    }

    @Test("plain counts and sums add up, through filters and renaming")
    func additive() throws {
        let graph = try plan([])
        guard case .batchSink(_, let input) = graph.nodes[4].operation else {
            Issue.record("another operation")
            return
        }
        #expect(input.additiveColumns == ["rows", "sum"])
        #expect(input.schema.names.first == "currency")
    }

    @Test(
        "sums add up behind a transform that leaves the columns alone, not behind one of two inputs"
    )
    func additiveBehindTransforms() throws {
        let mail = "  - sink: email\n    from: a\n    to: b\n    subject: s\n    path: m.eml\n"
        func additive(_ stages: String) throws -> [String] {
            let head = "fjord: 1\nname: t\nstages:\n  - fetch: rows\n"
            let sums = "  - id: sums\n    aggregate: {n: count(*)}\n    by: [id]\n"
            let checked = try check(head + sums + stages + mail)
            let values = try checked.parameterValues(settings: [])
            let graph = try checked.plan(window: nil, parameters: values) { _ in StandIn.Vipps() }
            guard case .batchSink(_, let input)? = graph.nodes.last?.operation else { return ["?"] }
            return input.additiveColumns
        }
        #expect(try additive("") == ["n"])
        #expect(try additive("  - transform: limit\n    rows: 3\n") == ["n"])
        #expect(try additive("  - transform: union\n    inputs: [sums, sums]\n").isEmpty)
    }

    @Test("values of a run may make two sinks meet")
    func sharedPath() throws {
        let error = #expect(throws: PipelineErrors.self) { try plan(["which=b"], "2026-10-03") }
        #expect(
            error?.description == """
                p.yaml:25:11: error: the sink of line 23 already writes 'b/2026-10-03.csv' [shared-path]
                25 |     path: ${which}/${window}.csv
                   |           ^~~~~~~~~~~~~~~~~~~~~~
                   = fix: give each sink a path of its own
                """
        )
    }

    @Test("a connection that cannot be made is a fault of its stage")
    func connections() throws {
        let checked = try check(Self.text)
        let date = try #require(CalendarDate(iso: "2026-10-01"))
        let values = try checked.parameterValues(settings: [])
        let error = #expect(throws: PipelineErrors.self) {
            try checked.plan(window: DateWindow(first: date, last: date), parameters: values) {
                use in
                throw PipelineError(ErrorCode("refused"), "'\(use.name)' is closed")
            }
        }
        #expect(
            error?.description == """
                p.yaml:6:12: error: 'vipps' is closed [refused]
                6 |   - fetch: vipps.funds
                  |            ^~~~~~~~~~~
                """
        )
    }

    @Test("twin sinks have different names")
    func twins() throws {
        let labels = try plan([]).nodes.map(\.id)
        #expect(
            labels == [
                "fetch 1", "aggregate 2", "filter 3", "transform 4",
                "email of stage transform 4", "csv of stage transform 4",
                "csv of stage transform 4 (2)",
            ]
        )
    }

    @Test("a pipeline without dates has no window")
    func undated() throws {
        let checked = try check(overRows("  - filter: id = 1"))
        #expect(!checked.isDated)
        let values = try checked.parameterValues(settings: [])
        let graph = try checked.plan(window: nil, parameters: values) { _ in StandIn.Vipps() }
        guard case .fetch(_, let context) = graph.nodes[0].operation else {
            Issue.record("another operation")
            return
        }
        #expect(context.window == nil && context.connection == nil)
    }
}
