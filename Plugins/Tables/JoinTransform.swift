// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Adds the columns of another stage's rows with the same key.
struct JoinTransform: WholeRunTransform {
    static let spec = StageSpec(
        "join",
        "Add the columns of another stage where the keys are equal; a null key equals none.",
        OptionSpec("with", .stage, "The stage to join with.", isRequired: true),
        OptionSpec(
            "on",
            .textList,
            "The key: columns of both, or pairs such as msn = merchantSerialNumber, the input's first.",
            isRequired: true
        ),
        .choice(
            "kind",
            "inner keeps rows with a match, left all rows; semi and anti only keep or drop rows with "
                + "a match.",
            ["inner", "left", "anti", "semi"]
        ),
        .choice(
            "duplicates",
            "What to do if a key occurs twice in the other stage; anti and semi do not mind.",
            ["error", "first", "all"]
        ),
        example: """
            - transform: join
              with: units
              on: [msn]
              kind: left
            """
    )

    private let options: StageOptions
    private let pairs: [JoinPair]

    init(_ options: StageOptions) throws {
        self.options = options
        let texts = options.texts("on") ?? []
        if texts.isEmpty { throw TablesErrors.noColumn(in: "on", options) }
        pairs = try texts.map { text in
            guard let pair = JoinPair(text) else { throw TablesErrors.malformedPair(text, options) }
            return pair
        }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        try plan(inputs).outputSchema
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        JoinCollector(try plan(inputs), in: scratch)
    }

    private func plan(_ inputs: [Schema]) throws -> JoinPlan {
        let (left, right) = (inputs[0], inputs[1])
        let other = options.text("with")
        let keys = try pairs.map { pair in
            let mine = try field(pair.left, of: left, stage: nil)
            let theirs = try field(pair.right, of: right, stage: other)
            guard JoinPlan.canBeEqual(left.fields[mine].type, right.fields[theirs].type) else {
                throw TablesErrors.differentKeyTypes(
                    left.fields[mine],
                    right.fields[theirs],
                    of: other,
                    options
                )
            }
            return (mine, theirs)
        }
        let plan = JoinPlan(
            left,
            right,
            on: keys,
            kind: JoinPlan.Kind(rawValue: options.text("kind")) ?? .inner,
            duplicates: JoinPlan.Duplicates(rawValue: options.text("duplicates")) ?? .error,
            otherStage: other
        )
        let collisions = plan.payload.map(\.name).filter { left.field(named: $0) != nil }
        if !collisions.isEmpty { throw TablesErrors.collision(collisions, with: other, options) }
        return plan
    }

    private func field(_ name: String, of schema: Schema, stage: String?) throws -> Int {
        guard let index = schema.index(of: name) else {
            throw TablesErrors.unknownColumn(
                name,
                in: "on",
                among: schema.names,
                of: stage,
                options
            )
        }
        return index
    }
}

/// One entry of `on`: a column of both sides, or two columns.
struct JoinPair: Equatable {
    let left: String
    let right: String

    /// Reads `msn` or `msn = merchantSerialNumber`; nil if the text is something else.
    init?(_ text: String) {
        var words = ColumnWords(text)
        guard let left = words.name(endingAt: "=") else { return nil }
        self.left = left
        right = words.passes("=") ? words.name() ?? "" : left
        guard !right.isEmpty, words.isAtEnd else { return nil }
    }
}
