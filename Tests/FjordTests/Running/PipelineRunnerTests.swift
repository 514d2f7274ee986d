// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Pipelines
import Runs
import Testing

@testable import Fjord

@Suite("Running a pipeline")
struct PipelineRunnerTests {
    private static let rows = """
        fjord: 1
        name: rows
        parameters:
          least: {type: int64, default: 2, description: Least number}
        stages:
          - fetch: records
            columns: [n int64]
            records: |
              {"n":1}
              {"n":2}
              {"n":3}
          - filter: n >= $least
          - sink: csv
            path: out/rows.csv
        """
    private static let funds = """
        fjord: 1
        name: funds
        stages:
          - fetch: vipps.funds
          - sink: csv
            path: out/${window}/funds.csv
          - sink: jsonl
            path: out/${window}/funds.jsonl.gz
        """

    private static func sandbox(today: String) -> [String] {
        let settings = "seed=7&entries_per_day=2&ledgers=1&today=\(today)"
        return ["--date", "2026-10-04", "--connection", "vipps=sandbox?\(settings)"]
    }

    @Test("outputs and the manifest appear together, and a second run replaces them")
    func twice() async throws {
        let folder = try ProjectFolder(Self.rows)
        let first = try await folder.run()
        #expect(folder.files == ["out/rows.csv", "out/rows.manifest.json", "pipeline.yaml"])
        #expect(try folder.text("out/rows.csv") == "n\n2\n3\n")
        #expect(first.rowsRead == 3)
        try folder.write(Self.rows.replacing("{\"n\":3}", with: "{\"n\":30}"), to: "pipeline.yaml")
        try await folder.run()
        #expect(try folder.text("out/rows.csv") == "n\n2\n30\n")
        #expect(folder.files == ["out/rows.csv", "out/rows.manifest.json", "pipeline.yaml"])
    }

    @Test("--set is no production run, and refuses to replace a file of one")
    func setNeverReplacesProduction() async throws {
        let folder = try ProjectFolder(Self.rows)
        try await folder.run()
        #expect(try folder.text("out/rows.manifest.json").contains("\"production\": true"))
        let fault = await #expect(throws: PipelineError.self) {
            try await folder.run("--set", "least=3")
        }
        #expect(fault?.code == ErrorCode("production-output"))
        #expect(fault.map(ExitStatus.code(of:)) == 2)
        #expect(try folder.text("out/rows.csv") == "n\n2\n3\n")
        #expect(folder.files == ["out/rows.csv", "out/rows.manifest.json", "pipeline.yaml"])
    }

    @Test("--set where no production run wrote makes a run that is not production")
    func setAlone() async throws {
        let folder = try ProjectFolder(Self.rows)
        try await folder.run("--set", "least=3")
        #expect(try folder.text("out/rows.csv") == "n\n3\n")
        #expect(try folder.text("out/rows.manifest.json").contains("\"production\": false"))
    }

    @Test("an open date with --require-final writes nothing and means status 4")
    func requireFinal() async throws {
        let folder = try ProjectFolder(Self.funds)
        let flags = Self.sandbox(today: "2026-10-04") + ["--require-final"]
        let fault = await #expect(throws: PipelineError.self) {
            try await folder.run(flags, by: .standard)
        }
        #expect(fault.map(ExitStatus.code(of:)) == 4)
        #expect(folder.files == ["pipeline.yaml"])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out"))
    }

    @Test("a closed date with --require-final is written")
    func requireFinalOnAClosedDate() async throws {
        let folder = try ProjectFolder(Self.funds)
        try await folder.run(Self.sandbox(today: "2026-11-15") + ["--require-final"], by: .standard)
        #expect(folder.files.contains("out/2026-10-04/funds.csv"))
    }

    @Test("open dates give provisional names, which the final run removes")
    func provisionalThenFinal() async throws {
        let folder = try ProjectFolder(Self.funds)
        let open = try await folder.run(Self.sandbox(today: "2026-10-04"), by: .standard)
        #expect(!open.provisionalPartitions.isEmpty)
        #expect(
            folder.files == [
                "out/2026-10-04/funds.provisional.csv",
                "out/2026-10-04/funds.provisional.jsonl.gz",
                "out/2026-10-04/funds.provisional.manifest.json", "pipeline.yaml",
            ]
        )
        let final = ["out/2026-10-04/funds.csv", "out/2026-10-04/funds.jsonl.gz"]
        let after = final + ["out/2026-10-04/funds.manifest.json", "pipeline.yaml"]
        try await folder.run(Self.sandbox(today: "2026-11-15"), by: .standard)
        #expect(folder.files == after)
        // A later provisional run leaves the final files alone.
        let bytes = try final.map { try folder.data($0) }
        try await folder.run(Self.sandbox(today: "2026-10-04"), by: .standard)
        #expect(try final.map { try folder.data($0) } == bytes)
    }

    @Test("a pipeline that another run holds is left alone, status 5")
    func busy() async throws {
        let folder = try ProjectFolder(Self.rows)
        let lock = try ProjectState.open(folder: folder.path).lock(pipeline: "rows")
        let fault = await #expect(throws: PipelineError.self) { try await folder.run() }
        #expect(fault?.code == ErrorCode("pipeline-busy"))
        #expect(fault.map(ExitStatus.code(of:)) == 5)
        #expect(folder.files == ["pipeline.yaml"])
        lock.release()
        try await folder.run()
        #expect(folder.files.contains("out/rows.csv"))
    }

    @Test("a cancelled run leaves no temporary, no folder and no lock")
    func cancelled() async throws {
        let endless = """
            fjord: 1
            name: endless
            stages:
              - fetch: endless
              - sink: csv
                path: out/deep/zeros.csv
            """
        let folder = try ProjectFolder(endless)
        let run = Task { try await folder.run() }
        await EndlessStage.hasBegun.wait()
        #expect(folder.files.contains { $0.hasSuffix(".tmp") })
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(folder.files == ["pipeline.yaml"])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out"))
        _ = try ProjectState.open(folder: folder.path).lock(pipeline: "endless")
    }

    @Test("a run that fails keeps the files of the run before")
    func failureKeepsOldFiles() async throws {
        let folder = try ProjectFolder(Self.rows)
        try await folder.run()
        let faulty = Self.rows.replacing("n >= $least", with: "n >= $least and 1 / (n - 3) < 9")
        try folder.write(faulty, to: "pipeline.yaml")
        let fault = await #expect(throws: PipelineError.self) { try await folder.run() }
        #expect(fault.map(ExitStatus.code(of:)) == 1)
        #expect(try folder.text("out/rows.csv") == "n\n2\n3\n")
        #expect(folder.files == ["out/rows.csv", "out/rows.manifest.json", "pipeline.yaml"])
    }

    @Test(
        "a sink never replaces what the project is made of",
        arguments: [
            "pipeline.yaml", "./out/../fjord.yaml", ".fjord/state.sqlite", ".fjord/new.csv",
            ".fjord",
        ]
    )
    func outputOverProject(path: String) async throws {
        let pipeline = Self.rows.replacing("out/rows.csv", with: path)
        let folder = try ProjectFolder(pipeline)
        try folder.write("{}", to: "fjord.yaml")
        let fault = await #expect(throws: PipelineError.self) { try await folder.run() }
        #expect(fault?.code == .outputOverProject)
        #expect(fault.map(ExitStatus.code(of:)) == 2)
        #expect(try folder.text("pipeline.yaml") == pipeline)
        #expect(folder.files == ["fjord.yaml", "pipeline.yaml"])
    }

    @Test("stages that ask for sandboxes of different settings")
    func twoSandboxes() async throws {
        let pipeline = """
            fjord: 1
            name: two
            stages:
              - id: funds
                fetch: vipps.funds
                connection: one
              - sink: csv
                path: ${window}/funds.csv
              - id: fees
                fetch: vipps.fees
                connection: two
              - sink: csv
                path: ${window}/fees.csv
            """
        let folder = try ProjectFolder(pipeline)
        let same = ["--date", "2026-10-04", "--connection", "one=sandbox?seed=7"]
        let fault = await #expect(throws: PipelineError.self) {
            try await folder.run(same + ["--connection", "two=sandbox?seed=8"], by: .standard)
        }
        #expect(fault?.code == ErrorCode("two-sandboxes"))
        #expect(fault.map(ExitStatus.code(of:)) == 2)
    }
}
