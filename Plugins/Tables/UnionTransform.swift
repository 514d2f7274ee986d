// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Puts the rows of several inputs one input after the other.
struct UnionTransform: WholeRunTransform {
    static let spec = StageSpec(
        "union",
        "Give the rows of several stages, one stage after the other.",
        OptionSpec(
            "inputs",
            .stages,
            "The stages; all must have the same columns, whose order is that of the first.",
            isRequired: true
        ),
        example: """
            - transform: union
              inputs: [norway, denmark]
            """
    )

    private let options: StageOptions
    private let names: [String]

    init(_ options: StageOptions) throws {
        self.options = options
        names = options.texts("inputs") ?? []
        if names.count < 2 { throw TablesErrors.tooFewInputs(options) }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        for (name, schema) in zip(names, inputs).dropFirst()
        where Set(schema.fields) != Set(inputs[0].fields) {
            throw TablesErrors.differentColumns(inputs[0], of: names[0], schema, of: name, options)
        }
        return inputs[0]
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        UnionCollector(schema: try outputSchema(for: inputs), inputs, in: scratch)
    }
}

/// The rows of one union: those whose turn has come pass, the others wait.
final class UnionCollector: RowCollector {
    private let schema: Schema
    /// For each input where its columns stand in the order of the first.
    private let places: [[Int]]
    private let waiting: [BatchSpool]
    private var hasEnded: [Bool]
    private var current = 0

    init(schema: Schema, _ inputs: [Schema], in scratch: ScratchSpace) {
        self.schema = schema
        places = inputs.map { input in schema.names.compactMap { input.index(of: $0) } }
        waiting = inputs.map { _ in BatchSpool(schema: schema, in: scratch) }
        hasEnded = inputs.map { _ in false }
    }

    func add(_ batch: RecordBatch, from input: Int) throws {
        let columns = places[input].map { batch.columns[$0] }
        try waiting[input].append(batch.replacingColumns(columns, schema: schema))
    }

    func end(input: Int) throws {
        hasEnded[input] = true
    }

    func next() throws -> RecordBatch? {
        while current < waiting.count {
            if let batch = try waiting[current].takeFirst() { return batch }
            guard hasEnded[current] else { return nil }
            current += 1
        }
        return nil
    }
}
