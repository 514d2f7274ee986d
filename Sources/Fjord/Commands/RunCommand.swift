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

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Give a parameter another value.", valueName: "name=value")
    )
    var settings: [String] = []

    @Option(
        name: .customLong("connection"),
        help: ArgumentHelp(
            "Use another connection, or the sandbox, for the one of this name.",
            valueName: "name=other"
        )
    )
    var connections: [String] = []

    @Option(help: "How many threads decode, compute and encode; one per core by default.")
    var workers: Int?

    @Flag(help: "Write nothing, and exit with 4, while a date may still change.")
    var requireFinal = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func validate() throws {
        guard let workers, !(1...256).contains(workers) else { return }
        throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
    }

    func run() async throws {
        let runner = PipelineRunner(
            environment: RunEnvironment(workerCount: workers, isQuiet: quiet),
            registered: FjordProgram.stages,
            progressStyle: quiet ? .silent : Terminal.hasLiveErrors ? .live : .plain
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
            request.settings = settings
            request.connections = connections
            request.requiresFinal = requireFinal
            return request
        }
    }
}

/// The flags that choose a window.
struct DateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The window that ends with this day.", valueName: "YYYY-MM-DD"))
    var date: String?

    @Option(help: ArgumentHelp("The first day.", valueName: "YYYY-MM-DD"))
    var from: String?

    @Option(help: ArgumentHelp("The last day, itself included.", valueName: "YYYY-MM-DD"))
    var to: String?

    @Option(help: ArgumentHelp("A whole month.", valueName: "YYYY-MM"))
    var month: String?

    /// The window that the flags mean.
    var choice: WindowChoice {
        get throws { try WindowChoice(date: date, from: from, to: to, month: month) }
    }
}
