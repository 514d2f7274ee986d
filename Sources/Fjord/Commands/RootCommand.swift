// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FjordKit

/// `fjord` without a command: what it is and what there is to do.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fjord",
        abstract: "Runs report and export pipelines: fetch, filter, transform, aggregate, sink.",
        discussion: """
            A pipeline is one YAML file. Try it on made-up data first:

              fjord demo                      a month of settlement data
              fjord lint daily-sales.yaml     every fault at once, before any request
              fjord preview daily-sales.yaml  the first rows after each stage
              fjord test daily-sales.yaml     the tests in the file
              fjord run daily-sales.yaml --connection vipps=sandbox
              fjord status                    what is delivered, what is missing

            Exit status: 0 done, 1 the run failed, 2 wrong usage or definition,
            3 a check failed, 4 only provisional data, 5 another run holds the lock,
            130 interrupted, 143 terminated.
            """,
        version: FjordVersion.current,
        subcommands: [
            BackfillCommand.self,
            DemoCommand.self,
            FunctionsCommand.self,
            LintCommand.self,
            PreviewCommand.self,
            RunCommand.self,
            RunsCommand.self,
            SandboxCommand.self,
            StagesCommand.self,
            StatusCommand.self,
            TestCommand.self,
        ]
    )
}
