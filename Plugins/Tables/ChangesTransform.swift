// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Gives what is new, gone or different since the last committed run.
struct ChangesTransform: RememberingTransform {
    static let spec = StageSpec(
        "changes",
        "Give the rows that are new, gone or different since the last committed run, with before and after.",
        OptionSpec(
            "key",
            .columns,
            "The columns that say which row is which; a null is a key like any other.",
            isRequired: true
        ),
        OptionSpec(
            "compare",
            .columns,
            "The columns whose values make a row a changed one; all others if left out."
        ),
        .bool("include_unchanged", "Give unchanged rows too.", default: false),
        .choice(
            "first",
            "Whether the first run, which has none before it, gives all rows as added, or nothing.",
            ["added", "nothing"]
        ),
        example: """
            - id: units_since_last_time
              transform: changes
              key: [msn]
              compare: [name, status]
            """
    )

    private let options: StageOptions

    init(_ options: StageOptions) throws {
        self.options = options
        for option in ["key", "compare"] {
            guard let names = options.texts(option) else { continue }
            if names.isEmpty { throw TablesErrors.noColumn(in: option, options) }
            if let twice = names.firstRepeated {
                throw TablesErrors.columnTwice(twice, in: option, options)
            }
        }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        try ChangesPlan(inputs[0], options).outputSchema
    }

    func makeCollector(
        for inputs: [Schema],
        in scratch: ScratchSpace,
        memory: (any StageMemory)?
    ) throws -> any RowCollector {
        try ChangesCollector(try ChangesPlan(inputs[0], options), in: scratch, memory: memory)
    }
}

extension Array<String> {
    /// The first name that stands there before.
    var firstRepeated: String? {
        var seen: Set<String> = []
        return first { !seen.insert($0).inserted }
    }
}
