// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Columnar
import Diagnostics
import FjordKit
import Runs
import Testing

@testable import Fjord

@Suite("Command lines")
struct CommandLineTests {
    @Test("flags of a run become its request")
    func request() throws {
        let parsed = try RootCommand.parseAsRoot([
            "run", "a.yaml", "--month", "2026-10", "--set", "k=v", "--set", "l=w",
            "--connection", "vipps=sandbox?seed=7", "--require-final", "--workers", "3", "-q",
        ])
        let command = try #require(parsed as? RunCommand)
        let request = try command.request
        #expect(request.file == "a.yaml")
        #expect(request.settings == ["k=v", "l=w"])
        #expect(request.connections == ["vipps=sandbox?seed=7"])
        #expect(request.requiresFinal)
        #expect(command.machine.workers == 3 && command.quiet && !command.json)
        let first = try #require(CalendarDate(iso: "2026-10-01"))
        #expect(request.choice == .range(DateWindow(first: first, last: first.lastOfMonth)))
    }

    @Test(
        "wrong usage is status 2",
        arguments: [
            ["run"], ["run", "a.yaml", "--bogus"], ["run", "a.yaml", "--workers", "0"],
            ["run", "a.yaml", "--workers", "257"], ["run", "a.yaml", "--workers", "two"],
            ["run", "a.yaml", "b.yaml"], ["bogus"], ["lint"], ["sandbox", "--port", "70000"],
            ["sandbox", "--sed", "7"], ["sandbox", "--seed"], ["sandbox", "--seed", "x"],
            ["run", "a.yaml", "--date", "2026-10-01", "--month", "2026-10"],
            ["run", "a.yaml", "--from", "2026-10-01"], ["run", "a.yaml", "--date", "2026-02-30"],
            ["run", "a.yaml", "--record", "a", "--replay", "b"],
            ["run", "a.yaml", "--replay", "no-such-folder"],
            ["run", "no-such-file.yaml"], ["lint", "no-such-file.yaml"],
            ["stages", "nothing"], ["functions", "nothing"],
            ["run", "a.yaml", "--max-memory", "1kB"], ["preview"],
            ["preview", "no-such-file.yaml"],
            ["preview", "a.yaml", "--limit", "-1"], ["preview", "a.yaml", "--limit", "1001"],
            ["runs", "--limit", "0"], ["runs", "1", "--pipeline", "a"], ["runs", "x"],
            ["runs", "999999999"], ["status", "no-such-file.yaml"],
        ]
    )
    func misuse(arguments: [String]) async {
        #expect(await status(arguments) == 2)
    }

    @Test(
        "help, version and references are results",
        arguments: [
            ["--help"], ["--version"], ["run", "--help"], ["demo", "--help"], ["help", "lint"],
            ["sandbox", "--help"], ["stages"], ["stages", "csv"], ["functions"],
            ["stages", "vipps"], ["preview", "--help"],
            ["functions", "split_part"], ["status", "--help"], ["runs", "--help"],
        ]
    )
    func results(arguments: [String]) async {
        #expect(await status(arguments) == 0)
    }

    @Test("--workers says what it takes")
    func workers() {
        let fault = #expect(throws: (any Error).self) {
            try RootCommand.parseAsRoot(["run", "a.yaml", "--workers", "0"])
        }
        let message = fault.map { RootCommand.message(for: $0) }
        #expect(message == "--workers takes a whole number from 1 to 256, not 0.")
    }

    @Test("dates that exclude one another are named")
    func dates() throws {
        let parsed = try RootCommand.parseAsRoot([
            "run", "a.yaml", "--date", "2026-10-01", "--month", "2026-10",
        ])
        let command = try #require(parsed as? RunCommand)
        let fault = #expect(throws: PipelineError.self) { try command.request }
        #expect(fault?.message == "--date and --month exclude one another")
    }

    @Test("lint of a faulty file is status 2, of a sound one 0, with or without --json")
    func lint() async throws {
        let sound = try ProjectFolder(
            "fjord: 1\nname: a\nstages:\n  - fetch: vipps.ledgers\n  - sink: csv\n    path: a.csv\n"
        )
        try sound.write(
            "connections:\n  vipps: {type: vipps, client_id: a, client_secret: \"${env:NONE}\"}\n",
            to: "fjord.yaml"
        )
        let faulty = try ProjectFolder("fjord: 1\nname: a\nstages: []\n")
        for flags in [[], ["--json"]] {
            #expect(await status(["lint", sound.pipelineFile] + flags) == 0)
            #expect(await status(["lint", faulty.pipelineFile] + flags) == 2)
        }
    }

    @Test("a file that is named twice is looked at once")
    func lintTwice() async throws {
        let folder = try ProjectFolder(
            "fjord: 1\nname: a\nstages:\n  - fetch: vipps.ledgers\n  - sink: csv\n    path: a.csv\n"
        )
        let again =
            "\(folder.path)/../\(folder.path.split(separator: "/").last ?? "")/pipeline.yaml"
        #expect(await status(["lint", folder.pipelineFile, folder.pipelineFile, again]) == 0)
    }

    @Test("lint takes folders, and fjord.yaml for what it is")
    func lintProject() async throws {
        let folder = try ProjectFolder(
            "fjord: 1\nname: a\nstages:\n  - fetch: vipps.ledgers\n  - sink: csv\n    path: a.csv\n"
        )
        let project = "\(folder.path)/fjord.yaml"
        try folder.write(
            "connections:\n  vipps: {type: vipps, client_id: a, client_secret: \"${env:NONE}\"}\n",
            to: "fjord.yaml"
        )
        #expect(await status(["lint", project, folder.pipelineFile]) == 0)
        #expect(await status(["lint", folder.path]) == 0)
        try folder.write("connections:\n  vipps: {type: vipps}\n", to: "fjord.yaml")
        #expect(await status(["lint", project]) == 2)
    }

    @Test("a run by command line tells 0, 1, 2 and 4 apart")
    func runs() async throws {
        let rows = { (finality: String, filter: String) in
            """
            fjord: 1
            name: rows
            stages:
              - fetch: records
                columns: [n int64]
                finality: \(finality)
                records: |
                  {"n":0}
              - filter: \(filter)
              - sink: csv
                path: out.csv
            """
        }
        let cases: [(String, String, [String], Int32)] = [
            ("final", "n = 0", [], 0), ("final", "1 / n = 0", [], 1), ("final", "m = 0", [], 2),
            ("provisional", "n = 0", ["--require-final"], 4),
            ("final", "n = 0", ["--set", "x=1"], 2),
        ]
        for (finality, filter, flags, expected) in cases {
            let folder = try ProjectFolder(rows(finality, filter))
            let arguments = ["run", folder.pipelineFile, "--quiet"] + flags
            #expect(await status(arguments) == expected, "\(finality) \(filter) \(flags)")
        }
    }

    private func status(_ arguments: [String]) async -> Int32 {
        await FjordProgram.$stages.withValue(PipelineRunner.testedStages) {
            await FjordProgram.run(arguments)
        }
    }
}
