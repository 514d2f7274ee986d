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
        let validity = column.validity
        func written(_ write: (Int, inout ByteWriter) -> Void) -> Vector {
            TextKernels.written(arguments, rows, validity: validity) { row, writer in
                writer.reserve(ByteWriter.longestNumber)
                write(row, &writer)
            }
        }
        switch column {
        case .int64(let array): return written { row, writer in writer.put(array.values[row]) }
        case .decimal(let array, _, let scale):
            return written { row, writer in
                writer.put(array.values[row], fractionDigits: scale)
            }
        case .date(let array): return written { row, writer in writer.put(day: array.values[row]) }
        case .timestamp(let array):
            return written { row, writer in writer.put(instant: array.values[row]) }
        default:
            // The shortest digits of a double come as a String, of up to 15 bytes without memory.
            return written { row, writer in
                writer.append(text(column.scalarIgnoringNull(atRow: row)))
            }
        }
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

extension ByteWriter {
    /// Puts `2026-10-01` into reserved room.
    fileprivate mutating func put(day: Int32) {
        let (year, month, day) = CalendarDate(daysSinceEpoch: day).components
        putDigits(UInt64(year), count: 4)
        put(UInt8(ascii: "-"))
        putDigits(UInt64(month), count: 2)
        put(UInt8(ascii: "-"))
        putDigits(UInt64(day), count: 2)
    }

    /// Puts `2026-10-01T08:12:45.118302Z` into reserved room.
    fileprivate mutating func put(instant: Int64) {
        let (day, rest) = TimestampText.split(instant)
        let (seconds, fraction) = UInt64(rest).quotientAndRemainder(dividingBy: 1_000_000)
        put(day: Int32(truncatingIfNeeded: day))
        put(UInt8(ascii: "T"))
        putDigits(seconds / 3_600, count: 2)
        put(UInt8(ascii: ":"))
        putDigits(seconds / 60 % 60, count: 2)
        put(UInt8(ascii: ":"))
        putDigits(seconds % 60, count: 2)
        put(UInt8(ascii: "."))
        putDigits(fraction, count: 6)
        put(UInt8(ascii: "Z"))
    }
}
