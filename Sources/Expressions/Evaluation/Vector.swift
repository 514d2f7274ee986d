// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The values of an expression over a batch: one for all rows, or a column.
enum Vector: Sendable {
    case constant(ScalarValue)
    case column(Column)

    var constant: ScalarValue? {
        if case .constant(let value) = self { return value }
        return nil
    }

    /// Whether every row is null because the value is.
    var isNullConstant: Bool { constant?.isNull ?? false }

    /// The rows that are not null; nil if none is.
    func validity(_ count: Int) -> ValidityBitmap? {
        switch self {
        case .constant(let value): value.isNull ? .cleared(count) : nil
        case .column(let column): column.validity
        }
    }

    /// A column of `count` slots.
    func materialized(_ count: Int) -> Column {
        switch self {
        case .column(let column): column
        case .constant(let value): Column(repeating: value, count: count)
        }
    }

    /// The value of one slot as a scalar; for constants and messages, never per row.
    func scalar(atRow row: Int) -> ScalarValue {
        switch self {
        case .constant(let value): value
        case .column(let column): column.scalar(atRow: row)
        }
    }
}

extension Column {
    /// The same value in every slot.
    init(repeating value: ScalarValue, count: Int) {
        switch value {
        case .null(let type): self = Column(nulls: count, type: type ?? .text)
        case .boolean(let value):
            self = .boolean(BooleanArray(value ? .filled(count) : .cleared(count)))
        case .int64(let value): self = .int64(Int64Array(Values(repeating: value, count: count)))
        case .float64(let value):
            self = .float64(Float64Array(Values(repeating: value, count: count)))
        case .decimal(let digits, let precision, let scale):
            let array = DecimalArray(Values(repeating: digits, count: count))
            self = .decimal(array, precision: precision, scale: scale)
        case .money(let minorUnits, let currency):
            self = .money(MoneyArray(Values(repeating: minorUnits, count: count), .one(currency)))
        case .text(let text): self = .text(TextArray(repeating: text, count: count))
        case .date(let days): self = .date(Date32Array(Values(repeating: days, count: count)))
        case .timestamp(let instant):
            self = .timestamp(TimestampArray(Values(repeating: instant, count: count)))
        }
    }

    /// The value of one slot; for constants and messages, never per row.
    func scalar(atRow row: Int) -> ScalarValue {
        if let validity, !validity[row] { return .null(type) }
        return switch self {
        case .boolean(let array): .boolean(array.values[row])
        case .int64(let array): .int64(array.values[row])
        case .float64(let array): .float64(array.values[row])
        case .decimal(let array, let precision, let scale):
            .decimal(array.values[row], precision: precision, scale: scale)
        case .money(let array): .money(array.minorUnits[row], array.currency(ofSlot: row))
        case .text(let array), .json(let array): .text(array[row] ?? "")
        case .date(let array): .date(array.values[row])
        case .timestamp(let array): .timestamp(array.values[row])
        }
    }
}
