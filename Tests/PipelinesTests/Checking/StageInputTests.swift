// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import Testing

@testable import Pipelines

@Suite("Options that name stages")
struct StageInputTests {
    /// A pipeline over `a` and `b`, both with id, name and ærlig beløp, and these stages behind them.
    private func overTwo(_ stages: String) -> String {
        """
        fjord: 1
        name: test
        stages:
          - id: a
            fetch: rows
          - id: b
            fetch: rows
          - id: few
            transform: {x: id}
            keep: [id, x]
        \(stages)
          - sink: csv
            path: out.csv
        """
    }

    private func graph(_ stages: String) throws -> StageGraph {
        let checked = try check(overTwo(stages))
        #expect(checked.warnings.map(\.code.name).filter { $0 != "unread-stage" } == [])
        let values = try checked.parameterValues(settings: [])
        return try checked.plan(window: nil, parameters: values) { _ in StandIn.Vipps() }
    }

    @Test("the input comes first, then the stages that options name")
    func join() throws {
        let graph = try graph("  - transform: join\n    input: a\n    with: few\n    on: id")
        #expect(graph.nodes.map(\.id).prefix(4) == ["a", "b", "few", "transform 4"])
        #expect(graph.nodes[3].inputs == [0, 2])
        #expect(graph.nodes[3].type == "join" && graph.nodes[3].options.contains("with=\"few\""))
        #expect(graph.nodes[3].schema.names == ["id", "name", "ærlig beløp", "x"])
        guard case .wholeRun = graph.nodes[3].operation else {
            Issue.record("another operation")
            return
        }
    }

    @Test("a list of stages takes the place of the input; one may stand in it twice")
    func union() throws {
        #expect(
            try graph("  - transform: union\n    inputs: [b, a, b]").nodes[3].inputs == [1, 0, 1]
        )
        #expect(try graph("  - transform: union\n    inputs: b").nodes[3].inputs == [1])
    }

    @Test("a stage that only an option names is read")
    func read() {
        let stages = "  - transform: union\n    inputs: [a, b]\n  - filter: id = 1"
        #expect(
            faults(overTwo(stages)) == """
                p.yaml:9:5: warning: nothing takes the rows of 'few' [unread-stage]
                9 |     transform: {x: id}
                  |     ^~~~~~~~~
                  = fix: add a sink below it, or name it as the 'input' of one
                """
        )
    }

    @Test("a stage may be named before it stands")
    func forward() throws {
        let stages = """
              - transform: join
                input: a
                with: late
                on: id
              - sink: csv
                path: other.csv
              - id: late
                transform: {y: id}
                input: b
                keep: [id, y]
            """
        let graph = try graph(stages)
        #expect(graph.nodes.map(\.id).prefix(5) == ["a", "b", "few", "late", "transform 4"])
        #expect(graph.nodes[4].inputs == [0, 3])
    }

    @Test("ids that are not there, sinks, lists where one must stand, nothing at all")
    func faulty() {
        let stages = """
              - transform: join
                with: fw
                on: id
              - transform: join
                with: [a, b]
                on: id
              - transform: union
                inputs: []
              - transform: union
                inputs: [a, c]
                input: a
              - transform: join
                input: a
                with: out
                on: id
              - transform: join
                on: id
              - id: out
                sink: jsonl
                path: out.jsonl
            """
        #expect(
            faults(overTwo(stages)) == """
                p.yaml:12:11: error: no stage has the id 'fw' [unknown-input]
                12 |     with: fw
                   |           ^~
                   = fix: did you mean 'few'?
                p.yaml:15:11: error: with must be a text, not a list [wrong-type]
                15 |     with: [a, b]
                   |           ^~~~~~
                p.yaml:18:13: error: 'inputs' names no stage [missing-input]
                18 |     inputs: []
                   |             ^~
                p.yaml:20:17: error: no stage has the id 'c' [unknown-input]
                20 |     inputs: [a, c]
                   |                 ^
                   = fix: known are a, b, few
                p.yaml:21:5: error: 'inputs' names all inputs, so 'input' has no place beside it [input-beside-list]
                21 |     input: a
                   |     ^~~~~
                   = fix: add the stage to 'inputs' and leave 'input' out
                p.yaml:24:11: error: 'out' is a sink, and a sink feeds no other stage [input-is-sink]
                24 |     with: out
                   |           ^~~
                p.yaml:26:16: error: transform 'join' needs 'with' [missing-key]
                26 |   - transform: join
                   |                ^~~~
                """
        )
    }

    @Test("cycles through options")
    func cycles() {
        let stages = """
              - id: loop
                transform: join
                with: back
                on: id
              - id: between
                filter: id = 1
              - id: back
                filter: id = 1
              - id: self
                transform: join
                input: a
                with: self
                on: id
            """
        #expect(
            faults(overTwo(stages)) == """
                p.yaml:13:11: error: the stages 'loop', 'between', 'back' feed one another [cycle]
                13 |     with: back
                   |           ^~~~
                p.yaml:22:11: error: the stage 'self' feeds itself [cycle]
                22 |     with: self
                   |           ^~~~
                """
        )
    }

    @Test("two cycles through one stage are both found")
    func twoCycles() {
        let stages = """
              - id: hub
                transform: union
                inputs: [left, right]
              - id: left
                filter: id = 1
                input: hub
              - id: right
                filter: id = 1
                input: hub
            """
        let cycles = faults(overTwo(stages)).split(separator: "\n").filter {
            $0.contains("[cycle]")
        }
        #expect(
            cycles == [
                "p.yaml:13:14: error: the stages 'hub', 'left' feed one another [cycle]",
                "p.yaml:13:20: error: the stages 'hub', 'right' feed one another [cycle]",
            ]
        )
    }

    @Test("what a transform finds wrong with its inputs stands at its option, or at the stage")
    func refused() {
        let stages = """
              - transform: join
                input: a
                with: few
                on: [id, name]
              - transform: union
                inputs: [a, few]
            """
        #expect(
            faults(overTwo(stages)) == """
                p.yaml:11:5: warning: nothing takes the rows of 'transform 4' [unread-stage]
                11 |   - transform: join
                   |     ^~~~~~~~~
                   = fix: add a sink below it, or name it as the 'input' of one
                p.yaml:14:9: error: 'few' has no column 'name' [no-key]
                14 |     on: [id, name]
                   |         ^~~~~~~~~~
                p.yaml:15:16: error: the inputs are unlike [unlike]
                15 |   - transform: union
                   |                ^~~~~
                """
        )
    }

    @Test("behind a faulty input nothing is said of the columns, but of the options' keys")
    func faultyInput() {
        let stages = """
              - id: bad
                filter: idd = 1
                input: a
              - transform: join
                input: a
                with: bad
                on: [nam]
                wth: b
            """
        let codes = faults(overTwo(stages)).split(separator: "\n").filter { $0.hasPrefix("p.yaml") }
            .compactMap { $0.split(separator: "[").last.map { "[\($0)" } }
        #expect(
            codes == ["[unread-stage]", "[unknown-column]", "[unknown-column]", "[unknown-key]"]
        )
    }
}
