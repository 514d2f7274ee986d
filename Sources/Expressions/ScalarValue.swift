// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// One value of an expression: a literal, a parameter, or a result of constant parts.
public enum ScalarValue: Sendable, Hashable {
    /// No value. The type is nil only for a bare `null` whose use has not decided it yet.
    case null(DataType?)
    case boolean(Bool)
    case int64(Int64)
    case float64(Double)
    /// The digits without their point.
    case decimal(Int128, precision: Int, scale: Int)
    /// Minor units.
    case money(Int64, Currency)
    case text(String)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)

    /// What the value is; nil for a null of no type.
    public var type: DataType? {
        switch self {
        case .null(let type): type
        case .boolean: .boolean
        case .int64: .int64
        case .float64: .float64
        case .decimal(_, let precision, let scale): .decimal(precision: precision, scale: scale)
        case .money: .money
        case .text: .text
        case .date: .date
        case .timestamp: .timestamp
        }
    }

    /// Whether it is a null of any type.
    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }
}
