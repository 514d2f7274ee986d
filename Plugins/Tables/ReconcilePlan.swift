// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What is compared with what, and which columns come out.
struct ReconcilePlan {
    /// Rows of both inputs as they are sorted.
    struct Row {
        /// The key columns, then these.
        let units: Int
        /// The packed currency of money, which is part of the key; null and last for a missing amount.
        let currency: Int?
        let date: Int?
        /// The row's number in its input, that of the other input's rows raised by `otherBase`.
        let number: Int
        let schema: Schema
    }

    static let otherBase = Int64.max / 2

    let keys: [(left: Int, right: Int)]
    let amount: (left: Int, right: Int)
    let amountType: DataType
    let date: (left: Int, right: Int)?
    let tolerance: Tolerance
    let addsUp: Bool
    let asOf: CalendarDate?
    let row: Row
    let outputFields: [Field]
    /// Whether a column says which currency the amounts have.
    let hasCurrencyColumn: Bool

    init(
        _ inputs: [Schema],
        keys: [(left: Int, right: Int)],
        amount: (left: Int, right: Int),
        amountType: DataType,
        date: (left: Int, right: Int)?,
        tolerance: Tolerance,
        addsUp: Bool,
        asOf: CalendarDate?
    ) {
        self.keys = keys
        self.amount = amount
        self.amountType = amountType
        self.date = date
        self.tolerance = tolerance
        self.addsUp = addsUp
        self.asOf = asOf
        let keyFields = keys.map { key in
            let left = inputs[0].fields[key.left]
            return Field(left.name, Self.wider(left.type, inputs[1].fields[key.right].type))
        }
        row = Row(keys: keyFields, scale: amountType.exactScale ?? 0, amountType, date != nil)
        hasCurrencyColumn = amountType == .money && !keyFields.contains { $0.name == "currency" }
        outputFields =
            keyFields + [Field("status", .text)]
            + (hasCurrencyColumn ? [Field("currency", .text)] : [])
            + ["amount", "other_amount", "difference"].map { Field($0, amountType) }
            + ["rows", "other_rows"].map { Field($0, .int64) }
            + (date == nil
                ? []
                : [Field("date", .date), Field("other_date", .date), Field("age_days", .int64)])
    }

    /// - Precondition: No name occurs twice, which is checked before.
    var outputSchema: Schema { Schema(outputFields) }

    /// By key, then in the order of the inputs.
    var order: [KeyColumn] { groupKeys + [KeyColumn(row.number, nulls: .none)] }

    /// The key and the currency of the amount.
    var groupKeys: [KeyColumn] {
        keys.indices.map { KeyColumn($0) } + (row.currency.map { [KeyColumn($0)] } ?? [])
    }

    /// Decimals that are equal by their digits may differ in precision.
    private static func wider(_ left: DataType, _ right: DataType) -> DataType {
        guard case .decimal(let precision, let scale) = left, case .decimal(let other, _) = right
        else { return left }
        return .decimal(precision: max(precision, other), scale: scale)
    }
}

extension ReconcilePlan.Row {
    fileprivate init(keys: [Field], scale: Int, _ amountType: DataType, _ hasDate: Bool) {
        let isMoney = amountType == .money
        // Names that no pipeline can give.
        var fields = keys.enumerated().map { Field("\u{0}key \($0.offset)", $0.element.type) }
        units = fields.count
        fields.append(Field("\u{0}units", .decimal(precision: 38, scale: scale)))
        currency = isMoney ? fields.count : nil
        if isMoney { fields.append(Field("\u{0}currency", .int64)) }
        date = hasDate ? fields.count : nil
        if hasDate { fields.append(Field("\u{0}date", .date)) }
        number = fields.count
        fields.append(Field("\u{0}number", .int64))
        schema = Schema(fields)
    }
}
