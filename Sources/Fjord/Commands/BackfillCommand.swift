// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Runs

/// `fjord backfill`: the windows of a range, a set of outputs each.
struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Run a pipeline for every window that ends in a range of days.",
        discussion: """
            Each window is run as 'fjord run' does and has its own outputs: for a
            pipeline of days, one set of files a day. A window that fails does not
            keep the others from running. After a kill, --missing goes on.

              fjord backfill daily-sales.yaml --month 2026-10
              fjord backfill daily-sales.yaml --from 2026-01-01 --to 2026-03-31 --missing
              fjord backfill daily-sales.yaml --month 2026-10 --failed --stale --dry-run
            """
    )

    @Argument(help: "The pipeline file.")
    var file: String

    @Option(help: ArgumentHelp("The first day that windows may end on.", valueName: "YYYY-MM-DD"))
    var from: String?

    @Option(help: ArgumentHelp("The last such day, itself included.", valueName: "YYYY-MM-DD"))
    var to: String?

    @Option(help: ArgumentHelp("All days of a month.", valueName: "YYYY-MM"))
    var month: String?

    @Flag(help: "Only windows that were never delivered and did not fail.")
    var missing = false

    @Flag(help: "Only windows whose last run failed.")
    var failed = false

    @Flag(help: "Only windows whose data, ledgers or pipeline file have changed since.")
    var stale = false

    @Option(help: "How many windows go on at once, 1 to 64.")
    var parallel = 8

    @Flag(help: "Say which windows would be run, and do nothing.")
    var dryRun = false

    @OptionGroup
    var values: ValueOptions

    @OptionGroup
    var machine: MachineOptions

    @Flag(help: "Write nothing for a window while one of its dates may still change.")
    var requireFinal = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func validate() throws {
        guard month != nil || from != nil || to != nil else {
            throw ValidationError("Say which windows: --month, or --from and --to.")
        }
        guard (1...64).contains(parallel) else {
            throw ValidationError("--parallel takes a whole number from 1 to 64, not \(parallel).")
        }
    }

    func run() async throws {
        let runner = PipelineRunner(
            environment: RunEnvironment(workerCount: machine.workers, isQuiet: quiet),
            registered: FjordProgram.stages,
            progressStyle: .silent,
            memory: machine.maxMemory
        )
        let report = try await runner.backfill(request) { outcome, count, total in
            if let error = outcome.error {
                Terminal.printError("\(outcome.title) failed: \(error)")
            } else if !quiet {
                Terminal.printError("\(outcome.title): \(outcome.state) (\(count) of \(total))")
            }
        }
        if json {
            Terminal.printResult(report.json)
        } else if !quiet || dryRun {
            Terminal.printResult(report.text)
        }
        if report.outcomes.contains(where: { $0.error != nil }) {
            throw ExitStatus(code: ExitStatus.failed)
        }
    }

    /// What the flags ask for.
    var request: BackfillRequest {
        get throws {
            let choice = try WindowChoice(from: from, to: to, month: month)
            guard case .range(let range) = choice else {
                throw ValidationError("Say which windows: --month, or --from and --to.")
            }
            var run = RunRequest(file: file)
            run.choice = choice
            run.settings = values.settings
            run.connections = values.connections
            run.requiresFinal = requireFinal
            let chosen: [(BackfillRequest.Selection, Bool)] = [
                (.missing, missing), (.failed, failed), (.stale, stale),
            ]
            return BackfillRequest(
                run: run,
                range: range,
                selection: Set(chosen.filter(\.1).map(\.0)),
                parallelCount: parallel,
                isDryRun: dryRun
            )
        }
    }
}
