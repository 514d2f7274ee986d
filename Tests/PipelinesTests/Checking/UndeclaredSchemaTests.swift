// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import FjordKit
import Synchronization
import Testing

@testable import Pipelines

@Suite("Columns that only the data tells")
struct UndeclaredSchemaTests {
    private func text(_ stage: String, _ rest: String = "") -> String {
        """
        fjord: 1
        name: t
        stages:
          - id: orders
            fetch: file
        \(stage)
        \(rest)
          - sink: csv
            path: out.csv
        """
    }

    private func plan(_ text: String) async throws -> StageGraph {
        let checked = try check(text)
        let values = try checked.parameterValues(settings: [])
        let inferred = try await checked.inferSchemas(
            window: nil,
            parameters: values,
            worker: { $0() },
            connect: { _ in StandIn.Vipps() }
        )
        return try checked.plan(window: nil, parameters: values, inferred: inferred) { _ in
            StandIn.Vipps()
        }
    }

    @Test("a check says so once, and leaves what uses them alone")
    func lint() {
        let stages = "  - filter: zzz = 1 and\n  - transform: {a: b}\n    drop: [c]"
        #expect(
            faults(text("    path: a.csv", stages)) == """
                p.yaml:5:12: warning: only the data tells the columns of 'orders', so what uses them was not checked [undeclared-schema]
                5 |     fetch: file
                  |            ^~~~
                  = fix: declare them all with 'schema:', or see them with 'fjord preview'
                """
        )
    }

    @Test("declared columns are checked, and nothing is looked at")
    func declared() async throws {
        let stage = "    path: declared.csv\n    schema: {n: int64, m: int64}"
        #expect(faults(text(stage, "  - filter: n = 1")).isEmpty)
        #expect(faults(text(stage, "  - filter: k = 1")).contains("no column is called 'k'"))
        #expect(try check(text(stage)).hasUndeclaredSchemas == false)
        let graph = try await plan(text(stage, "  - filter: n = 1"))
        #expect(graph.nodes[0].schema.names == ["n", "m"])
        #expect(StandIn.File.looks.withLock { !$0.contains { $0.contains("declared.csv") } })
    }

    @Test("a run looks at the data in the project's folder, and plans with what it found")
    func infers() async throws {
        let graph = try await plan(
            text("    path: looked.csv\n    finds: m", "  - filter: m = 'x'")
        )
        #expect(graph.nodes.map(\.schema.names) == [["n", "m"], ["n", "m"], ["n", "m"]])
        guard case .fetch(let stage as StandIn.File, let context) = graph.nodes[0].operation else {
            Issue.record("another operation")
            return
        }
        #expect(stage.schema != nil && context.folder == "/project")
        #expect(
            StandIn.File.looks.withLock { $0.filter { $0.contains("looked.csv") } }
                == ["/project/looked.csv 10"]
        )
    }

    @Test("what the columns found make wrong is reported like a check, all at once")
    func faultsOfFoundColumns() async {
        let stages =
            "  - filter: k = 1\n    id: f\n  - sink: csv\n    path: b.csv\n  - filter: l = 2\n    input: orders"
        let error = await #expect(throws: PipelineErrors.self) {
            try await plan(text("    path: a.csv", stages))
        }
        #expect(
            error?.description == """
                p.yaml:7:13: error: no column is called 'k' [unknown-column]
                7 |   - filter: k = 1
                  |             ^
                  = fix: the columns are n, m; a text stands in single quotes: 'k'
                p.yaml:11:13: error: no column is called 'l' [unknown-column]
                11 |   - filter: l = 2
                   |             ^
                   = fix: the columns are n, m; a text stands in single quotes: 'l'
                """
        )
    }

    @Test("a source that does not answer is placed at its stage")
    func refused() async {
        let error = await #expect(throws: PipelineError.self) {
            try await plan(text("    path: a.csv\n    finds: refused"))
        }
        #expect(error?.description == "stage orders: error: the file is not there [refused]")
    }

    @Test("columns that are still unknown after the look")
    func stillUnknown() async {
        let error = await #expect(throws: PipelineErrors.self) {
            try await plan(text("    path: a.csv\n    finds: nothing"))
        }
        #expect(
            error?.description == """
                p.yaml:5:12: error: the columns are still unknown after a look at the data [stage-refused]
                5 |     fetch: file
                  |            ^~~~
                """
        )
    }

    @Test("a mistyped key of a fetch is no reason to say that columns are not declared")
    func mistypedKey() {
        #expect(
            faults(text("    path: a.csv\n    shema: {n: int64}", "  - filter: zz = 1")) == """
                p.yaml:7:5: error: fetch 'file' has no key 'shema' [unknown-key]
                7 |     shema: {n: int64}
                  |     ^~~~~
                  = fix: did you mean 'schema'?
                """
        )
    }
}
