// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Keeps one row of those that are alike.
struct DistinctTransform: WholeRunTransform {
    static let spec = StageSpec(
        "distinct",
        "Keep one row for each different key; rows stay in their order, and nulls are alike.",
        OptionSpec("by", .columns, "The columns that tell rows apart; all if left out."),
        .choice("keep", "Which of the rows with one key to keep.", ["first", "last"]),
        example: """
            - transform: distinct
              by: [msn]
              keep: last
            """
    )

    private let options: StageOptions

    init(_ options: StageOptions) throws {
        self.options = options
        if options.texts("by")?.isEmpty == true { throw TablesErrors.noColumn(in: "by", options) }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        _ = try keys(inputs[0])
        return inputs[0]
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        let keys = try keys(inputs[0])
        return options.text("keep") == "last"
            ? LastRows(schema: inputs[0], by: keys, in: scratch)
            : FirstRows(schema: inputs[0], by: keys, in: scratch)
    }

    private func keys(_ schema: Schema) throws -> [KeyColumn] {
        try (options.texts("by") ?? schema.names).map { name in
            guard let index = schema.index(of: name) else {
                throw TablesErrors.unknownColumn(name, in: "by", among: schema.names, options)
            }
            return KeyColumn(index)
        }
    }
}
