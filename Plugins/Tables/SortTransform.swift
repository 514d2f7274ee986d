// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Puts rows in order.
struct SortTransform: WholeRunTransform {
    static let spec = StageSpec(
        "sort",
        "Put the rows in order; rows with equal keys stay as they come.",
        OptionSpec(
            "by",
            .textList,
            "The columns, each with asc (the default) or desc, and nulls last (the default) or first.",
            isRequired: true
        ),
        example: """
            - transform: sort
              by: [amount desc nulls last, name]
            """
    )

    private let options: StageOptions
    private let orders: [ColumnOrder]

    init(_ options: StageOptions) throws {
        self.options = options
        let texts = options.texts("by") ?? []
        if texts.isEmpty { throw TablesErrors.noColumn(in: "by", options) }
        orders = try texts.map { text in
            guard let order = ColumnOrder(text) else {
                throw TablesErrors.malformedOrder(text, options)
            }
            return order
        }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        _ = try keys(inputs[0])
        return inputs[0]
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        SortCollector(schema: inputs[0], by: try keys(inputs[0]), in: scratch)
    }

    private func keys(_ schema: Schema) throws -> [KeyColumn] {
        var keys: [KeyColumn] = []
        for order in orders {
            guard let index = schema.index(of: order.column) else {
                throw TablesErrors.unknownColumn(
                    order.column,
                    in: "by",
                    among: schema.names,
                    options
                )
            }
            if keys.contains(where: { $0.index == index }) {
                throw TablesErrors.columnTwice(order.column, in: "by", options)
            }
            keys.append(
                KeyColumn(
                    index,
                    isDescending: order.isDescending,
                    nulls: order.nullsFirst ? .first : .last
                )
            )
        }
        return keys
    }
}

/// One column of `by`, `amount desc nulls first`.
struct ColumnOrder: Equatable {
    let column: String
    let isDescending: Bool
    let nullsFirst: Bool

    /// Reads a column and its order; nil if the text is something else.
    init?(_ text: String) {
        var words = ColumnWords(text)
        guard let column = words.name() else { return nil }
        self.column = column
        isDescending = words.passes(word: "desc")
        if !isDescending { _ = words.passes(word: "asc") }
        var nullsFirst = false
        if words.passes(word: "nulls") {
            nullsFirst = words.passes(word: "first")
            guard nullsFirst || words.passes(word: "last") else { return nil }
        }
        self.nullsFirst = nullsFirst
        guard words.isAtEnd else { return nil }
    }
}
