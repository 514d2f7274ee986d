// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import Testing
import struct FjordKit.DateWindow
import struct FjordKit.Finding

@testable import Runs

@Suite("what later runs know of earlier ones")
struct FeedTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func sales(_ content: String) -> SalesRun {
        SalesRun(folder: folder.path, content: content)
    }

    @Test("a committed run moves the cursor and the number, another does not")
    func numbers() throws {
        let state = try sales("a").open()
        func next() throws -> Int { try state.nextBatch(of: "sales", isProduction: true) }
        #expect(try next() == 1)
        #expect(try sales("a").kept().cursor == nil)
        try sales("a").execute()
        #expect(try next() == 2)
        #expect(try sales("").kept().cursor == "behind a")
        let lock = try state.lock(pipeline: "sales")
        var description = try sales("b").description
        description.batch = 2
        let run = try state.begin(description, under: lock)
        try run.createMemory(of: "changes").write(Bytes("memory of b"))
        run.abandon(because: nil, atMicroseconds: 0)
        lock.release()
        #expect(try next() == 2)
        #expect(try sales("").kept() == ("behind a", "memory of a"))
        #expect(try state.nextBatch(of: "sales", isProduction: false) == 1)
        #expect(try state.nextBatch(of: "other", isProduction: true) == 1)
    }

    @Test("a number that another run has taken meanwhile is refused")
    func takenNumber() throws {
        try sales("a").execute()
        let state = try sales("a").open()
        let lock = try state.lock(pipeline: "sales")
        var description = try sales("b").description
        description.batch = 1
        let refused = description
        let error = #expect(throws: PipelineError.self) {
            _ = try state.begin(refused, under: lock)
        }
        #expect(error?.code == .batchTaken)
        #expect(error?.code.runsExitStatus == 5)
    }

    @Test("a numbered file that no known run wrote is not replaced")
    func lostState() throws {
        let state = try sales("a").open()
        let lock = try state.lock(pipeline: "sales")
        defer { lock.release() }
        var description = try sales("a").description
        description.batch = 1
        description.outputs = ["out/000001/sales.csv", "out/latest.csv"]
        try folder.write("old", to: "out/latest.csv")
        try state.begin(description, under: lock).abandon(because: nil, atMicroseconds: 0)
        try folder.write("old", to: "out/000001/sales.csv")
        let refused = description
        let error = #expect(throws: PipelineError.self) {
            _ = try state.begin(refused, under: lock)
        }
        #expect(
            error?.description == """
                out/000001/sales.csv: error: the file is there, but no run of 'sales' that this project knows has had the number 1 [batch-exists]
                  = fix: bring '.fjord' back if it was lost, or move the files of the earlier runs away
                """
        )
    }

    @Test("a feed does not begin anew because its key was changed")
    func changedKeys() throws {
        try sales("a").execute()
        let state = try sales("a").open()
        let lock = try state.lock(pipeline: "sales")
        let feed = sales("a").feed
        let run = try state.begin(sales("a").description, under: lock)
        defer { run.abandon(because: nil, atMicroseconds: 0) }
        try run.checkFeeds([feed, FeedStage(id: "fees", options: "", connection: nil)])
        let changed = [
            (
                FeedStage(id: "renamed", options: feed.options, connection: feed.connection),
                "for the stage id 'entries'"
            ),
            (
                FeedStage(id: feed.id, options: "ledgers=[1]", connection: feed.connection),
                "for other options of the stage"
            ),
            (
                FeedStage(id: feed.id, options: feed.options, connection: nil),
                "for another connection: address, kind of keys or client_id"
            ),
        ]
        for (stage, known) in changed {
            let error = #expect(throws: PipelineError.self) { try run.checkFeeds([stage]) }
            #expect(
                error?.description == """
                    stage \(stage.id): error: the feed would be read from its beginning once more: where it ended is known \(known) [feed-starts-over]
                      = fix: put that back, or run with --restart-feeds to read everything again
                    """
            )
        }
    }

    @Test("cursors belong to pipeline, parameters, connection, stage and options")
    func keys() throws {
        try sales("a").execute()
        let state = try sales("a").open()
        let lock = try state.lock(pipeline: "sales")
        let plain = try sales("a").description
        var other = plain
        other.parameters = [.init("currency", "DKK")]
        var trial = plain
        trial.isProduction = false
        let feed = sales("a").feed
        let stages = [
            feed, FeedStage(id: "other", options: feed.options, connection: feed.connection),
            FeedStage(id: feed.id, options: "ledgers=[1]", connection: feed.connection),
            FeedStage(id: feed.id, options: feed.options, connection: nil),
        ]
        let counts = try stages.map { try cursorCount(of: $0, in: plain, state, lock) }
        #expect(counts == [1, 0, 0, 0])
        #expect(try cursorCount(of: feed, in: other, state, lock) == 0)
        trial.outputs = []
        #expect(try cursorCount(of: feed, in: trial, state, lock) == 0)
    }

    private func cursorCount(
        of stage: FeedStage,
        in description: RunDescription,
        _ state: ProjectState,
        _ lock: PipelineLock
    ) throws -> Int {
        let run = try state.begin(description, under: lock)
        defer { run.abandon(because: nil, atMicroseconds: 0) }
        return try run.cursors(of: stage).count
    }

    @Test("a window that is run again remembers the window before it, not itself")
    func windows() throws {
        var remembered: [String?] = []
        for (day, content) in [("01", "a"), ("02", "b"), ("02", "c"), ("03", "d"), ("02", "e")] {
            remembered.append(try remember(content, in: DateWindow(iso: "2026-10-\(day)")))
        }
        #expect(remembered == [nil, "a", "a", "c", "a"])
        var undated: [String?] = []
        for content in ["x", "y", "z"] { undated.append(try remember(content, in: nil)) }
        #expect(undated == [nil, "x", "y"])
    }

    @Test("a memory that nothing was written to leaves the last one in place")
    func unwritten() throws {
        _ = try remember("x", in: nil)
        #expect(try remember(nil, in: nil) == "x")
        #expect(try remember("y", in: nil) == "x")
        let hidden = try FileManager.default.contentsOfDirectory(
            atPath: folder.path + "/.fjord/memory"
        )
        #expect(hidden.count == 1)
        try FileManager.default.removeItem(
            atPath: folder.path + "/.fjord/memory/" + (try #require(hidden.first))
        )
        #expect(try remember("z", in: nil) == nil)
    }

    /// Commits a run that keeps `content`.
    ///
    /// - Returns: What it remembered.
    private func remember(_ content: String?, in window: DateWindow?) throws -> String? {
        let state = try sales("").open()
        let lock = try state.lock(pipeline: "sales")
        defer { lock.release() }
        var description = try sales("").description
        description.window = window
        description.outputs = []
        let run = try state.begin(description, under: lock)
        let memory = try run.createMemory(of: "changes")
        let previous = try memory.previousFile.map {
            try String(contentsOfFile: $0, encoding: .utf8)
        }
        if let content { try memory.write(Bytes(content)) }
        _ = try run.commit(RunResult(finishMicroseconds: 0))
        return previous
    }
}

extension DateWindow {
    fileprivate init(iso text: String) throws {
        let day = try #require(CalendarDate(iso: text))
        self.init(first: day, last: day)
    }
}
