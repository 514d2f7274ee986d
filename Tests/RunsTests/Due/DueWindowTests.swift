// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit
import Foundation
import Testing

@testable import Runs

@Suite("The windows that are due")
struct DueWindowTests {
    private let folder: TemporaryFolder
    private let state: ProjectState
    private let lock: PipelineLock

    init() throws {
        folder = try TemporaryFolder()
        state = try ProjectState.open(folder: folder.path)
        lock = try state.lock(pipeline: "daily")
    }

    @Test("at first the latest alone; missed days once there was a run without dates")
    func missed() throws {
        #expect(try due(on: "2026-10-10") == ["2026-10-09"])
        try run("2026-10-09")
        #expect(try due(on: "2026-10-10") == ["2026-10-09"])
        #expect(try due(on: "2026-10-13") == ["2026-10-10", "2026-10-11", "2026-10-12"])
        #expect(try due(on: "2026-10-13", catchUp: .latestOnly) == ["2026-10-12"])
    }

    @Test("what only runs with dates made begins nothing")
    func dated() throws {
        try run("2026-10-01", isDateless: false)
        #expect(try due(on: "2026-10-10") == ["2026-10-09"])
    }

    @Test("provisional and failed windows until they are done, whatever the catch-up")
    func open() throws {
        try run("2026-10-05", finality: .provisional, isDateless: false)
        try fail("2026-10-07")
        for catchUp in [CatchUp.all, .latestOnly] {
            let due = try due(on: "2026-10-10", catchUp: catchUp)
            #expect(due.first == "2026-10-05")
            #expect(due.contains("2026-10-07"))
            #expect(due.contains("2026-10-08") == (catchUp == .all))
        }
        try run("2026-10-05")
        try run("2026-10-07")
        #expect(
            try due(on: "2026-10-10") == ["2026-10-06", "2026-10-08", "2026-10-09"]
        )
    }

    @Test("a window that was killed the first time is not forgotten")
    func killed() throws {
        let run = try state.begin(description("2026-10-08"), under: lock)
        run.abandon(because: nil, atMicroseconds: 0)
        #expect(try due(on: "2026-10-10") == ["2026-10-08", "2026-10-09"])
    }

    @Test("windows off the grid, other parameters and trials make nothing due")
    func others() throws {
        try run("2026-10-01", last: "2026-10-07", finality: .provisional, isDateless: false)
        try run("2026-10-02") { $0.parameters = [.init("currency", "SEK")] }
        try run("2026-10-02") { $0.isProduction = false }
        #expect(try due(on: "2026-10-10") == ["2026-10-09"])
    }

    @Test("stale are windows of another pipeline file, other data or fewer ledgers")
    func stale() throws {
        try run("2026-10-01")
        try run("2026-10-02")
        #expect(try stale() == [])
        #expect(try stale { $0.pipelineHash = "other" } == ["2026-10-01", "2026-10-02"])
        // A month's file reads 1 October with another result and 2 October with one ledger more.
        try run(
            "2026-10-01",
            last: "2026-10-03",
            isDateless: false,
            keys: ["1/2026-10-01"],
            hash: "b"
        )
        #expect(try stale() == ["2026-10-01"])
        try run("2026-10-02", last: "2026-10-03", isDateless: false, keys: ["2/2026-10-02"])
        #expect(try stale() == ["2026-10-01", "2026-10-02"])
    }

    // MARK: - What happens between

    private func due(on today: String, catchUp: CatchUp = .all) throws -> [String] {
        let noon = Int64(try WindowGridTests.day(today).daysSinceEpoch) * 86_400_000_000
        return try state.dueWindows(
            of: description("2026-10-01"),
            on: WindowGridTests.grid("17 6 * * *", .day, 1),
            catchUp: catchUp,
            nowMicroseconds: noon + 43_200_000_000
        ).map(\.label)
    }

    private func stale(_ change: (inout RunDescription) -> Void = { _ in }) throws -> [String] {
        var run = try description("2026-10-01")
        change(&run)
        return try state.recordedWindows(of: run)
            .filter { $0.isStale && $0.window.dayCount == 1 }.map(\.window.label)
    }

    private func description(_ first: String, last: String? = nil) throws -> RunDescription {
        RunDescription(
            pipeline: "daily",
            pipelineHash: "hash",
            window: DateWindow(
                first: try WindowGridTests.day(first),
                last: try WindowGridTests.day(last ?? first)
            ),
            startMicroseconds: 0,
            version: "0.1.0"
        )
    }

    private func run(
        _ first: String,
        last: String? = nil,
        finality: Finality = .final,
        isDateless: Bool = true,
        keys: [String]? = nil,
        hash: String = "a",
        _ change: (inout RunDescription) -> Void = { _ in }
    ) throws {
        var description = try description(first, last: last)
        description.isDateless = isDateless
        change(&description)
        var result = RunResult(finishMicroseconds: 1)
        result.partitions = (keys ?? ["1/\(first)"]).map { key in
            PartitionResult(
                stage: "entries",
                stageType: "vipps.funds",
                options: "",
                connection: nil,
                key: key,
                finality: finality,
                rowCount: 1,
                inputHash: hash
            )
        }
        _ = try state.begin(description, under: lock).commit(result)
    }

    private func fail(_ day: String) throws {
        let error = PipelineError(ErrorCode("http-status"), "the server said no")
        try state.begin(description(day), under: lock)
            .abandon(because: error, atMicroseconds: 0)
    }
}
