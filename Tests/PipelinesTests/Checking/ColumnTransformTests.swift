// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipelines

@Suite("Columns of transforms and aggregates")
struct ColumnTransformTests {
    @Test("a replaced column keeps its place, new ones follow in order")
    func places() throws {
        let result = try columns("  - transform:\n      z: name\n      id: name\n      a: id")
        #expect(result == ["id text", "name text", "ærlig beløp int64", "z text", "a int64"])
    }

    @Test("every expression sees the input's columns")
    func inputColumns() throws {
        let result = try columns("  - transform:\n      id: name\n      name: id")
        #expect(result == ["id text", "name int64", "ærlig beløp int64"])
    }

    @Test("then drop, keep, which also orders, and rename")
    func keys() throws {
        let stages = """
              - transform:
                  b: id
                rename: {b: id, id: b}
                keep: [b, id, name]
                drop: ærlig beløp
            """
        #expect(try columns(stages) == ["id int64", "b int64", "name text"])
    }

    @Test("keys alone are a transform, too")
    func keysAlone() throws {
        #expect(try columns("  - transform:\n    keep: [name]") == ["name text"])
        #expect(try columns("  - transform: {}\n    drop: [name, id]") == ["ærlig beløp int64"])
    }

    @Test("names that are not there, or there twice")
    func faultyKeys() {
        let stages = """
              - transform:
                drop: [name, nam]
              - transform:
                keep: [id, id]
              - transform:
                rename: {id: name, x: y}
              - transform:
                drop: [id, name, ærlig beløp]
              - transform:
              - transform: {a: id}
                rename:
            """
        // Behind each faulty transform nothing is known, so that each is tried alone.
        let alone = stages.split(separator: "  - ").dropFirst(0).map { "  - " + $0 }
        #expect(
            alone.map { faults(overRows($0)) }.filter { !$0.isEmpty }.joined(separator: "\n") == """
                p.yaml:6:18: error: no column is called 'nam' [unknown-column]
                6 |     drop: [name, nam]
                  |                  ^~~
                  = fix: did you mean 'name'?
                p.yaml:6:16: error: the column 'id' would stand here twice [duplicate-column]
                6 |     keep: [id, id]
                  |                ^~
                p.yaml:6:18: error: the column 'name' would stand here twice [duplicate-column]
                6 |     rename: {id: name, x: y}
                  |                  ^~~~
                p.yaml:6:24: error: no column is called 'x' [unknown-column]
                6 |     rename: {id: name, x: y}
                  |                        ^
                  = fix: the columns here are id, name, ærlig beløp
                p.yaml:5:5: error: this transform leaves no column [no-columns]
                5 |   - transform:
                  |     ^~~~~~~~~~
                p.yaml:5:5: error: a transform without columns does nothing [empty-stage]
                5 |   - transform:
                  |     ^~~~~~~~~
                """
        )
    }

    @Test("a faulty expression does not hide what is wrong with the keys beside it")
    func faultyExpressionAndKeys() {
        #expect(
            faults(
                overRows("  - transform: {a: idd, b: id}\n    drop: [nam, a]\n    rename: {b: c}")
            )
                == """
                p.yaml:5:20: error: no column is called 'idd' [unknown-column]
                5 |   - transform: {a: idd, b: id}
                  |                    ^~~
                  = fix: did you mean id?
                p.yaml:6:12: error: no column is called 'nam' [unknown-column]
                6 |     drop: [nam, a]
                  |            ^~~
                  = fix: did you mean 'name'?
                """
        )
    }

    @Test("an aggregate gives its by columns first, then its own as written")
    func aggregate() throws {
        let stages = "  - aggregate:\n      z: count(*)\n      a: max(id)\n    by: [name, id]"
        #expect(try columns(stages) == ["name text", "id int64", "z int64", "a int64"])
        #expect(try columns("  - aggregate:\n    by: name") == ["name text"])
    }

    @Test("faults of aggregates")
    func faultyAggregates() {
        #expect(
            faults(overRows("  - aggregate: {id: count(*), n: count(*)}\n    by: [id]")) == """
                p.yaml:5:17: error: the column 'id' would stand here twice [duplicate-column]
                5 |   - aggregate: {id: count(*), n: count(*)}
                  |                 ^~
                """
        )
        #expect(
            faults(overRows("  - aggregate: {n: count(*)}\n    by: [idd, id, id]")) == """
                p.yaml:6:10: error: no column is called 'idd' [unknown-column]
                6 |     by: [idd, id, id]
                  |          ^~~
                  = fix: did you mean 'id'?
                p.yaml:6:19: error: the column 'id' would stand here twice [duplicate-column]
                6 |     by: [idd, id, id]
                  |                   ^~
                """
        )
        #expect(
            faults(overRows("  - aggregate:")) == """
                p.yaml:5:5: error: an aggregate without columns does nothing [empty-stage]
                5 |   - aggregate:
                  |     ^~~~~~~~~
                """
        )
    }
}
