// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Sandbox

/// `fjord sandbox`: the stand-in for the Vipps APIs, as a server of its own.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve made-up settlement data, as strict as the Vipps APIs.",
        discussion: """
            Listens on this machine only. The first line on standard output is a JSON
            object with 'base_url' and a working set of keys per kind; then it serves
            until it is stopped.

              fjord sandbox --port 8080 --seed 7 --entries-per-day 1000

            Settings:
            \(SandboxSettings.help)
            """
    )

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 0

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("Settings, as listed above.", visibility: .hidden)
    )
    var settings: [String] = []

    func validate() throws {
        guard !(0...65_535).contains(port) else { return }
        throw ValidationError("--port takes a whole number from 0 to 65535, not \(port).")
    }

    func run() async throws {
        let settings = try SandboxSettings(arguments: settings)
        try await Sandbox.serve(settings, port: port) { endpoint in
            Terminal.printResult(endpoint.json)
            try await Task.sleep(for: .seconds(1_000_000_000))
        }
    }
}
