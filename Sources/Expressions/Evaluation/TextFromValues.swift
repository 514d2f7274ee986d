// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Values as text, written as CSV writes them.
enum TextFromValues {
    /// nil for money, which is converted only on purpose.
    static func kernel(_ source: DataType) -> Kernel? {
        switch source {
        case .money: nil
        case .text: { arguments, _, _ in arguments[0] }
        case .json:
            { arguments, rows, _ in
                guard case .json(let array) = arguments[0].materialized(rows.count) else {
                    return arguments[0]
                }
                return .column(.text(array))
            }
        case .boolean: booleans
        case .int64, .float64, .decimal, .date, .timestamp: values
        }
    }

    /// Two values and their codes.
    private static let booleans: Kernel = { arguments, rows, _ in
        let array = arguments[0].booleans(rows.count)
        var codes = ValuesBuilder<UInt16>(capacity: rows.count)
        for row in 0..<rows.count { codes.put(array.values[row] ? 1 : 0) }
        let texts = TextArray(["false", "true"])
        return .column(
            .text(
                TextArray(
                    codes: codes.finish(),
                    offsets: texts.offsets,
                    bytes: texts.bytes,
                    validity: array.validity
                )
            )
        )
    }

    private static let values: Kernel = { arguments, rows, _ in
        let column = arguments[0].materialized(rows.count)
        var builder = TextBuilder(capacity: rows.count)
        for row in 0..<rows.count { builder.append(text(column.scalarIgnoringNull(atRow: row))) }
        return .column(.text(builder.finish(validity: column.validity)))
    }

    /// The text of one value.
    static func text(_ value: ScalarValue) -> String {
        switch value {
        case .null: ""
        case .boolean(let value): value ? "true" : "false"
        case .int64(let value): String(value)
        case .float64(let value): value.description
        case .decimal(let digits, _, let scale): DecimalText.text(digits, scale: scale)
        case .money(let minorUnits, let currency):
            "\(DecimalText.text(Int128(minorUnits), scale: currency.fractionDigits)) \(currency)"
        case .text(let value): value
        case .date(let days): CalendarDate(daysSinceEpoch: days).description
        case .timestamp(let instant): TimestampText.text(instant)
        }
    }
}

extension Column {
    /// The value that stands in a slot, null or not.
    func scalarIgnoringNull(atRow row: Int) -> ScalarValue {
        switch self {
        case .int64(let array): .int64(array.values[row])
        case .float64(let array): .float64(array.values[row])
        case .decimal(let array, let precision, let scale):
            .decimal(array.values[row], precision: precision, scale: scale)
        case .date(let array): .date(array.values[row])
        case .timestamp(let array): .timestamp(array.values[row])
        default: scalar(atRow: row)
        }
    }
}
