// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import FjordKit

/// `fjord stages`: what can stand in a pipeline file.
struct StagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "List the stages and connections, or describe one with its options.",
        discussion: """
              fjord stages
              fjord stages csv
              fjord stages vipps         the options of a connection
            """
    )

    @Argument(help: "The stage or connection to describe.")
    var name: String?

    func run() throws {
        guard let name else {
            Terminal.printResult(StageReference.list(FjordProgram.stages))
            return
        }
        let entries = StageReference.entries(FjordProgram.stages).filter { $0.spec.name == name }
        guard !entries.isEmpty else { throw unknown(name) }
        Terminal.printResult(entries.map(StageReference.page).joined(separator: "\n\n"))
    }

    private func unknown(_ name: String) -> PipelineError {
        let names = StageReference.entries(FjordProgram.stages).map(\.spec.name)
        let nearest = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'? " }
        return PipelineError(
            ErrorCode("unknown-stage"),
            at: .named("fjord stages"),
            "no stage or connection is called '\(name)'",
            fix: (nearest ?? "") + "'fjord stages' lists all \(names.count)"
        )
    }
}
