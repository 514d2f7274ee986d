// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import GRDB
import Testing
import enum FjordKit.Finality

@testable import Runs

@Suite struct CommitTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var run: SalesRun { SalesRun(folder: folder.path, content: "a") }

    @Test("outputs appear together, under their names")
    func outputsAppear() throws {
        let committed = try run.execute()
        #expect(committed.finality == .final)
        #expect(committed.outputs.map(\.path) == SalesRun.finalPaths)
        #expect(committed.outputs[0].byteCount == 5)
        #expect(
            committed.outputs[0].sha256
                == "1830fc9c555d1d487575d177ff91a65767af948c8319af93d72ca6cffa43c7f9"
        )
        #expect(folder.text("out/sales.csv") == "id\na\n")
        #expect(
            folder.contents == ["out/", "out/deep/", "out/deep/sales.jsonl.gz"]
                + ["out/sales.csv", "out/sales.manifest.json"]
        )
    }

    @Test("nothing is visible under a final name before the commit")
    func nothingBeforeTheCommit() throws {
        let state = try run.open()
        let lock = try state.lock(pipeline: "sales")
        let open = try state.begin(run.description, under: lock)
        _ = try open.createOutput(at: "out/sales.csv")
        #expect(
            folder.contents == ["out/", "out/.sales.csv.fjord-\(open.identifier).tmp"]
        )
        #expect(open.abandon(because: nil, atMicroseconds: 0) == nil)
        #expect(folder.contents.isEmpty)
        #expect(try values("SELECT phase FROM runs") == ["interrupted"])
        #expect(try values("SELECT state FROM windows").isEmpty)
    }

    @Test("open partitions make provisional names; the final commit removes them")
    func provisionalThenFinal() throws {
        var provisional = run
        provisional.finality = .provisional
        let committed = try provisional.execute()
        #expect(committed.outputs.map(\.path) == SalesRun.provisionalPaths)
        #expect(try values("SELECT state FROM windows") == ["provisional"])
        try run.execute()
        #expect(
            folder.contents == ["out/", "out/deep/", "out/deep/sales.jsonl.gz"]
                + ["out/sales.csv", "out/sales.manifest.json"]
        )
        #expect(try values("SELECT state FROM windows") == ["done"])
        #expect(try values("SELECT finality FROM partitions") == ["final"])
    }

    @Test("a provisional commit never touches a final file")
    func provisionalBesideFinal() throws {
        try run.execute()
        var later = SalesRun(folder: folder.path, content: "b")
        later.finality = .provisional
        try later.execute()
        #expect(folder.text("out/sales.csv") == "id\na\n")
        #expect(folder.text("out/sales.provisional.csv") == "id\nb\n")
    }

    @Test("state records the run, its window, partitions and outputs")
    func stateRecords() throws {
        try run.execute()
        #expect(try values("SELECT phase FROM runs") == ["done"])
        #expect(try values("SELECT path FROM outputs ORDER BY ordinal") == SalesRun.finalPaths)
        #expect(try values("SELECT sums FROM partitions") == [#"{"NOK":"12.50"}"#])
        #expect(try values("SELECT partition_key FROM window_partitions") == [run.partition.key])
        #expect(
            try values("SELECT connection_identity FROM partitions")
                == ["vipps base_url=https://api.example.com client_id=7a1b"]
        )
        for table in ["temporary_files", "new_folders", "journal"] {
            #expect(try values("SELECT * FROM \(table)").isEmpty)
        }
    }

    @Test("a failed run leaves nothing but its record, and no window that was delivered changes")
    func failedRun() throws {
        var failing = run
        failing.calls.write = { _, _ in -28 }
        #expect(throws: PipelineError.self) { try failing.execute() }
        #expect(folder.contents.isEmpty)
        #expect(try values("SELECT phase || ' ' || error_code FROM runs") == ["failed disk-full"])
        #expect(try values("SELECT state FROM windows") == ["failed"])
        try run.execute()
        #expect(throws: PipelineError.self) { try failing.execute() }
        #expect(try values("SELECT state FROM windows") == ["done"])
        #expect(folder.text("out/sales.csv") == "id\na\n")
    }

    @Test("a folder that was there before stays when a run is undone")
    func keepsOldFolders() throws {
        try run.execute()
        var failing = run
        failing.calls.synchronize = { _ in -5 }
        #expect(throws: PipelineError.self) { try failing.execute() }
        #expect(folder.contents.count == 5)
    }

    @Test("windows of one pipeline run in parallel under one lock")
    func parallelWindows() throws {
        let state = try run.open()
        let lock = try state.lock(pipeline: "sales")
        let first = try state.begin(description(output: "out/1.csv"), under: lock)
        let second = try state.begin(description(output: "out/2.csv"), under: lock)
        let firstFile = try first.createOutput(at: "out/1.csv")
        let secondFile = try second.createOutput(at: "out/2.csv")
        first.abandon(because: nil, atMicroseconds: 0)
        var result = RunResult(finishMicroseconds: 0)
        result.outputs = [
            OutputResult(file: secondFile, sink: "csv", input: "payments", rowCount: 0)
        ]
        _ = try second.commit(result)
        _ = firstFile
        #expect(folder.contents == ["out/", "out/2.csv", "out/sales.manifest.json"])
    }

    @Test("state is private, outputs follow the umask")
    func modes() throws {
        try run.execute()
        #expect(try folder.mode(of: ".fjord") == 0o700)
        #expect(try folder.mode(of: ".fjord/state.sqlite") == 0o600)
        #expect(try folder.mode(of: ".fjord/locks/sales.lock") == 0o600)
        #expect(try folder.mode(of: "out/sales.csv") == 0o644)
    }

    private func description(output: String) throws -> RunDescription {
        var description = try run.description
        description.outputs = [output]
        return description
    }

    private func values(_ sql: String) throws -> [String] {
        try DatabaseQueue(path: "\(folder.path)/.fjord/state.sqlite").read {
            try String.fetchAll($0, sql: sql)
        }
    }
}
