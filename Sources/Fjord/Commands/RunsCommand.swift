// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FjordKit
import Runs

/// `fjord runs`: the runs that a project remembers.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the latest runs, or show one.",
        discussion: """
            With a number: its stages, requests, outputs, partitions, findings and, if
            it failed, its error as it was said. Changes nothing, and may be called
            while runs are under way.

              fjord runs
              fjord runs --pipeline daily-sales --limit 5
              fjord runs 17
            """
    )

    @Argument(help: "The number of one run.")
    var number: Int64?

    @Option(help: ArgumentHelp("List only runs of this pipeline.", valueName: "name"))
    var pipeline: String?

    @Option(help: ArgumentHelp("How many runs to list.", valueName: "count"))
    var limit = 20

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit takes a whole number from 1 to 100000, not \(limit).")
        }
        if number != nil, pipeline != nil {
            throw ValidationError("give a number or --pipeline, not both.")
        }
    }

    func run() throws {
        let project = try RecordedProject()
        if let number { return try show(number, of: project) }
        let runs = try project.state?.runs(limit: limit, pipeline: pipeline) ?? []
        if json {
            Terminal.printResult(try RecordJSON.text(runs.map(RecordJSON.Run.init)))
        } else if runs.isEmpty {
            Terminal.printResult(Self.nothingRecorded(project.folder, pipeline: pipeline))
        } else {
            Terminal.printResult(RunRecord.lines(runs).joined(separator: "\n"))
        }
    }

    private func show(_ number: Int64, of project: RecordedProject) throws {
        guard let detail = try project.state?.run(number) else {
            throw PipelineError.noSuchRun(number, latest: try project.state?.latestNumber())
        }
        Terminal.printResult(
            json
                ? try RecordJSON.text(RecordJSON.Detail(detail))
                : detail.lines.joined(separator: "\n")
        )
    }

    /// What is said where there is nothing to show.
    static func nothingRecorded(_ folder: String, pipeline: String? = nil) -> String {
        let subject = pipeline.map { "no run of '\($0)'" } ?? "no run"
        return "\(subject) is recorded in \(folder) yet; 'fjord run FILE' makes the first"
    }
}
