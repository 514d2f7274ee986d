// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FjordKit

/// `fjord test`: the tests in pipeline files.
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests in pipeline files.",
        discussion: """
            A test gives rows to stages and says which rows must come out. It sends no
            request, needs no connection and writes no file. Exits with 3 if a test
            fails, with 2 if a file is faulty.

              fjord test daily-sales.yaml
              fjord test Pipelines                  all pipelines of a folder
              fjord test Pipelines --filter refund  tests with this in their name
            """
    )

    @Argument(help: "Pipeline files, and folders of them.")
    var files: [String]

    @Option(help: ArgumentHelp("Run only tests whose name holds this.", valueName: "name"))
    var filter: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing of tests that pass.")
    var quiet = false

    func run() async throws {
        let runner = TestRunner(registered: FjordProgram.stages)
        var tested: [TestedFile] = []
        for file in try PipelineFiles.list(files) {
            let result = try await runner.run(file, filter: filter)
            // With a filter, files of which it took no test are of no interest.
            if filter != nil, result.outcomes.isEmpty, result.faults.isEmpty { continue }
            tested.append(result)
            if !json { show(result) }
        }
        if let filter, tested.isEmpty { throw PipelineError.noSuchTest(filter) }
        if json {
            Terminal.printResult(try TestedFile.json(tested))
        } else if !quiet {
            Terminal.printResult(TestedFile.summary(of: tested))
        }
        if let status = TestedFile.status(of: tested) { throw status }
    }

    private func show(_ file: TestedFile) {
        for fault in file.faults { Terminal.printError(fault.description) }
        let text = file.text(isQuiet: quiet)
        if !text.isEmpty { Terminal.printResult(text) }
    }
}

extension TestedFile {
    /// The status that the program ends with; nil if all is well.
    static func status(of files: [TestedFile]) -> ExitStatus? {
        if files.contains(where: { !$0.faults.isEmpty }) {
            return ExitStatus(code: ExitStatus.misuse)
        }
        let hasFailed = files.contains { $0.failedCount > 0 }
        return hasFailed ? ExitStatus(code: ExitStatus.checkFailed) : nil
    }
}
