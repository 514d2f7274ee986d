// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import GRDB
import Testing
import struct FjordKit.Finding

@testable import Runs

@Suite("what is recorded of runs")
struct StateReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func sales(_ content: String, pipeline: String = "sales") -> SalesRun {
        var run = SalesRun(folder: folder.path, content: content)
        run.pipeline = pipeline
        return run
    }

    private func reader() throws -> StateReader {
        try #require(try StateReader.open(folder: folder.path))
    }

    /// Ends a run of the first day with an error and what is known until then.
    private func fail(_ pipeline: String = "sales", _ figures: RunFigures? = nil) throws {
        let state = try sales("").open()
        let lock = try state.lock(pipeline: pipeline)
        var description = try sales("", pipeline: pipeline).description
        description.file = "pipelines/\(pipeline).yaml"
        let run = try state.begin(description, under: lock)
        run.abandon(
            because: PipelineError(
                ErrorCode("refused"),
                at: .named("api.example.com"),
                "the server said no",
                fix: "ask again"
            ),
            atMicroseconds: 3_000_000,
            figures: figures
        )
    }

    @Test("a project without state has none afterwards either")
    func nothing() throws {
        #expect(try StateReader.open(folder: folder.path) == nil)
        #expect(folder.text(".fjord/state.sqlite") == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("runs are listed newest first, by pipeline and up to a limit")
    func list() throws {
        try sales("a").execute()
        try fail()
        try fail("other")
        let runs = try reader().runs(limit: 10)
        #expect(runs.map(\.number) == [3, 2, 1])
        #expect(runs.map(\.state) == [.failed, .failed, .done])
        #expect(runs.map(\.pipeline) == ["other", "sales", "sales"])
        #expect(runs.map(\.outputCount) == [0, 0, 3])
        #expect(runs.map(\.batch) == [nil, nil, 1])
        #expect(runs[0].window?.label == "2026-10-01")
        #expect(runs[0].seconds == 2)
        #expect(try reader().runs(limit: 1).map(\.number) == [3])
        #expect(try reader().runs(limit: 10, pipeline: "sales").map(\.number) == [2, 1])
        #expect(
            try reader().runs(of: "sales", sinceMicroseconds: 1_000_000).map(\.number) == [1, 2]
        )
        #expect(try reader().runs(of: "sales", sinceMicroseconds: 1_000_001).isEmpty)
        #expect(try reader().latestNumber() == 3)
    }

    @Test("a failed run keeps its figures and the error as it was said")
    func failure() throws {
        var figures = RunFigures()
        figures.requestCount = 9
        figures.retryCount = 4
        figures.byteCount = 1_234
        figures.rowCount = 17
        try fail("sales", figures)
        let detail = try #require(try reader().run(1))
        #expect(detail.run.requestCount == 9 && detail.run.retryCount == 4)
        #expect(detail.run.byteCount == 1_234 && detail.run.rowCount == 17)
        #expect(detail.run.file == "pipelines/sales.yaml")
        #expect(detail.run.errorCode == "refused")
        #expect(
            detail.run.errorText == """
                api.example.com: error: the server said no [refused]
                  = fix: ask again
                """
        )
        #expect(detail.stages.isEmpty && detail.outputs.isEmpty && detail.partitions.isEmpty)
        #expect(try reader().run(2) == nil)
    }

    @Test("a committed run has stages, findings without their rows, outputs and partitions")
    func detail() throws {
        let stages = [
            RunFigures.Stage(
                id: "entries",
                type: "vipps.funds",
                rowsIn: 2,
                rowsOut: 2,
                busyMicroseconds: 1_500
            ),
            RunFigures.Stage(id: "csv", type: "csv", rowsIn: 2, rowsOut: 2),
        ]
        let state = try sales("a").open()
        let lock = try state.lock(pipeline: "sales")
        let run = try state.begin(sales("a").description, under: lock)
        let files = try ["out/sales.csv", "out/deep/sales.jsonl.gz"].map(run.createOutput)
        var result = sales("a").result(files[0], files[1])
        result.figures.stages = stages
        result.figures.rowCount = 2
        _ = try run.commit(result)
        let detail = try #require(try reader().run(1))
        #expect(detail.stages == stages)
        #expect(detail.run.rowCount == 2 && detail.run.partitionCount == 1)
        #expect(detail.findings.map(\.message) == ["1 of 2 rows breaks it"])
        #expect(detail.findings.map(\.level) == ["warning"])
        #expect(detail.outputs.map(\.path) == SalesRun.finalPaths)
        #expect(detail.partitions.map(\.key) == ["418207/funds/2026-10-01"])
        #expect(detail.partitions[0].sums == [.init(currency: "NOK", amount: "12.50")])
        #expect(detail.partitions[0].state == "final")
    }

    @Test("a run that has not ended is shown while it holds the lock")
    func running() throws {
        let state = try sales("a").open()
        let lock = try state.lock(pipeline: "sales")
        let run = try state.begin(sales("a").description, under: lock)
        let shown = try #require(try reader().runs(limit: 1).first)
        #expect(shown.state == .running)
        #expect(shown.finishMicroseconds == nil && shown.seconds == nil && shown.rowCount == nil)
        run.abandon(because: nil, atMicroseconds: 2_000_000)
        #expect(try reader().runs(limit: 1).first?.state == .interrupted)
    }

    @Test("a pipeline's windows, when they came first, its batch and its feeds")
    func pipelines() throws {
        var provisional = sales("a")
        provisional.finality = .provisional
        try provisional.execute()
        try provisional.execute()
        try fail("other")
        let records = try reader().pipelines(withPartitions: true)
        #expect(records.map(\.name) == ["other", "sales"])
        let window = try #require(records[1].series.first?.windows.first)
        #expect(window.state == .provisional && window.run == 2)
        #expect(window.deliveredMicroseconds == 2_000_000)
        #expect(window.partitions.map(\.rowCount) == [2])
        #expect(window.partitions[0].sums == [.init(currency: "NOK", amount: "12.50")])
        #expect(records[1].batch == 2 && records[1].lastRun.state == .provisional)
        #expect(records[1].cursors.map(\.key) == ["418207/funds/2026-10-01"])
        let failed = try #require(records[0].series.first?.windows.first)
        #expect(failed.state == .failed && failed.deliveredMicroseconds == nil)
        #expect(failed.errorText?.contains("the server said no") == true)
        #expect(records[0].lastCommit == nil && records[0].batch == nil)
        #expect(try reader().pipelines(["sales"]).map(\.name) == ["sales"])
        #expect(try reader().pipelines().last?.series.first?.windows.first?.partitions == [])
    }

    @Test("a state of before the reports is brought up to date, and its runs are kept")
    func upgrade() throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/.fjord",
            withIntermediateDirectories: true
        )
        try {
            let queue = try DatabaseQueue(path: "\(folder.path)/.fjord/state.sqlite")
            try StateSchema.migrator.migrate(queue, upTo: "2: feeds, memories")
            try queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO runs (
                            token, pipeline, pipeline_hash, parameter_hash, connection_identity,
                            production, dateless, version, phase, started, finished,
                            error_code, error_message
                        ) VALUES ('a', 'sales', 'h', 'p', 'c', 1, 1, '0.0.9', 'failed', 1, 2, 'x', 'no luck')
                        """
                )
            }
            try queue.close()
        }()
        let runs = try reader().runs(limit: 5)
        #expect(runs.map(\.errorText) == ["no luck"])
        #expect(runs.map(\.rowCount) == [nil])
        try sales("a").execute()
        #expect(try reader().runs(limit: 5).map(\.number) == [2, 1])
    }

    @Test("a state of a newer fjord is refused")
    func newer() throws {
        try sales("a").execute()
        try {
            let queue = try DatabaseQueue(path: "\(folder.path)/.fjord/state.sqlite")
            try queue.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9: later')")
            }
            try queue.close()
        }()
        let error = #expect(throws: PipelineError.self) {
            _ = try StateReader.open(folder: folder.path)
        }
        #expect(error?.code == .stateNewer)
    }
}
