// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("Aggregation with too little memory")
struct AggregationSpillTests {
    private typealias Call = AggregationRun.Call

    @Test(
        "every aggregate gives the same rows, whatever was written out",
        arguments: [1, 2, 7],
        [4_000, 80_000]
    )
    func givesTheSameRows(workerCount: Int, memoryByteCount: Int) throws {
        let seed = UInt64(workerCount + memoryByteCount)
        var random = SeededRandom(seed: seed)
        let rows = SampleRow.random(120, currencies: 1, using: &random)
        let calls = try AggregationTests.cases().map(\.call)
        for by in [[], ["unit"], ["note", "quantity"]] {
            let run = AggregationRun(by: by, calls: calls)
            let expected = try run.lines(rows, .init(batchSize: 120, workerCount: 1, seed: 2))
            let cut = AggregationRun.Cut(
                batchSize: 20,
                workerCount: workerCount,
                seed: seed,
                memoryByteCount: memoryByteCount
            )
            let store = TestStore(memoryByteCount: memoryByteCount)
            _ = try run.finished(rows, cut, store)
            #expect(store.blockCount > 0, "by \(by), seed \(seed)")
            #expect(try run.lines(rows, cut) == expected, "by \(by), seed \(seed)")
        }
    }

    @Test("different values are counted once, be they few or many", arguments: 1...2)
    func countsDistinct(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var rows = SampleRow.random(1_500, currencies: 2, using: &random)
        for row in rows.indices {
            let number = Int.random(in: 0..<1_500, using: &random)
            let padding = String(repeating: "x", count: row % 97 == 0 ? 2_000 : row % 9)
            let value = row % 97 == 0 ? number % 7 : number
            rows[row].note = row % 5 == 0 ? nil : "\(padding) \(value)"
        }
        let run = AggregationRun(
            by: seed.isMultiple(of: 2) ? [] : ["flag"],
            calls: [
                try Call("count", "note", distinct: true),
                try Call("count", "note", distinct: true, filtered: true),
                try Call("count", "amount", distinct: true),
                try Call("sum", "quantity", distinct: true),
                try Call("median", "price", distinct: true),
            ]
        )
        let groups = NaiveAggregate.groups(rows, by: run.by.map { _ in { "\($0.flag as Any)" } })
        let counts = groups.map { group in
            (
                Set(group.rows.compactMap(\.note)).count,
                Set(group.rows.filter(\.isKept).compactMap(\.note)).count
            )
        }
        var results: Set<[String]> = []
        for memory in [nil, 20_000, 200_000] {
            let cut = AggregationRun.Cut(
                batchSize: 250,
                workerCount: Int(seed),
                seed: seed,
                memoryByteCount: memory
            )
            let lines = try run.lines(rows, cut)
            results.insert(lines)
            for (line, expected) in zip(lines, counts) {
                let cells = line.split(separator: "|").dropFirst(run.by.count)
                #expect(cells.prefix(2) == ["\(expected.0)", "\(expected.1)"], "seed \(seed)")
            }
        }
        #expect(results.count == 1, "seed \(seed)")
    }

    @Test("many groups come in the order of their first row", arguments: 1...2)
    func ordersManyGroups(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var rows = SampleRow.random(4_000, currencies: 1, using: &random)
        for row in rows.indices {
            rows[row].quantity = Int64.random(in: 0..<3_000, using: &random)
        }
        let run = AggregationRun(
            by: ["quantity"],
            calls: [
                try Call("count", nil), try Call("last", "note"), try Call("max", "kind"),
                try Call("string_agg", "unit", constant: .text("+")), try Call("avg", "amount"),
            ]
        )
        let whole = try run.lines(rows, .init(batchSize: 4_000, workerCount: 1, seed: 2))
        #expect(whole.count == Set(rows.map(\.quantity)).count)
        let store = TestStore(memoryByteCount: 60_000)
        let cut = AggregationRun.Cut(
            batchSize: 300,
            workerCount: 1 + Int(seed),
            seed: seed,
            memoryByteCount: 60_000
        )
        _ = try run.finished(rows, cut, store)
        // Buffers of workers and the largest partition come on top.
        #expect(store.blockCount > 0 && store.mostHeldByteCount < 5 * 60_000)
        #expect(try run.lines(rows, cut) == whole, "seed \(seed)")
    }
}
