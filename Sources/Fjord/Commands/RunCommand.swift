// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Runs

/// `fjord run`: one pipeline, every window that is due, or the one that the dates mean.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a pipeline for every window that is due, or for one.",
        discussion: """
            Without dates every due window is run, oldest first: the latest one, those
            that failed or were provisional, and those missed since the first such
            run. Runs on the sandbox or with --set make the latest one only. Outputs
            of a window appear all together at its end, or not at all. Dates that may
            still change give outputs named '.provisional'; a later run replaces them.

              fjord run daily-sales.yaml                    yesterday, and what was missed
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
    var recording: RecordingOptions

    @OptionGroup
    var machine: MachineOptions

    @Flag(help: "Write nothing, and exit with 4, while a date may still change.")
    var requireFinal = false

    @Option(
        help: ArgumentHelp(
            "Write how the run went there, for Prometheus; one file for each pipeline.",
            valueName: "path"
        )
    )
    var metricsFile: String?

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
        guard let metricsFile else { return try await perform() }
        let metrics = MetricsFile(
            path: metricsFile,
            pipelineFile: file,
            startMicroseconds: RunEnvironment.nowMicroseconds
        )
        var status = ExitStatus.done
        defer {
            metrics.write(
                exitCode: status,
                registered: FjordProgram.stages,
                nowMicroseconds: RunEnvironment.nowMicroseconds
            )
        }
        do { try await perform() } catch {
            status = FjordProgram.exitCode(of: error)
            throw error
        }
    }

    private func perform() async throws {
        let environment = RunEnvironment(
            workerCount: machine.workers,
            isQuiet: quiet,
            book: try recording.book()
        )
        try await environment.recorded { try await run(in: environment) }
    }

    private func run(in environment: RunEnvironment) async throws {
        let runner = PipelineRunner(
            environment: environment,
            registered: FjordProgram.stages,
            progressStyle: quiet ? .silent : Terminal.hasLiveErrors ? .live : .plain,
            memory: machine.maxMemory
        )
        let request = try environment.completed(request)
        guard request.choice == .latest else {
            let summary = try await runner.run(request)
            show(summary.text, summary.json)
            return
        }
        let outcomes = try await runner.runDue(request) { outcome in
            if let error = outcome.error {
                Terminal.printError("\(outcome.title) failed: \(error)")
            }
            show(outcome.summary?.text, outcome.json)
        }
        if outcomes.isEmpty, !quiet { Terminal.printError("nothing is due") }
        if let status = WindowOutcome.exitStatus(of: outcomes) { throw ExitStatus(code: status) }
    }

    private func show(_ text: String?, _ jsonText: String) {
        if json {
            Terminal.printResult(jsonText)
        } else if !quiet, let text {
            Terminal.printResult(text)
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
