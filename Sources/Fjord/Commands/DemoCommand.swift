// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Columnar
import Diagnostics
import Foundation
import Runs

/// `fjord demo`: the everyday pipelines over a month of made-up data.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the everyday pipelines over a month of made-up data.",
        discussion: """
            Writes the pipelines into a folder, starts the sandbox, fetches last
            month's settlement data from it over HTTP, and shows what came out.
            Nothing outside the folder is touched.

              fjord demo
              fjord demo --folder /tmp/demo --entries-per-day 5000
            """
    )

    @Option(help: "Where the pipelines and their outputs go.")
    var folder = "fjord-demo"

    @Option(help: "How many made-up entries each ledger has a day.")
    var entriesPerDay = 300

    func run() async throws {
        try writePipelines()
        let month = Self.lastMonth()
        Terminal.printResult(
            "Running \(EverydayPipelines.demonstrated.count) pipelines of \(folder)/ over \(month.prefix(7)), "
                + "on made-up data from the sandbox.\n"
        )
        let runner = PipelineRunner(
            environment: RunEnvironment(workerCount: nil, isQuiet: false),
            registered: FjordProgram.stages,
            progressStyle: Terminal.hasLiveErrors ? .live : .plain
        )
        for name in EverydayPipelines.demonstrated {
            var request = RunRequest(file: "\(folder)/\(name)")
            request.choice = try WindowChoice(month: month)
            request.connections = ["vipps=sandbox?entries_per_day=\(entriesPerDay)"]
            Terminal.printResult(try await runner.run(request).text)
        }
        try showSamples(month)
    }

    private func writePipelines() throws {
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in EverydayPipelines.files {
                let path = "\(folder)/\(file.name)"
                if files.fileExists(atPath: path) { continue }
                try Data(file.text).write(to: URL(fileURLWithPath: path))
            }
        } catch {
            throw PipelineError(
                ErrorCode("demo-folder"),
                at: .named(folder),
                "the pipelines cannot be written there",
                fix: "choose another folder with --folder",
                cause: error.localizedDescription
            )
        }
    }

    /// `2026-10` for any day in November 2026.
    private static func lastMonth() -> String {
        let days = RunEnvironment.nowMicroseconds / (86_400 * 1_000_000)
        let today = CalendarDate(daysSinceEpoch: Int32(days))
        return String(today.firstOfMonth.advanced(by: -1).description.prefix(7))
    }

    private func showSamples(_ month: String) throws {
        let samples = [
            "out/\(month)/ledger-days/ledger-days.csv", "out/\(month)/daily-sales/per-unit.csv",
        ]
        for sample in samples {
            let text = try String(contentsOfFile: "\(folder)/\(sample)", encoding: .utf8)
            let lines = text.split(separator: "\n").prefix(4)
            Terminal.printResult("\n\(folder)/\(sample)\n" + lines.joined(separator: "\n"))
        }
        let others = EverydayPipelines.pipelineNames.count - EverydayPipelines.demonstrated.count
        Terminal.printResult(
            """

            Open \(folder)/out/\(month)/daily-sales/summary.eml in a mail program.
            Change a pipeline in \(folder)/ and run it again, or try one of the other \(others) there:
              fjord run \(folder)/daily-sales.yaml --month \(month) --connection 'vipps=sandbox?entries_per_day=\(entriesPerDay)'
            """
        )
    }
}
