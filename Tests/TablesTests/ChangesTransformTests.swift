// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import PluginTesting
import Synchronization
import Testing

@testable import Tables

@Suite("changes")
struct ChangesTransformTests {
    /// A memory in a file of its own, which becomes the previous one when it is kept.
    final class Memory: StageMemory {
        let previousFile: String?
        let path = "/tmp/fjord-changes-\(UInt64.random(in: 0 ... .max))"
        private let bytes = Mutex(Data())

        init(after previous: Memory? = nil) { previousFile = previous?.path }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ bytes: Bytes) throws {
            self.bytes.withLock { data in
                unsafe bytes.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
            }
            try self.bytes.withLock { $0 }.write(to: URL(filePath: path))
        }
    }

    private func changes(
        key: [String] = ["k"],
        compare: [String]? = nil,
        unchanged: Bool = false,
        first: String = "added"
    ) throws -> ChangesTransform {
        var values: [String: StageOptions.Value] = [
            "key": .texts(key), "include_unchanged": .boolean(unchanged), "first": .text(first),
        ]
        values["compare"] = compare.map { .texts($0) }
        return try ChangesTransform(StageOptions(values))
    }

    /// What comes out, and what there is to say; the memory is complete afterwards.
    private func run(
        _ changes: ChangesTransform,
        _ batches: [RecordBatch],
        schema: Schema? = nil,
        memory: Memory?,
        memoryByteCount: Int = 1 << 30
    ) throws -> (rows: Rows, findings: [Finding]) {
        let folder = "/tmp/fjord-changes-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let space = ScratchSpace(memoryByteCount: memoryByteCount, folder: folder)
        let input = try #require(schema ?? batches.first?.schema)
        let expected = try changes.outputSchema(for: [input])
        var collector = try changes.makeCollector(for: [input], in: space, memory: memory)
        var rows: Rows = []
        func take() throws {
            while let batch = try collector.next() {
                #expect(batch.schema == expected)
                rows += batch.texts
            }
        }
        for batch in batches {
            try collector.add(batch, from: 0)
            try take()
        }
        try collector.end(input: 0)
        try take()
        return (rows, collector.findings())
    }

    private func lines(_ rows: Rows) -> [String] {
        rows.map { row in row.map { $0 ?? "-" }.joined(separator: " ") }
    }

    @Test("added, changed and removed rows, with before and after")
    func example() throws {
        let first = Memory()
        let old = RecordBatch.texts("k name size", "a x 1", "b y 2", "c z 3", "- w 4", "d v 5")
        let started = try run(changes(), [old], memory: first)
        #expect(
            lines(started.rows) == [
                "added a x - 1 -", "added b y - 2 -", "added c z - 3 -", "added - w - 4 -",
                "added d v - 5 -",
            ]
        )
        let second = Memory(after: first)
        let new = RecordBatch.texts("k name size", "e n 1", "c z 3", "b Y 2", "- - 4")
        let changed = try run(changes(), [new], memory: second)
        #expect(
            lines(changed.rows) == [
                "added e n - 1 -", "changed b Y y 2 2", "changed - - w 4 4", "removed a - x - 1",
                "removed d - v - 5",
            ]
        )
        #expect(changed.findings == [])
        let third = Memory(after: second)
        let same = try run(changes(unchanged: true), [new], memory: third)
        #expect(same.rows.map(\.first) == Array(repeating: "unchanged", count: 4))
        let none = try run(changes(compare: ["size"]), [new], memory: Memory(after: first))
        #expect(
            lines(none.rows) == ["added e n - 1 -", "removed a - x - 1", "removed d - v - 5"]
        )
    }

    @Test("the first run gives all rows, or nothing; no rows remove all")
    func first() throws {
        let rows = RecordBatch.texts("k n", "a 1", "b 2")
        let memory = Memory()
        #expect(try run(changes(first: "nothing"), [rows], memory: memory).rows == [])
        #expect(try run(changes(first: "nothing"), [rows], memory: nil).rows == [])
        #expect(try run(changes(), [rows], memory: nil).rows.count == 2)
        let next = Memory(after: memory)
        let gone = try run(changes(first: "nothing"), [], schema: rows.schema, memory: next)
        #expect(lines(gone.rows) == ["removed a - 1", "removed b - 2"])
        let empty = try run(changes(), [rows], memory: Memory(after: next))
        #expect(lines(empty.rows) == ["added a 1 -", "added b 2 -"])
    }

    @Test(
        "the changes of a naive comparison come out, whatever the batches and whatever fits in memory",
        arguments: memoryLimits,
        [1, 2, 7, 16_384]
    )
    func sameAsNaive(memoryByteCount: Int, batchSize: Int) throws {
        for (oldCount, newCount, seed) in [(60, 50, 1), (300, 310, 2), (0, 20, 3), (20, 0, 4)] {
            let old = version(TableRow.random(oldCount, seed: 1), seed: 0)
            let new = version(TableRow.random(newCount, seed: 1), seed: UInt64(seed))
            let memory = Memory()
            let changes = try changes(
                key: ["id"],
                compare: ["msn", "amount"],
                unchanged: seed == 2
            )
            _ = try run(
                changes,
                old.batches(of: 90),
                schema: TableRow.schema,
                memory: memory,
                memoryByteCount: memoryByteCount
            )
            let found = try run(
                changes,
                new.batches(of: batchSize),
                schema: TableRow.schema,
                memory: Memory(after: memory),
                memoryByteCount: memoryByteCount
            )
            #expect(found.rows == naive(old.texts, new.texts, unchanged: seed == 2))
        }
    }

    /// Rows in another order, some missing and some with another amount.
    private func version(_ rows: [TableRow], seed: UInt64) -> [TableRow] {
        var random = SeededRandom(seed: seed)
        let others = TableRow.random(rows.count, seed: seed)
        return zip(rows, others).compactMap { row, other -> TableRow? in
            switch Int.random(in: 0..<5, using: &random) {
            case 0: nil
            case 1: other
            default: row
            }
        }.shuffled(using: &random)
    }

    private func naive(_ old: Rows, _ new: Rows, unchanged: Bool) -> Rows {
        func row(_ change: String, _ before: [String?]?, _ after: [String?]?) -> [String?] {
            [change, after?[0] ?? before?[0]]
                + (1..<5).flatMap { [after?[$0], before?[$0]].map { $0 ?? nil } }
        }
        let before = Dictionary(uniqueKeysWithValues: old.map { ($0[0], $0) })
        let after = Dictionary(uniqueKeysWithValues: new.map { ($0[0], $0) })
        let kept = new.compactMap { new -> [String?]? in
            guard let old = before[new[0]] else { return row("added", nil, new) }
            let isSame = old[1...2] == new[1...2]
            return isSame && !unchanged ? nil : row(isSame ? "unchanged" : "changed", old, new)
        }
        return kept + old.filter { after[$0[0]] == nil }.map { row("removed", $0, nil) }
    }

    @Test("other columns than last time are compared from the next run on")
    func otherColumns() throws {
        let memory = Memory()
        _ = try run(changes(), [.texts("k a b", "x 1 2", "y 1 2")], memory: memory)
        let typed = RecordBatch.texts("k c", "x 1", "y 3")
        let schema = Schema([Field("k", .text), Field("c", .text), Field("b", .int64)])
        let batch = typed.replacingColumns(
            typed.columns + [.int64(Int64Array([2, 3]))],
            schema: schema
        )
        let found = try run(changes(), [batch], memory: Memory(after: memory))
        #expect(found.rows == [])
        #expect(
            found.findings.map(\.message) == [
                "'c' is new since the last run: it is compared from the next run on",
                "'b' is int64 and was text in the last run: it is empty in 'b_before', and compared from "
                    + "the next run on",
                "'a' of the last run is there no more",
            ]
        )
        #expect(found.findings.allSatisfy { $0.level == .notice && $0.rule == "other-columns" })
        let rekeyed = try run(changes(key: ["c"]), [typed], memory: Memory(after: memory))
        #expect(lines(rekeyed.rows) == ["added 1 x -", "added 3 y -"])
        #expect(
            rekeyed.findings.map(\.message) == [
                "the rows of the last run were kept by another key than c: nothing can be compared, and "
                    + "this run counts as the first"
            ]
        )
        #expect(rekeyed.findings.map(\.level) == [.warning])
    }

    @Test(
        "a key that occurs twice is an error that names both rows, the lowest second one",
        arguments: [0, 1 << 30]
    )
    func twice(memoryByteCount: Int) throws {
        let rows = RecordBatch.texts("k n", "z 1", "b 2", "a 3", "z 4", "a 5")
        for size in [1, 2, 7] {
            let batches = stride(from: 0, to: 5, by: size).map {
                rows.slice($0..<min(5, $0 + size))
            }
            let text = message {
                _ = try run(changes(), batches, memory: nil, memoryByteCount: memoryByteCount)
            }
            #expect(
                text == """
                    k 'z' occurs twice, the first time at partition p, page 2, row 1, so that nobody can tell \
                    which row is which [repeated-key]
                    fix: add a column to 'key', or leave one of the rows out with a distinct before
                    """
            )
        }
    }

    @Test("a damaged memory is an error with a way out")
    func damaged() throws {
        let memory = Memory()
        let rows = RecordBatch.texts("k n", "a 1", "b 2")
        _ = try run(changes(), [rows], memory: memory)
        var bytes = try Data(contentsOf: URL(filePath: memory.path))
        bytes[bytes.count - 40] ^= 4
        try bytes.write(to: URL(filePath: memory.path))
        let text = message { _ = try run(changes(), [rows], memory: Memory(after: memory)) }
        #expect(text?.contains("[damaged-rows]") == true, "\(text ?? "")")
    }

    @Test("faults of the options, word for word")
    func faults() throws {
        let schema = Schema([
            Field("k", .text), Field("amount", .money), Field("currency", .text),
            Field("n", .text), Field("n_before", .text),
        ])
        #expect(
            message { _ = try changes(key: []) } == """
                'key' names no column [malformed-key]
                fix: name at least one
                """
        )
        #expect(
            message { _ = try changes(key: ["k", "k"]) } == """
                'key' names 'k' twice [malformed-key]
                fix: leave one of them out
                """
        )
        #expect(
            message { _ = try changes(compare: ["k"]).outputSchema(for: [schema]) } == """
                'k' is in the key, so that it never differs between two rows that are the same one [compared-key]
                fix: leave it out of 'compare', or of 'key'
                """
        )
        #expect(
            message { _ = try changes().outputSchema(for: [schema]) } == """
                the input has a column 'n_before', and one of that name is added [column-collision]
                fix: rename or drop it in a transform before
                """
        )
        let amounts = Schema(Array(schema.fields.prefix(3)))
        #expect(
            message { _ = try changes().outputSchema(for: [amounts]) } == """
                the currency of the amounts of a removed row would be missing from its column 'currency' \
                [column-collision]
                fix: add currency to 'key'
                """
        )
        let output = try changes(key: ["k", "currency"]).outputSchema(for: [amounts])
        #expect(output.names == ["change", "k", "currency", "amount", "amount_before"])
    }
}
