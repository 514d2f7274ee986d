// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Runs

/// `fjord run`: one pipeline, one window.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a pipeline for one window.",
        discussion: """
            Without dates the latest window that is over is run: for a pipeline of
            days, yesterday. Outputs appear all together at the end, or not at all.
            Dates that may still change give outputs named '.provisional'; a later
            run replaces them.

              fjord run daily-sales.yaml                    yesterday
              fjord run daily-sales.yaml --month 2026-10    the month, one set of files
              fjord run daily-sales.yaml --from 2026-10-01 --to 2026-10-07
              fjord run daily-sales.yaml --connection 'vipps=sandbox?seed=7'
            """
    )

    @Argument(help: "The pipeline file.")
    var file: String

    @OptionGroup(title: "Dates")
    var dates: DateOptions

    @OptionGroup
    var values: ValueOptions

    @OptionGroup
    var machine: MachineOptions

    @Flag(help: "Write nothing, and exit with 4, while a date may still change.")
    var requireFinal = false

    @Flag(
        help:
            "Read a feed from its beginning if its place is known only for another stage id, connection or options."
    )
    var restartFeeds = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() async throws {
        let runner = PipelineRunner(
            environment: RunEnvironment(workerCount: machine.workers, isQuiet: quiet),
            registered: FjordProgram.stages,
            progressStyle: quiet ? .silent : Terminal.hasLiveErrors ? .live : .plain,
            memory: machine.maxMemory
        )
        let summary = try await runner.run(request)
        if json {
            Terminal.printResult(summary.json)
        } else if !quiet {
            Terminal.printResult(summary.text)
        }
    }

    /// What the flags ask for.
    var request: RunRequest {
        get throws {
            var request = RunRequest(file: file)
            request.choice = try dates.choice
            request.settings = values.settings
            request.connections = values.connections
            request.requiresFinal = requireFinal
            request.restartsFeeds = restartFeeds
            return request
        }
    }
}
