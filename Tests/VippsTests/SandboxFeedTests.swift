// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("Reading the sandbox's feeds")
struct SandboxFeedTests {
    private static let small =
        "ledgers=2&entries_per_day=40&page_size=7&today=2026-10-05&feed_start=2026-10-01"

    private func stage(_ topic: String) throws -> any FetchStage {
        let options = ["partition": StageOptions.Value.text("feed")]
        return topic == "funds" ? try .funds(options) : try .fees(options)
    }

    /// What the dates hold that the feed gives one after the other.
    private func expected(_ settings: String, _ topic: String) async throws -> Rows {
        let naive = try await NaiveReading(SandboxSettings(query: settings))
        var rows: Rows = []
        for ledger in naive.ledgers {
            for day in 1...5 {
                rows += try await naive.date("2026-10-0\(day)", topic, of: ledger).rows
            }
        }
        return rows
    }

    @Test(
        "every entry once, whatever is odd about the feed",
        arguments: [
            "", "oddities=feed-empty-pages", "oddities=feed-end-empty", "oddities=feed-new-cursors",
            "oddities=feed-overlap", "oddities=no-try-later",
            "oddities=feed-empty-pages,feed-end-empty,feed-new-cursors,feed-overlap,no-try-later",
            "faults=429,500,503-html,423,truncated,reset&fault_every=3",
        ],
        ["funds", "fees"]
    )
    func everyEntry(odd: String, topic: String) async throws {
        let settings = try SandboxSettings(query: "\(Self.small)&\(odd)")
        let reading = try await Sandbox.serve(settings) { sandbox in
            try await WholeReading(stage(topic), in: Bench(sandbox).feed())
        }
        #expect(try await reading.rows == expected(Self.small, topic))
        #expect(reading.cursors.keys.sorted() == reading.keys && reading.keys.count == 2)
        let repeats = odd.contains("overlap") ? ["feed-repeats"] : []
        #expect(reading.findings.map(\.rule) == repeats)
    }

    @Test("run after run, until the open date has given all it has")
    func growth() async throws {
        let settings = try SandboxSettings(query: "\(Self.small)&growth=5")
        let readings = try await Sandbox.serve(settings) { sandbox in
            let bench = try Bench(sandbox)
            var readings: [WholeReading] = []
            var cursors: [String: String] = [:]
            repeat {
                readings.append(try await WholeReading(stage("funds"), in: bench.feed(cursors)))
                cursors = readings.last?.cursors ?? [:]
            } while readings.last?.rows.isEmpty == false
            return readings
        }
        #expect(readings.count > 3)
        let rows = readings.flatMap(\.rows)
        let expected = try await expected(Self.small, "funds")
        let ledgers = Set(expected.map { $0[0] })
        #expect(ledgers.count == 2)
        for ledger in ledgers {
            #expect(rows.filter { $0[0] == ledger } == expected.filter { $0[0] == ledger })
        }
    }

    @Test("a run without anything new gives no rows and keeps its place")
    func nothingNew() async throws {
        let settings = try SandboxSettings(query: Self.small)
        let (first, second) = try await Sandbox.serve(settings) { sandbox in
            let bench = try Bench(sandbox)
            let first = try await WholeReading(stage("funds"), in: bench.feed())
            return (first, try await WholeReading(stage("funds"), in: bench.feed(first.cursors)))
        }
        #expect(!first.rows.isEmpty && second.rows.isEmpty)
        #expect(second.cursors == first.cursors)
    }

    @Test("a feed that never says that it ends is a fault, not an endless run")
    func stuck() async throws {
        let settings = try SandboxSettings(query: "\(Self.small)&oddities=feed-stuck")
        let error = try await Sandbox.serve(settings) { sandbox in
            try await message {
                _ = try await WholeReading(stage("funds"), in: Bench(sandbox).feed())
            }
        }
        #expect(error.contains("but its cursor did not move in 3 answers in a row"))
    }

    @Test("a ledger of the list whose feed is not found has no entries, and the run says so")
    func notFound() async throws {
        let naive = try await NaiveReading(SandboxSettings(query: Self.small))
        let missing = naive.ledgers[0]
        let settings = try SandboxSettings(query: "\(Self.small)&oddities=ledger-404@\(missing)")
        let key = "\(missing)/funds/feed"
        for cursors in [[:], [key: "kept"]] {
            let reading = try await Sandbox.serve(settings) { sandbox in
                try await WholeReading(stage("funds"), in: Bench(sandbox).feed(cursors))
            }
            #expect(Set(reading.rows.map { $0[0] }) == [naive.ledgers[1]])
            #expect(reading.cursors[key] == cursors[key])
            #expect(
                reading.findings.map(\.line) == [
                    """
                    warning feed-not-found 0: the feed \(missing)/funds is not found (404), though its \
                    ledger is on the list: none of its entries were read; the next run asks again
                    """
                ]
            )
        }
    }

    @Test("the stage keeps the contract of fetch stages")
    func conformance() async throws {
        let settings = try SandboxSettings(query: Self.small)
        try await Sandbox.serve(settings) { sandbox in
            let context = try Bench(sandbox).feed()
            #expect(try await Conformance.breaches(of: stage("funds"), in: context) == [])
        }
    }
}
