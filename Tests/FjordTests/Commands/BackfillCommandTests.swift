// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import FjordKit
import Runs
import Testing

@testable import Fjord

@Suite("Back-fills")
struct BackfillCommandTests {
    private let folder: ProjectFolder

    init() throws {
        folder = try ProjectFolder(Self.pipeline("out/${window}/entries.csv"))
    }

    @Test("each window of the range has its files, and --missing leaves them be")
    func range() async throws {
        let report = try await backfill("--from", "2026-10-01", "--to", "2026-10-03")
        #expect(
            report.outcomes.map { $0.window?.label } == ["2026-10-01", "2026-10-02", "2026-10-03"]
        )
        #expect(report.outcomes.map(\.state) == ["done", "done", "done"])
        #expect(folder.files.filter { $0.hasSuffix("entries.csv") }.count == 3)
        let again = try await backfill("--from", "2026-10-02", "--to", "2026-10-04", "--missing")
        #expect(again.outcomes.map { $0.window?.label } == ["2026-10-04"])
        let none = try await backfill("--from", "2026-10-02", "--to", "2026-10-04", "--missing")
        #expect(none.text == "entries 2026-10-02_2026-10-04: nothing to run in 3 windows")
    }

    @Test("a dry run writes nothing")
    func dryRun() async throws {
        let report = try await backfill("--from", "2026-10-01", "--to", "2026-10-02", "--dry-run")
        #expect(
            report.text == """
                entries 2026-10-01_2026-10-02: would run 2 windows
                  2026-10-01  run  missing
                  2026-10-02  run  missing
                """
        )
        #expect(folder.files == ["pipeline.yaml"])
    }

    @Test(
        "windows that would replace one another's files are refused",
        arguments: [
            ("out/entries.csv", "out/entries.csv", "file"),
            ("out/${window}.csv", "out/entries.manifest.json", "manifest"),
        ]
    )
    func overlap(path: String, place: String, word: String) async throws {
        try folder.write(Self.pipeline(path), to: "pipeline.yaml")
        let error = try await #require(throws: PipelineError.self) {
            try await backfill("--month", "2026-10")
        }
        #expect(error.location == .named(place))
        #expect(error.message == "each window would replace the \(word) of the one before")
        #expect(ExitStatus.code(of: error) == 2)
    }

    @Test(
        "the status of several failures",
        arguments: [
            (["check-failed", "check-failed"], 3), (["only-provisional"], 4),
            (["check-failed", "only-provisional"], 1), (["output-not-a-file"], 1), ([], nil),
        ] as [([String], Int32?)]
    )
    func status(codes: [String], expected: Int32?) {
        let outcomes = codes.map { code in
            WindowOutcome(
                pipeline: "entries",
                window: nil,
                result: .failure(PipelineError(ErrorCode(code), "it failed")),
                seconds: 0
            )
        }
        #expect(WindowOutcome.exitStatus(of: outcomes) == expected)
    }

    private func backfill(_ flags: String...) async throws -> BackfillReport {
        let connection = ["--connection", "vipps=sandbox?entries_per_day=3&today=2026-11-15"]
        let command = try BackfillCommand.parse([folder.pipelineFile] + flags + connection)
        return try await PipelineRunner.standard.backfill(command.request) { _, _, _ in }
    }

    private static func pipeline(_ path: String) -> String {
        """
        fjord: 1
        name: entries
        stages:
          - fetch: vipps.funds
          - sink: csv
            path: \(path)
        """
    }
}
