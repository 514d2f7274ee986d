// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Runs

/// The flags that choose a window.
struct DateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The window that ends with this day.", valueName: "YYYY-MM-DD"))
    var date: String?

    @Option(help: ArgumentHelp("The first day.", valueName: "YYYY-MM-DD"))
    var from: String?

    @Option(help: ArgumentHelp("The last day, itself included.", valueName: "YYYY-MM-DD"))
    var to: String?

    @Option(help: ArgumentHelp("A whole month.", valueName: "YYYY-MM"))
    var month: String?

    /// The window that the flags mean.
    var choice: WindowChoice {
        get throws { try WindowChoice(date: date, from: from, to: to, month: month) }
    }
}

/// The flags that give a pipeline other values and connections.
struct ValueOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Give a parameter another value.", valueName: "name=value")
    )
    var settings: [String] = []

    @Option(
        name: .customLong("connection"),
        help: ArgumentHelp(
            "Use another connection, or the sandbox, for the one of this name.",
            valueName: "name=other"
        )
    )
    var connections: [String] = []
}

/// The flags that say what a run may use of the machine.
struct MachineOptions: ParsableArguments {
    @Option(help: "How many threads decode, compute and encode; one per core by default.")
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            "How much memory a run may take; what sorts and joins must keep beyond it goes to disk.",
            valueName: "size"
        ),
        transform: { try MemorySize(reading: $0) }
    )
    var maxMemory = MemorySize.standard

    func validate() throws {
        guard let workers, !(1...256).contains(workers) else { return }
        throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
    }
}
