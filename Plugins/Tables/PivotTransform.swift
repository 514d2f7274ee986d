// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Turns values of one column into columns of their own.
struct PivotTransform: WholeRunTransform {
    static let spec = StageSpec(
        "pivot",
        "Make one row of the rows that agree in 'by', with a column for each value of another column.",
        .text("on", "The text column whose values become columns."),
        OptionSpec(
            "values",
            .textList,
            "Its values, in the order in which their columns shall stand.",
            isRequired: true
        ),
        .text(
            "of",
            "The column that fills them; a column stays null where there is no row for it."
        ),
        OptionSpec(
            "by",
            .columns,
            "The columns that tell result rows apart; all others of the input if left out."
        ),
        .choice(
            "others",
            "What becomes of rows with a value that is not listed.",
            ["error", "drop"]
        ),
        .choice(
            "duplicates",
            "What a second row for the same column of a result row is.",
            ["error", "first", "last"]
        ),
        example: """
            - transform: pivot
              on: entryType
              values: [capture, refund]
              of: net
              by: [ledgerDate, msn]
            """
    )

    private let options: StageOptions

    init(_ options: StageOptions) throws {
        self.options = options
        if options.texts("values")?.isEmpty ?? true {
            throw TablesErrors.noColumn(in: "values", options)
        }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema { try plan(inputs[0]).output }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        PivotCollector(try plan(inputs[0]), in: scratch)
    }

    private func plan(_ input: Schema) throws -> PivotPlan {
        let on = try index(options.text("on"), in: "on", input)
        let of = try index(options.text("of"), in: "of", input)
        guard input.fields[on].type == .text else {
            throw TablesErrors.notText(input.fields[on], options)
        }
        let others = input.names.indices.filter { $0 != on && $0 != of }
        let by = try options.texts("by")?.map { try index($0, in: "by", input) } ?? others
        let values = options.texts("values") ?? []
        var taken = Set(by.map { input.names[$0] })
        for value in values where !taken.insert(value).inserted {
            throw TablesErrors.columnExists(value, in: "values", options)
        }
        return PivotPlan(
            input: input,
            on: on,
            of: of,
            by: by,
            values: values,
            dropsOthers: options.text("others") == "drop",
            duplicates: options.text("duplicates")
        )
    }

    private func index(_ name: String, in option: String, _ input: Schema) throws -> Int {
        guard let index = input.index(of: name) else {
            throw TablesErrors.unknownColumn(name, in: option, among: input.names, options)
        }
        return index
    }
}

/// What a pivot does with one input, by positions.
struct PivotPlan {
    let input: Schema
    let on: Int
    let of: Int
    let by: [Int]
    let values: [String]
    let dropsOthers: Bool
    let duplicates: String

    /// The columns of `by`, then one per value.
    var output: Schema {
        let type = input.fields[of].type
        return Schema(by.map { input.fields[$0] } + values.map { Field($0, type) })
    }
}
