// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Testing

@testable import Pipelines

@Suite("rows of a stage that leaves its columns to the data")
struct GivenSchemaTests {
    private func pipeline(_ tests: String, schema: String = "") -> String {
        """
        fjord: 1
        name: test
        stages:
          - id: all
            fetch: file
            path: a.csv\(schema)
          - id: some
            filter: n > 1
          - sink: csv
            path: out.csv
        tests:
        \(tests)
        """
    }

    private func schema(_ rows: String) throws -> [String] {
        let tests = "  - {name: a, given: {all: [\(rows)]}, expect: {all: []}}"
        let test = try #require(try check(pipeline(tests)).preparedTests().first)
        return test.graph.nodes.first?.schema.fields.map { "\($0.name) \($0.type)" } ?? []
    }

    @Test("the columns are those that any row names, with the narrowest types")
    func inferred() throws {
        #expect(
            try schema(
                """
                {n: 2, d: 1.50, t: "1", day: 2026-10-01, at: 2026-10-01T08:00:00Z, ok: true, no: null}, \
                {n: 3, d: 2.125, doc: {a: [1]}, odd: x}
                """
            ) == [
                "n int64", "d decimal(38, 3)", "t text", "day date", "at timestamp", "ok boolean",
                "no text", "odd text", "doc json",
            ]
        )
    }

    @Test("a column that the pipeline uses and no row names is a fault of the test")
    func missing() {
        let tests = "  - {name: a, given: {all: [{m: 2}]}, expect: {some: []}}"
        #expect(
            faults(pipeline(tests)).hasSuffix(
                """
                p.yaml:12:12: error: the pipeline is not sound with the values of this test: line 8: \
                no column is called 'n' [unknown-column]
                12 |   - {name: a, given: {all: [{m: 2}]}, expect: {some: []}}
                   |            ^
                   = fix: the columns are m; a text stands in single quotes: 'n'
                """
            )
        )
    }

    @Test("without a row nothing tells the columns")
    func none() {
        let tests = "  - {name: a, given: {all: []}, expect: {some: []}}"
        #expect(
            faults(pipeline(tests)).hasSuffix(
                """
                p.yaml:12:23: error: without a row nothing tells the columns of 'all' [unknown-columns]
                12 |   - {name: a, given: {all: []}, expect: {some: []}}
                   |                       ^~~
                   = fix: declare them with 'schema:' at the stage
                """
            )
        )
        #expect(faults(pipeline(tests, schema: "\n    schema: {n: int64}")) == "")
    }

    @Test("a stage behind it has no columns unless the fetch is given rows too")
    func behind() {
        let alone = "  - {name: a, given: {some: [{n: 1}]}, expect: {some: [{n: 1}]}}"
        #expect(
            faults(pipeline(alone)).contains(
                """
                p.yaml:12:23: error: the columns of 'some' are not known [unknown-columns]
                12 |   - {name: a, given: {some: [{n: 1}]}, expect: {some: [{n: 1}]}}
                   |                       ^~~~
                   = fix: declare those of the fetches above it with 'schema:', or give rows to them too
                """
            )
        )
        let both = "  - {name: a, given: {all: [{n: 0}], some: [{n: 1}]}, expect: {some: [{n: 1}]}}"
        #expect(!faults(pipeline(both)).contains("error"))
    }
}
