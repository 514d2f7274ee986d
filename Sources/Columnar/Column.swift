// SPDX-License-Identifier: Apache-2.0

/// One column of a batch: a closed set of kinds over concrete arrays, switched on once per batch.
public enum Column: Sendable {
    case boolean(BooleanArray)
    case int64(Int64Array)
    case float64(Float64Array)
    case decimal(DecimalArray, precision: Int, scale: Int)
    case money(MoneyArray)
    case text(TextArray)
    case date(Date32Array)
    case timestamp(TimestampArray)
    case json(TextArray)

    /// How many slots there are.
    @inlinable public var count: Int {
        switch self {
        case .boolean(let array): array.count
        case .int64(let array), .timestamp(let array): array.count
        case .float64(let array): array.count
        case .decimal(let array, _, _): array.count
        case .money(let array): array.count
        case .text(let array), .json(let array): array.count
        case .date(let array): array.count
        }
    }

    /// Which slots are not null; nil if none is.
    @inlinable public var validity: ValidityBitmap? {
        switch self {
        case .boolean(let array): array.validity
        case .int64(let array), .timestamp(let array): array.validity
        case .float64(let array): array.validity
        case .decimal(let array, _, _): array.validity
        case .money(let array): array.validity
        case .text(let array), .json(let array): array.validity
        case .date(let array): array.validity
        }
    }

    /// What the values are.
    public var type: DataType {
        switch self {
        case .boolean: .boolean
        case .int64: .int64
        case .float64: .float64
        case .decimal(_, let precision, let scale): .decimal(precision: precision, scale: scale)
        case .money: .money
        case .text: .text
        case .date: .date
        case .timestamp: .timestamp
        case .json: .json
        }
    }

    /// How many slots are null.
    public var nullCount: Int { validity.map { $0.count - $0.setCount } ?? 0 }

    /// A column of nulls only.
    public init(nulls count: Int, type: DataType) {
        let none = Bitmap(repeating: false, count: count)
        switch type {
        case .boolean: self = .boolean(BooleanArray(none, validity: none))
        case .int64:
            self = .int64(PrimitiveArray(Values(repeating: 0, count: count), validity: none))
        case .float64:
            self = .float64(PrimitiveArray(Values(repeating: 0, count: count), validity: none))
        case .decimal(let precision, let scale):
            let zeros = PrimitiveArray<Int128>(Values(repeating: 0, count: count), validity: none)
            self = .decimal(zeros, precision: precision, scale: scale)
        case .money:
            let zeros = Values<Int64>(repeating: 0, count: count)
            self = .money(MoneyArray(zeros, .one(Currency(packed: 0)), validity: none))
        case .text: self = .text(TextArray(repeating: nil, count: count))
        case .json: self = .json(TextArray(repeating: nil, count: count))
        case .date: self = .date(PrimitiveArray(Values(repeating: 0, count: count), validity: none))
        case .timestamp:
            self = .timestamp(PrimitiveArray(Values(repeating: 0, count: count), validity: none))
        }
    }
}
