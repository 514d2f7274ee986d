// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Compares the amounts of two inputs, key by key.
struct ReconcileTransform: WholeRunTransform {
    static let spec = StageSpec(
        "reconcile",
        "Compare the amounts of two inputs key by key: matched, missing on a side, different, or there twice.",
        OptionSpec("with", .stage, "The stage to compare with.", isRequired: true),
        OptionSpec(
            "on",
            .textList,
            "The key: columns of both, or pairs such as orderId = reference, the input's first; a null equals none.",
            isRequired: true
        ),
        .text("amount", "The input's amounts: money, a decimal or whole numbers."),
        .optionalText(
            "other_amount",
            "The other stage's amounts; called as in the input if left out."
        ),
        .optionalText(
            "tolerance",
            "By how much the two amounts of a key may differ, in major units.",
            default: "0"
        ),
        .bool(
            "sum",
            "Add up the rows of a key on each side, as captures and refunds of one order, instead of calling "
                + "them duplicates.",
            default: false
        ),
        .optionalText("date", "The input's dates, which the age is counted from."),
        .optionalText("other_date", "The other stage's dates; called as in the input if left out."),
        .optionalText(
            "as_of",
            "The day to which the age is counted, as 2026-10-31; the latest date of both if left out."
        ),
        example: """
            - transform: reconcile
              with: payments
              on: [orderId = reference]
              amount: total
              other_amount: amount
              sum: true
              date: ordered
              other_date: ledgerDate
            """
    )

    private let options: StageOptions
    private let pairs: [JoinPair]
    private let tolerance: Tolerance
    private let asOf: CalendarDate?

    init(_ options: StageOptions) throws {
        self.options = options
        let texts = options.texts("on") ?? []
        if texts.isEmpty { throw TablesErrors.noColumn(in: "on", options) }
        pairs = try texts.map { text in
            guard let pair = JoinPair(text) else { throw TablesErrors.malformedPair(text, options) }
            return pair
        }
        guard let tolerance = Tolerance(options.text("tolerance")) else {
            throw TablesErrors.malformedTolerance(options.text("tolerance"), options)
        }
        self.tolerance = tolerance
        asOf = try options.optionalText("as_of").map { text in
            guard let day = CalendarDate(iso: text) else {
                throw TablesErrors.malformedDay(text, options)
            }
            return day
        }
        let hasDate = options.optionalText("date") != nil
        for option in ["other_date", "as_of"]
        where !hasDate && options.optionalText(option) != nil {
            throw TablesErrors.dateMissing(beside: option, options)
        }
    }

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        try plan(inputs).outputSchema
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        ReconcileCollector(try plan(inputs), in: scratch)
    }

    private func plan(_ inputs: [Schema]) throws -> ReconcilePlan {
        let stage = options.text("with")
        let keys = try pairs.map { pair in
            let left = try index(pair.left, "on", of: inputs[0], nil)
            let right = try index(pair.right, "on", of: inputs[1], stage)
            let fields = (inputs[0].fields[left], inputs[1].fields[right])
            guard JoinPlan.canBeEqual(fields.0.type, fields.1.type) else {
                throw TablesErrors.differentKeyTypes(fields.0, fields.1, of: stage, options)
            }
            return (left: left, right: right)
        }
        let amount = try columns("amount", "other_amount", inputs)
        guard let amount else { preconditionFailure("the amount is required") }
        let amountType = try amountType(
            inputs[0].fields[amount.left],
            inputs[1].fields[amount.right]
        )
        let date = try columns("date", "other_date", inputs)
        if let date {
            try checkDate(inputs[0].fields[date.left], "date")
            try checkDate(inputs[1].fields[date.right], "other_date")
        }
        let plan = ReconcilePlan(
            inputs,
            keys: keys,
            amount: amount,
            amountType: amountType,
            date: date,
            tolerance: tolerance,
            addsUp: options.bool("sum"),
            asOf: asOf
        )
        let taken = plan.outputFields.map(\.name).firstRepeated
        if let taken { throw TablesErrors.resultColumnTaken(taken, options) }
        return plan
    }

    /// The columns that two options name, the second of which is the first unless it says otherwise.
    private func columns(
        _ option: String,
        _ otherOption: String,
        _ inputs: [Schema]
    ) throws -> (left: Int, right: Int)? {
        guard let name = options.optionalText(option) else { return nil }
        let other = options.optionalText(otherOption)
        let left = try index(name, option, of: inputs[0], nil)
        let stage = options.text("with")
        guard other != nil || inputs[1].index(of: name) != nil else {
            throw TablesErrors.otherColumnMissing(name, stage, otherOption, in: option, options)
        }
        return (left, try index(other ?? name, otherOption, of: inputs[1], stage))
    }

    private func index(
        _ name: String,
        _ option: String,
        of schema: Schema,
        _ stage: String?
    ) throws -> Int {
        guard let index = schema.index(of: name) else {
            let names = schema.names
            throw TablesErrors.unknownColumn(name, in: option, among: names, of: stage, options)
        }
        return index
    }

    private func amountType(_ left: Field, _ right: Field) throws -> DataType {
        for (field, option) in [(left, "amount"), (right, "other_amount")] {
            switch field.type {
            case .money, .decimal, .int64: continue
            default: throw TablesErrors.notAnAmount(field, in: option, options)
            }
        }
        guard let scale = left.type.exactScale, let otherScale = right.type.exactScale else {
            guard left.type == right.type else {
                throw TablesErrors.differentAmounts(left, right, options)
            }
            return .money
        }
        return .decimal(precision: DataType.maximumPrecision, scale: max(scale, otherScale))
    }

    private func checkDate(_ field: Field, _ option: String) throws {
        guard field.type == .date else { throw TablesErrors.notADate(field, in: option, options) }
    }
}

extension DataType {
    /// How many digits stand behind the point of an exact number; nil for other types, money too.
    var exactScale: Int? {
        switch self {
        case .int64: 0
        case .decimal(_, let scale): scale
        default: nil
        }
    }
}
