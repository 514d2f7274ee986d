// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit
import Foundation
import Synchronization
import Tables
import Testing

@testable import Engine

@Suite("checks and comparisons in a run")
struct ComparingTests {
    private let source = Entry.random(seed: 31, partitions: 4, pages: 3, rows: 14)
    private var all: [Entry] { source.flatMap { $0.flatMap { $0 } } }

    /// A memory in a file, as a project keeps it.
    private final class FileMemory: StageMemory {
        let previousFile: String?
        let path = NSTemporaryDirectory() + "fjord-memory-\(UInt64.random(in: 0 ... .max))"
        private let data = Mutex(Data())

        init(after previous: FileMemory? = nil) { previousFile = previous?.path }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ bytes: Bytes) {
            data.withLock { data in
                unsafe bytes.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
            }
        }

        func keep() throws {
            try data.withLock { $0 }.write(to: URL(filePath: path))
        }
    }

    private func ordered(_ name: String, _ values: [String: StageOptions.Value]) throws
        -> any OrderedTransform
    {
        let type = try #require(tableStages.orderedTransforms.first { $0.spec.name == name })
        return try type.init(StageOptions(values))
    }

    private func wholeRun(_ name: String, _ values: [String: StageOptions.Value]) throws
        -> any WholeRunTransform
    {
        let type = try #require(tableStages.wholeRunTransforms.first { $0.spec.name == name })
        return try type.init(StageOptions(values))
    }

    private func rules(_ schema: Schema) throws -> [CheckRule] {
        let scope = ExpressionScope(schema: schema)
        let rows = try CompiledExpression.compile("unit is not null", in: scope)
        let run = try CompiledAggregate.compile("count(*) < 20", in: scope, by: ["kind"])
        return [
            CheckRule("has-unit", .failure, rows: rows),
            CheckRule("few", .warning, run: run, by: [Field("kind", .text)]),
        ]
    }

    @Test(
        "changes, a reconciliation and a check that nothing follows",
        arguments: [1, 2, 7],
        [1, 2, 7, nil]
    )
    func compared(workers: Int, batchRows: Int?) async throws {
        let first = FileMemory()
        let changes = try wholeRun(
            "changes",
            [
                "key": .texts(["id"]), "include_unchanged": .boolean(false),
                "first": .text("nothing"),
            ]
        )
        let limits = TestRun.limits(batchRows: batchRows)
        do {
            var sketch = GraphSketch()
            let odd = try sketch.filter(
                sketch.fetch(.shuffled(source.parts, seed: 1)),
                "id % 2 = 1"
            )
            let kept = try sketch.columns(odd, ["id": "id", "unit": "unit"])
            let node = try sketch.wholeRun([kept], changes)
            try sketch.csv(node)
            _ = try await TestRun.of(
                sketch.graph,
                workers: workers,
                limits: limits,
                memories: [node: first]
            )
            try first.keep()
        }
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 2))
        let check = try ordered(
            "check",
            ["rules": .rules(try rules(Entry.plan.schema)), "examples": .integer(1)]
        )
        sketch.ordered(entries, check, id: "check")
        let few = try sketch.filter(entries, "id % 3 <> 0")
        let kept = try sketch.columns(
            few,
            ["id": "id", "unit": "unit || case when id % 5 = 0 then '!' else '' end"]
        )
        let changed = try sketch.wholeRun([kept], changes)
        let changedCSV = try sketch.csv(changed)
        let reconcile = try wholeRun(
            "reconcile",
            [
                "with": .text("few"), "on": .texts(["id"]), "amount": .text("amount"),
                "tolerance": .text("0"), "sum": .boolean(false),
            ]
        )
        let comparedCSV = try sketch.csv(try sketch.wholeRun([entries, few], reconcile))
        let run = try await TestRun.of(
            sketch.graph,
            workers: workers,
            limits: limits,
            memories: [changed: FileMemory(after: first)]
        )
        #expect(run.text(changedCSV) == expectedChanges)
        #expect(run.text(comparedCSV) == expectedComparison)
        let unitless = all.filter { $0.unit == nil }
        let large = Dictionary(grouping: all, by: \.kind).filter { $0.value.count >= 20 }
        #expect(run.report.findings.map(\.stage) == ["check", "check"])
        #expect(run.report.findings.map(\.count) == [unitless.count, large.count])
    }

    private var expectedChanges: String {
        func unit(_ entry: Entry) -> String? {
            entry.unit.map { $0 + (entry.id % 5 == 0 ? "!" : "") }
        }
        var lines = ["change,id,unit,unit_before"]
        for entry in all where entry.id % 3 != 0 {
            let (old, new) = (entry.unit, unit(entry))
            let text = new ?? ""
            if entry.id % 2 == 0 {
                lines.append("added,\(entry.id),\(text),")
            } else if old != new {
                lines.append("changed,\(entry.id),\(text),\(old ?? "")")
            }
        }
        for entry in all where entry.id % 3 == 0 && entry.id % 2 == 1 {
            lines.append("removed,\(entry.id),,\(entry.unit ?? "")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var expectedComparison: String {
        let lines = all.map { entry in
            let amount = majorUnits(entry.minorUnits)
            let isThere = entry.id % 3 != 0
            return
                "\(entry.id),\(isThere ? "matched" : "missing_right"),\(entry.currency),\(amount),"
                + (isThere ? "\(amount),0.00,1,1" : ",\(amount),1,0")
        }
        return (["id,status,currency,amount,other_amount,difference,rows,other_rows"] + lines)
            .joined(separator: "\n") + "\n"
    }
}
