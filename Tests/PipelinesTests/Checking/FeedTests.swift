// SPDX-License-Identifier: Apache-2.0

import Columnar
import Engine
import FjordKit
import Testing

@testable import Pipelines

extension StandIn {
    /// Dated unless it is asked for as a feed; its first row alone leaves the stage.
    struct Events: FetchStage {
        static let spec = StageSpec(
            "events",
            "Things that happened.",
            .choice("partition", "How it is read.", ["dates", "feed"])
        )
        static let isDated = true
        static func isFeed(_ option: (_ name: String) -> String?) -> Bool {
            option("partition") == "feed"
        }

        let schema: Schema? = Schema([Field("id", .int64), Field("what", .text)])
        var following: FollowingTransform? { .ordered(Renaming()) }
        init(_ options: StageOptions) throws {}
    }

    /// Would keep something from run to run.
    struct Remembering: RememberingTransform {
        static let spec = StageSpec("remembering", "Remember rows.")
        init(_ options: StageOptions) {}
        func outputSchema(for inputs: [Schema]) -> Schema { inputs[0] }
        func makeCollector(
            for inputs: [Schema],
            in scratch: ScratchSpace,
            memory: (any StageMemory)?
        ) throws -> any RowCollector { throw NeverRun() }
    }

    private struct Renaming: OrderedTransform {
        static let spec = StageSpec("renaming", "Another name.")
        init() {}
        init(_ options: StageOptions) throws {}
        func outputSchema(for input: Schema) -> Schema { Schema([Field("event", .int64)]) }
        mutating func apply(_ batch: RecordBatch) -> TransformResult { .rows(batch) }
    }
}

@Suite("Feeds, and fetches that a transform follows")
struct FeedTests {
    private func text(_ fetch: String, path: String) -> String {
        """
        fjord: 1
        name: t
        stages:
          - id: all
            fetch: events
            \(fetch)
          - filter: event > 0
          - sink: csv
            path: \(path)
        """
    }

    private static let stages = StandIn.stages + StageList(fetches: [StandIn.Events.self])

    private func checkFeed(_ text: String) throws -> CheckedPipeline {
        try check(text, registered: Self.stages)
    }

    private func feedFaults(_ text: String) -> String { faults(text, registered: Self.stages) }

    private func graph(_ text: String, batch: Int = 1) throws -> StageGraph {
        let checked = try checkFeed(text)
        let values = try checked.parameterValues(settings: [])
        let window = checked.isDated ? RunValues.sampleWindow(checked.file.window) : nil
        return try checked.plan(window: window, batch: batch, parameters: values) { _ in
            StandIn.Vipps()
        }
    }

    @Test("a feed has a number and no window")
    func numbers() throws {
        let feed = text("partition: feed", path: "'out/${batch}.csv'")
        #expect(try !checkFeed(feed).isDated)
        #expect(try checkFeed(feed).readsFeed)
        #expect(try graph(feed, batch: 42).nodes.last?.operation.path == "out/000042.csv")
        #expect(try graph(feed, batch: 1_234_567).nodes.last?.operation.path == "out/1234567.csv")
        let dates = text("partition: dates", path: "'out/${window}.csv'")
        #expect(try checkFeed(dates).isDated)
        #expect(try !checkFeed(dates).readsFeed)
        #expect(try graph(dates).nodes.last?.operation.path == "out/2026-10-01.csv")
    }

    @Test("a file that a feed would write over again and again is a fault")
    func fixedPath() {
        #expect(
            feedFaults(text("partition: feed", path: "out/x.csv")) == """
                p.yaml:9:11: error: a feed gives each entry once, and the next run would replace this file [path-without-batch]
                9 |     path: out/x.csv
                  |           ^~~~~~~~~
                  = fix: put ${batch} into the path: it counts the runs, 000001, 000002 and so on
                """
        )
    }

    @Test("only a feed has a number, only dates have a window")
    func references() {
        #expect(
            feedFaults(text("partition: dates", path: "'${window}/${batch}.csv'")) == """
                p.yaml:9:22: error: 'batch' has no value: runs have a number if a fetch reads a feed or, without a window, a stage remembers the last run [no-batch]
                9 |     path: '${window}/${batch}.csv'
                  |                      ^~~~~~~~
                """
        )
        #expect(
            feedFaults(text("partition: feed", path: "'${window}/${batch}.csv'"))
                .contains("'window' has no value: no fetch of this pipeline knows dates")
        )
    }

    @Test("without a window, what remembers the last run has a number too")
    func remembering() throws {
        let stages = Self.stages + StageList(wholeRunTransforms: [StandIn.Remembering.self])
        func checked(_ fetch: String, _ path: String) throws -> CheckedPipeline {
            try check(
                """
                fjord: 1
                name: t
                stages:
                  - fetch: \(fetch)
                  - transform: remembering
                  - sink: csv
                    path: \(path)
                """,
                registered: stages
            )
        }
        let undated = try checked("rows", "'out/${batch}.csv'")
        #expect(undated.isNumbered && !undated.readsFeed)
        #expect(try !checked("events", "'out/${window}.csv'").isNumbered)
        #expect(try checked("rows", "out.csv").warnings.isEmpty)
    }

    @Test("what follows a fetch is a stage of its own under the fetch's name")
    func following() throws {
        let nodes = try graph(text("partition: dates", path: "'${window}.csv'")).nodes
        #expect(nodes.map(\.id).prefix(2) == ["all", "all"])
        #expect(nodes.map(\.isInner) == [true, false, false, false])
        #expect(nodes.map(\.inputs) == [[], [0], [1], [2]])
        #expect(nodes[0].schema.names == ["id", "what"])
        #expect(nodes[1].schema.names == ["event"])
        #expect(
            feedFaults(
                text("partition: dates", path: "'${window}.csv'").replacing("event >", with: "id >")
            )
            .contains("no column is called 'id'")
        )
    }
}
