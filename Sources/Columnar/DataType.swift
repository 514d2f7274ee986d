// SPDX-License-Identifier: Apache-2.0

/// What the values of a column are.
public enum DataType: Sendable, Hashable {
    /// True or false.
    case boolean
    /// A 64-bit integer.
    case int64
    /// An IEEE 754 double; never used for money.
    case float64
    /// An exact number of at most `precision` digits, `scale` of them after the point; precision at most 38.
    case decimal(precision: Int, scale: Int)
    /// An exact amount in minor units, with its ISO 4217 currency.
    case money
    /// UTF-8.
    case text
    /// A calendar day without a time zone.
    case date
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp
    /// The compact text of a nested JSON value.
    case json

    /// The most digits that a decimal can have.
    public static let maximumPrecision = 38
}

extension DataType: CustomStringConvertible {
    /// The type as a pipeline file spells it, `decimal(18, 2)`.
    public var description: String {
        switch self {
        case .boolean: "boolean"
        case .int64: "int64"
        case .float64: "float64"
        case .decimal(let precision, let scale): "decimal(\(precision), \(scale))"
        case .money: "money"
        case .text: "text"
        case .date: "date"
        case .timestamp: "timestamp"
        case .json: "json"
        }
    }
}
