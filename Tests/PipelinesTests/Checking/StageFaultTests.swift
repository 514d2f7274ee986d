// SPDX-License-Identifier: Apache-2.0

import Engine
import Testing

@testable import Pipelines

@Suite("Faults of stages")
struct StageFaultTests {
    @Test("an unknown stage, as the reference shows it")
    func unknownStage() {
        #expect(
            faults(overRows("  - transform: exlode\n    columns: [name]")) == """
                p.yaml:5:16: error: no transform is called 'exlode' [unknown-stage]
                5 |   - transform: exlode
                  |                ^~~~~~
                  = fix: did you mean 'explode'? 'fjord stages' lists all 5
                """
        )
    }

    @Test("a stage of another kind, and one like no other")
    func otherKinds() {
        let text = "fjord: 1\nname: t\nstages:\n  - fetch: vipps\n  - transform: csv\n  - sink: xy"
        #expect(
            faults(text) == """
                p.yaml:4:12: error: no fetch stage is called 'vipps' [unknown-stage]
                4 |   - fetch: vipps
                  |            ^~~~~
                  = fix: 'fjord stages' lists all 3
                p.yaml:5:16: error: no transform is called 'csv' [unknown-stage]
                5 |   - transform: csv
                  |                ^~~
                  = fix: 'csv' is a sink; write 'sink: csv'
                p.yaml:6:11: error: no sink is called 'xy' [unknown-stage]
                6 |   - sink: xy
                  |           ^~
                  = fix: 'fjord stages' lists all 3
                """
        )
    }

    @Test("none or two of the five words, and no stage at all")
    func words() {
        let stages =
            "  - transform: {a: id}\n    filter: x\n  - filtr: x\n  - id: b\n  - 7\n  - <<: {}"
        #expect(
            faults(overRows(stages)) == """
                p.yaml:6:5: error: one stage cannot be 'transform' and 'filter' [stage-word]
                6 |     filter: x
                  |     ^~~~~~
                  = fix: each item of the list holds exactly one of fetch, filter, transform, aggregate and sink
                p.yaml:7:5: error: this stage is none of fetch, filter, transform, aggregate and sink [stage-word]
                7 |   - filtr: x
                  |     ^~~~~
                  = fix: did you mean 'filter'?
                p.yaml:8:5: error: this stage is none of fetch, filter, transform, aggregate and sink [stage-word]
                8 |   - id: b
                  |     ^~~~~
                p.yaml:9:5: error: a stage must be a mapping, not '7' [wrong-type]
                9 |   - 7
                  |     ^
                p.yaml:10:5: error: this stage is none of fetch, filter, transform, aggregate and sink [stage-word]
                10 |   - <<: {}
                   |     ^~~~~~
                """
        )
    }

    @Test("ids and inputs")
    func inputs() {
        let text = """
            fjord: 1
            name: t
            stages:
              - filter: id = 1
              - fetch: rows
                id: a
                input: a
              - filter: id = 1
                id: a
              - filter: id = 1
                input: aa
              - filter: id = 1
                id: 3x
              - sink: csv
                id: out
                path: a.csv
              - sink: csv
                input: out
                path: b.csv
            """
        #expect(
            faults(text) == """
                p.yaml:4:5: error: nothing feeds this filter [missing-input]
                4 |   - filter: id = 1
                  |     ^~~~~~~~~~~~~~
                  = fix: begin with a fetch stage, or name the stage that feeds it with 'input'
                p.yaml:7:5: error: a fetch stage has no input; it is where rows come from [input-of-fetch]
                7 |     input: a
                  |     ^~~~~
                p.yaml:9:9: error: an earlier stage already has the id 'a' [duplicate-id]
                9 |     id: a
                  |         ^
                p.yaml:11:12: error: no stage has the id 'aa' [unknown-input]
                11 |     input: aa
                   |            ^~
                   = fix: did you mean 'a'?
                p.yaml:13:9: error: '3x' cannot name a stage [invalid-name]
                13 |     id: 3x
                   |         ^~
                   = fix: begin with a letter; after it letters, digits, '_' and '-' may stand
                p.yaml:18:12: error: 'out' is a sink, and a sink feeds no other stage [input-is-sink]
                18 |     input: out
                   |            ^~~
                """
        )
    }

    @Test("cycles, through a default input too")
    func cycles() {
        let stages = """
              - filter: id = 1
                id: a
                input: c
              - filter: id = 1
                id: b
              - filter: id = 1
                id: c
              - filter: id = 1
                id: self
                input: self
            """
        #expect(
            faults(overRows(stages)) == """
                p.yaml:7:12: error: the stages 'a', 'b', 'c' feed one another [cycle]
                7 |     input: c
                  |            ^
                p.yaml:14:12: error: the stage 'self' feeds itself [cycle]
                14 |     input: self
                   |            ^~~~
                """
        )
    }

    @Test("many stages, each fed by the next")
    func longChain() {
        func chain(_ count: Int) -> String {
            let stages = (1..<count).map {
                "  - filter: id = 1\n    id: s\($0)\n    input: s\($0 + 1)\n"
            }
            let head = "fjord: 1\nname: t\nstages:\n  - sink: csv\n    input: s1\n    path: a.csv\n"
            return head + stages.joined() + "  - fetch: rows\n    id: s\(count)\n"
        }
        #expect(faults(chain(999)).isEmpty)
        #expect(
            faults(chain(1_000)) == """
                p.yaml:3004:5: error: a pipeline has at most 1000 stages [invalid-value]
                3004 |   - fetch: rows
                     |     ^~~~~~~~~~~
                """
        )
    }

    @Test("an input may stand further down")
    func forwardInput() throws {
        let text = """
            fjord: 1
            name: t
            stages:
              - filter: id = 1
                input: rows
              - sink: csv
                path: a.csv
              - fetch: rows
                id: rows
            """
        let checked = try check(text)
        let values = try checked.parameterValues(settings: [])
        let graph = try checked.plan(window: nil, parameters: values) { _ in StandIn.Vipps() }
        #expect(graph.nodes.map(\.id) == ["rows", "filter 1", "csv of stage filter 1"])
    }

    @Test("keys that a stage does not have")
    func unknownKeys() {
        let stages = """
              - filter: id = 1
                by: [id]
                connection: x
              - transform: {a: id}
                drp: [id]
              - aggregate: {n: count(*)}
                keep: [n]
            """
        #expect(
            faults(overRows(stages)) == """
                p.yaml:6:5: error: a filter has no key 'by' [unknown-key]
                6 |     by: [id]
                  |     ^~
                  = fix: known are filter, id, input
                p.yaml:7:5: error: a filter has no key 'connection' [unknown-key]
                7 |     connection: x
                  |     ^~~~~~~~~~
                  = fix: known are filter, id, input
                p.yaml:9:5: error: a transform has no key 'drp' [unknown-key]
                9 |     drp: [id]
                  |     ^~~
                  = fix: did you mean 'drop'?
                p.yaml:11:5: error: an aggregate has no key 'keep' [unknown-key]
                11 |     keep: [n]
                   |     ^~~~
                   = fix: known are aggregate, id, input, by
                """
        )
    }

    @Test("stages whose rows nothing takes are worth a warning")
    func unread() {
        #expect(
            faults("fjord: 1\nname: t\nstages:\n  - fetch: rows") == """
                p.yaml:4:5: warning: nothing takes the rows of 'fetch 1' [unread-stage]
                4 |   - fetch: rows
                  |     ^~~~~
                  = fix: add a sink below it, or name it as the 'input' of one
                """
        )
    }

    @Test("what a stage itself refuses stands at the stage")
    func refused() {
        #expect(
            faults(
                overRows(
                    "  - transform:\n    drop: [name]\n  - transform: explode\n    columns: id"
                )
            )
                == """
                p.yaml:7:16: error: there is no name to explode [no-name]
                7 |   - transform: explode
                  |                ^~~~~~~
                """
        )
    }

    @Test("two sinks on one path, and a path without its window")
    func paths() {
        let text = """
            fjord: 1
            name: t
            stages:
              - fetch: vipps.funds
              - sink: csv
                path: out/a.csv
              - sink: csv
                path: ./out/../out/${window}.csv
              - sink: jsonl
                path: out/${window}.csv
            """
        #expect(
            faults(text) == """
                p.yaml:6:11: warning: every window of this pipeline replaces the same file [path-without-window]
                6 |     path: out/a.csv
                  |           ^~~~~~~~~
                  = fix: put ${window} into the path
                p.yaml:10:11: error: the sink of line 8 already writes 'out/${window}.csv' [shared-path]
                10 |     path: out/${window}.csv
                   |           ^~~~~~~~~~~~~~~~~
                   = fix: give each sink a path of its own
                """
        )
    }

    @Test("a faulty stage causes no faults behind it")
    func noFollowUps() {
        let stages = """
              - transform: {a: idd}
              - filter: a = 1 and b = 2
              - aggregate: {n: sum(c)}
                by: [d]
              - transform: explode
                columns: [e]
            """
        let text = faults(overRows(stages))
        #expect(text.hasPrefix("p.yaml:5:20: error: "))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("p.yaml") }.count == 1)
    }

    @Test("secrets have no place in a pipeline")
    func secrets() {
        let text = overRows("  - filter: name = '${env:HOME}'").replacing(
            "out.csv",
            with: "${file:/x}"
        )
        #expect(
            faults(text) == """
                p.yaml:5:21: error: a pipeline file cannot read '${env:HOME}' [secret-in-pipeline]
                5 |   - filter: name = '${env:HOME}'
                  |                     ^~~~~~~~~~~
                  = fix: secrets belong under 'connections' in fjord.yaml; here, use a parameter
                p.yaml:7:11: error: a pipeline file cannot read '${file:/x}' [secret-in-pipeline]
                7 |     path: ${file:/x}
                  |           ^~~~~~~~~~
                  = fix: secrets belong under 'connections' in fjord.yaml; here, use a parameter
                """
        )
    }
}
