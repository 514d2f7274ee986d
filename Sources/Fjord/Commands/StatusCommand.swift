// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FjordKit

/// `fjord status`: which windows pipelines have delivered.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show which windows pipelines have delivered.",
        discussion: """
            Draws a calendar for each pipeline: done, provisional, failed, missing.
            Below it stand what may still change, what failed with its error and the
            command that makes it again, and where feeds are. Without files, all
            pipelines that ever ran in this project. Changes nothing, and may be called
            while runs are under way.

              fjord status
              fjord status daily-sales.yaml
              fjord status --json             partitions, too
            """
    )

    @Argument(help: "Pipeline files; without one, all that ever ran in this project.")
    var files: [String] = []

    @Flag(help: "Draw all of the calendar, not only its last 12 rows.")
    var all = false

    @Flag(help: "Print the result as JSON, with the partitions of each window.")
    var json = false

    func run() throws {
        let now = RunEnvironment.nowMicroseconds
        let pipelines = try pipelines()
        if json {
            return Terminal.printResult(try RecordJSON.text(pipelines.map { $0.json(at: now) }))
        }
        if pipelines.isEmpty {
            return Terminal.printResult(try RunsCommand.nothingRecorded(RecordedProject().folder))
        }
        let hasColor = Terminal.hasColorResults
        var blocks = pipelines.map {
            $0.lines(at: now, showsAll: all, hasColor: hasColor).joined(separator: "\n")
        }
        if pipelines.contains(where: \.hasCalendar) {
            blocks.append(WindowCalendar.legend(hasColor: hasColor))
        }
        Terminal.printResult(blocks.joined(separator: "\n\n"))
    }

    private func pipelines() throws -> [PipelineStatus] {
        let stages = FjordProgram.stages
        if files.isEmpty {
            return try RecordedProject().pipelines(registered: stages, withPartitions: json)
        }
        return try files.map {
            try RecordedProject.pipeline(of: $0, registered: stages, withPartitions: json)
        }
    }
}
