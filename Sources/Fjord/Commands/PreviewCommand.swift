// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `fjord preview`: columns and first rows after each stage.
struct PreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show columns and first rows after each stage.",
        discussion: """
            Reads no more than it shows, unless a stage needs all of its input: an
            aggregate, a sort, a filter that few rows pass. Writes nothing.

              fjord preview daily-sales.yaml
              fjord preview daily-sales.yaml --stage sales --limit 20
              fjord preview daily-sales.yaml --limit 0       columns only
            """
    )

    @Argument(help: "The pipeline file.")
    var file: String

    @Option(help: ArgumentHelp("Show this stage only.", valueName: "id"))
    var stage: String?

    @Option(help: ArgumentHelp("How many rows of each stage to show.", valueName: "rows"))
    var limit = 5

    @Flag(help: "Print the result as JSON.")
    var json = false

    @OptionGroup(title: "Dates")
    var dates: DateOptions

    @OptionGroup
    var values: ValueOptions

    @OptionGroup
    var recording: RecordingOptions

    @OptionGroup
    var machine: MachineOptions

    func validate() throws {
        guard !(0...1_000).contains(limit) else { return }
        throw ValidationError("--limit takes a whole number from 0 to 1000, not \(limit).")
    }

    func run() async throws {
        let environment = RunEnvironment(
            workerCount: machine.workers,
            isQuiet: false,
            book: try recording.book()
        )
        let runner = PipelineRunner(
            environment: environment,
            registered: FjordProgram.stages,
            progressStyle: Terminal.hasLiveErrors ? .live : .silent,
            memory: machine.maxMemory
        )
        let preview = try await environment.recorded {
            var request = try request
            request.run = try environment.completed(request.run)
            return try await runner.preview(request)
        }
        Terminal.printResult(json ? preview.json : preview.text(width: Terminal.resultWidth))
    }

    /// What the flags ask for.
    var request: PreviewRequest {
        get throws {
            var run = RunRequest(file: file)
            run.choice = try dates.choice
            run.settings = values.settings
            run.connections = values.connections
            return PreviewRequest(run: run, stage: stage, rowCount: limit)
        }
    }
}
