// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Tables

@Suite("Conformance of whole-run transforms")
struct ConformanceTests {
    private func findings(
        _ transform: any WholeRunTransform,
        _ inputs: RecordBatch...
    ) throws -> [String] {
        try Conformance.breaches(of: transform, over: inputs)
    }

    private var rows: RecordBatch {
        .texts("k n", "b 1", "a 2", "- 3", "b 4", "c 5", "a 6", "- 7", "d 8", "b 9")
    }

    private var others: RecordBatch {
        .texts("k name", "a x", "- y", "b z", "a u", "e v", "b w")
    }

    @Test("sort")
    func sort() throws {
        let sort = try SortTransform(StageOptions(["by": .texts(["k desc", "n"])]))
        #expect(try findings(sort, rows) == [])
    }

    @Test("distinct", arguments: ["first", "last"])
    func distinct(keep: String) throws {
        let distinct = try DistinctTransform(
            StageOptions(["by": .texts(["k"]), "keep": .text(keep)])
        )
        #expect(try findings(distinct, rows) == [])
    }

    @Test("join", arguments: ["inner", "left", "anti", "semi"], ["first", "all"])
    func join(kind: String, duplicates: String) throws {
        let join = try JoinTransform(
            StageOptions([
                "with": .text("others"), "on": .texts(["k"]), "kind": .text(kind),
                "duplicates": .text(duplicates),
            ])
        )
        #expect(try findings(join, rows, others) == [])
    }

    @Test("changes")
    func changes() throws {
        let changes = try ChangesTransform(
            StageOptions([
                "key": .texts(["n"]), "include_unchanged": .boolean(false), "first": .text("added"),
            ])
        )
        // Rows that are all null have one key, which one of the samples holds several times.
        let breaches = try findings(changes, rows)
        #expect(breaches.allSatisfy { $0.contains("n null occurs twice") }, "\(breaches)")
    }

    @Test("union")
    func union() throws {
        let union = try UnionTransform(StageOptions(["inputs": .texts(["a", "b"])]))
        #expect(try findings(union, rows, rows) == [])
    }
}
