// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Hands all rows on as they are, and reports the rules that they break.
struct CheckTransform: OrderedTransform {
    static let spec = StageSpec(
        "check",
        "Hand all rows on, and fail or warn where they break a rule; no stage has to follow.",
        OptionSpec(
            "rules",
            .rules,
            "What must be true: name, expect (an expression; null breaks the rule), level (fail | warn), over "
                + "(rows | run), by (groups of a rule over the run) and message.",
            isRequired: true
        ),
        .int(
            "examples",
            "How many of the first breaks of a rule are shown.",
            in: 0...100,
            default: 5
        ),
        OptionSpec(
            "show",
            .columns,
            "Columns that such a row is shown with, beside those that the rule reads."
        ),
        example: """
            - transform: check
              rules:
                - name: captures-are-positive
                  expect: entryType <> 'capture' or sign(amount) > 0
                - name: has-entries
                  over: run
                  expect: count(*) > 0
                  level: warn
              show: [pspReference]
            """
    )

    private let rules: [CheckRule]
    private let exampleLimit: Int
    private let shown: [String]
    /// Made with the first rows of a run, since the instance is copied for each.
    private var tallies: [CheckRuleTally]?

    init(_ options: StageOptions) throws {
        rules = options.rules("rules") ?? []
        exampleLimit = options.int("examples")
        shown = options.texts("show") ?? []
    }

    func outputSchema(for input: Schema) throws -> Schema { input }

    var needsAllRows: Bool { true }

    mutating func apply(_ batch: RecordBatch) throws -> TransformResult {
        var tallies = tallies ?? makeTallies()
        var lowest: RowError?
        for index in tallies.indices {
            do {
                try tallies[index].add(batch)
            } catch let error as RowError {
                if error.row < lowest?.row ?? .max { lowest = error }
            }
        }
        if let lowest { throw lowest }
        self.tallies = tallies
        return .rows(batch)
    }

    mutating func finish() throws -> [Finding] {
        var tallies = tallies ?? makeTallies()
        return try tallies.indices.compactMap { try tallies[$0].finish() }
    }

    private func makeTallies() -> [CheckRuleTally] {
        rules.map { CheckRuleTally($0, exampleLimit: exampleLimit, showing: shown) }
    }
}
