// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Engine

@Suite("the same bytes whatever workers and batches")
struct SameBytesTests {
    /// Everything that one source can feed.
    struct FanOut {
        let graph: StageGraph
        let csv, zipped, totals, document, first: Int

        init(_ fetch: StandInFetch, level: Int) throws {
            var sketch = GraphSketch()
            let entries = sketch.fetch(fetch)
            let sales = try sketch.filter(entries, "kind in ('capture', 'refund')")
            let rows = try sketch.columns(
                sales,
                ["id": "id", "unit": "unit", "currency": "currency", "amount": "amount * 2"]
            )
            csv = try sketch.csv(rows)
            zipped = try sketch.jsonl(rows, level: level)
            let perUnit = try sketch.aggregate(
                rows,
                ["payments": "count(*)", "net": "sum(amount)"],
                by: ["unit", "currency"]
            )
            totals = try sketch.csv(perUnit, id: "totals-csv")
            document = sketch.document(perUnit)
            first = try sketch.csv(try sketch.limit(sales, rows: 10), id: "first")
            graph = sketch.graph
        }
    }

    /// The same tables by plain loops over all entries.
    struct Expected {
        var csv = "id,unit,currency,amount\n"
        var lines = ""
        var totals = "unit,currency,payments,net\n"
        var first = "id,kind,unit,amount,currency,note\n"

        init(_ entries: [Entry]) {
            let sales = entries.filter { $0.kind != "payout" }
            var groups: [[String?]] = []
            var sums: [[String?]: (count: Int, net: Int)] = [:]
            for entry in sales {
                let unit = entry.unit ?? "", amount = majorUnits(2 * entry.minorUnits)
                csv += "\(entry.id),\(unit),\(entry.currency),\(amount)\n"
                let quoted = entry.unit.map { "\"\($0)\"" } ?? "null"
                lines += "{\"id\":\(entry.id),\"unit\":\(quoted),"
                lines += "\"currency\":\"\(entry.currency)\",\"amount\":\(amount)}\n"
                let key = [entry.unit, entry.currency]
                if sums[key] == nil { groups.append(key) }
                let sum = sums[key] ?? (0, 0)
                sums[key] = (sum.count + 1, sum.net + 2 * entry.minorUnits)
            }
            for key in groups {
                let sum = sums[key] ?? (0, 0)
                totals += "\(key[0] ?? ""),\(key[1] ?? ""),\(sum.count),\(majorUnits(sum.net))\n"
            }
            for entry in sales.prefix(10) {
                first += "\(entry.id),\(entry.kind),\(entry.unit ?? ""),"
                first += "\(majorUnits(entry.minorUnits)),\(entry.currency),\(entry.note)\n"
            }
        }
    }

    @Test("fan-out equals plain loops", arguments: [1, 2, 7], [1, 2, 7, nil] as [Int?])
    func fanOut(workers: Int, batchRows: Int?) async throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            let source = Entry.random(seed: seed, partitions: 6)
            let level = [1, 2, 6, 12][Int(seed) - 1]
            let fan = try FanOut(.shuffled(source.parts, seed: seed), level: level)
            let expected = Expected(source.flatMap { $0.flatMap { $0 } })
            let limits = TestRun.limits(batchRows: batchRows)
            let run = try await TestRun.of(fan.graph, workers: workers, limits: limits)
            #expect(run.text(fan.csv) == expected.csv, "seed \(seed)")
            let lines = try gzipMembers(run.bytes(fan.zipped)).flatMap { $0 }
            #expect(String(decoding: lines, as: UTF8.self) == expected.lines, "seed \(seed)")
            #expect(run.text(fan.totals) == expected.totals, "seed \(seed)")
            let rows = expected.totals.drop { $0 != "\n" }.dropFirst()
            #expect(run.text(fan.document) == rows + "test is final\n", "seed \(seed)")
            #expect(run.text(fan.first) == expected.first, "seed \(seed)")
            #expect(!run.targets.values.contains { $0.overlapped })
        }
    }

    @Test("partitions that answer in reverse come out in order", arguments: [1, 2, 7])
    func reversed(workers: Int) async throws {
        let source = Entry.random(seed: 9, partitions: 7)
        let fan = try FanOut(.reversed(source.parts), level: 2)
        let expected = Expected(source.flatMap { $0.flatMap { $0 } })
        let run = try await TestRun.of(fan.graph, workers: workers)
        #expect(run.text(fan.csv) == expected.csv)
        #expect(run.text(fan.totals) == expected.totals)
        #expect(run.text(fan.first) == expected.first)
    }

    @Test("gzip members hold exactly 1 MiB", arguments: [1, 2, 6], [1, 7])
    func gzipCuts(level: Int, workers: Int) async throws {
        let source = Entry.random(seed: 5, partitions: 8, pages: 8, rows: 200, noteLength: 60)
        var sketch = GraphSketch()
        let entries = sketch.fetch(.shuffled(source.parts, seed: 1))
        let zipped = try sketch.jsonl(entries, level: level)
        let plain = try sketch.jsonl(entries)
        let run = try await TestRun.of(sketch.graph, workers: workers)
        let members = try gzipMembers(run.bytes(zipped))
        #expect(members.count > 3)
        #expect(members.dropLast().allSatisfy { $0.count == 1 << 20 })
        #expect((1...1 << 20).contains(members.last?.count ?? 0))
        #expect(members.flatMap { $0 } == run.bytes(plain))
        #expect(
            run.bytes(zipped).prefix(10) == [31, 139, 8, 0, 0, 0, 0, 0, run.bytes(zipped)[8], 255]
        )
    }

    @Test("the same compressed bytes at 1, 2 and 7 workers", arguments: [1, 2, 6])
    func compressedBytes(level: Int) async throws {
        let source = Entry.random(seed: 6, partitions: 5, pages: 6, rows: 60, noteLength: 60)
        var files: Set<[UInt8]> = []
        for workers in [1, 2, 7] {
            for batchRows in [7, nil] {
                var sketch = GraphSketch()
                let entries = sketch.fetch(.shuffled(source.parts, seed: UInt64(workers)))
                let zipped = try sketch.jsonl(entries, level: level)
                let limits = TestRun.limits(batchRows: batchRows)
                let run = try await TestRun.of(sketch.graph, workers: workers, limits: limits)
                files.insert(run.bytes(zipped))
            }
        }
        #expect(files.count == 1)
    }

    @Test("no rows: a header alone, an empty member")
    func empty() async throws {
        var sketch = GraphSketch()
        let entries = sketch.fetch(StandInFetch([]))
        let csv = try sketch.csv(entries)
        let plain = try sketch.jsonl(entries)
        let zipped = try sketch.jsonl(entries, level: 2)
        let run = try await TestRun.of(sketch.graph)
        #expect(run.text(csv) == "id,kind,unit,amount,currency,note\n")
        #expect(run.bytes(plain) == [])
        #expect(try gzipMembers(run.bytes(zipped)) == [[]])
    }
}
