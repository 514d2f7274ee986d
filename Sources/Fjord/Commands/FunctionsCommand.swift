// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import Expressions

/// `fjord functions`: what can be called in an expression.
struct FunctionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "functions",
        abstract: "List the functions of expressions, or describe one.",
        discussion: """
              fjord functions
              fjord functions split_part
            """
    )

    @Argument(help: "The function to describe.")
    var name: String?

    func run() throws {
        guard let name else {
            Terminal.printResult(FunctionReference.list)
            return
        }
        if let function = ScalarFunction.named(name) {
            Terminal.printResult(FunctionReference.page(function))
        } else if let function = AggregateFunction.named(name) {
            Terminal.printResult(FunctionReference.page(function))
        } else {
            throw unknown(name)
        }
    }

    private func unknown(_ name: String) -> PipelineError {
        let names = ScalarFunction.all.flatMap(\.names) + AggregateFunction.all.flatMap(\.names)
        let nearest = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'? " }
        return PipelineError(
            ErrorCode("unknown-function"),
            at: .named("fjord functions"),
            "no function is called '\(name)'",
            fix: (nearest ?? "") + "'fjord functions' lists all of them"
        )
    }
}
