// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Which types go together and what they give: the rules of exact numbers in one place.
enum TypeRules {
    /// The fewest digits that a quotient of exact numbers has after the point.
    static let quotientScale = 6
    /// How many digits an int64 can have.
    static let int64Precision = 19

    /// The digits of an exact number; nil for any other type.
    static func exactShape(_ type: DataType?) -> (precision: Int, scale: Int)? {
        switch type {
        case .int64: (int64Precision, 0)
        case .decimal(let precision, let scale): (precision, scale)
        default: nil
        }
    }

    static func isNumber(_ type: DataType?) -> Bool {
        exactShape(type) != nil || type == .float64
    }

    /// The type that holds every value of both, without loss among exact numbers up to 38 digits;
    /// nil if there is none.
    static func common(_ left: DataType?, _ right: DataType?) -> DataType? {
        guard let left else { return right }
        guard let right, left != right else { return left }
        if let (leftPrecision, leftScale) = exactShape(left),
            let (rightPrecision, rightScale) = exactShape(right)
        {
            let scale = max(leftScale, rightScale)
            let integers = max(leftPrecision - leftScale, rightPrecision - rightScale)
            return .decimal(precision: capped(integers + scale), scale: scale)
        }
        if isNumber(left), isNumber(right) { return .float64 }
        switch (left, right) {
        case (.date, .timestamp), (.timestamp, .date): return .timestamp
        default: return nil
        }
    }

    /// The result of `+` and `-` on exact numbers of which one is a decimal.
    static func sum(_ left: (precision: Int, scale: Int), _ right: (precision: Int, scale: Int))
        -> DataType
    {
        let scale = max(left.scale, right.scale)
        let integers = max(left.precision - left.scale, right.precision - right.scale)
        return .decimal(precision: capped(integers + scale + 1), scale: scale)
    }

    /// The result of `*` on exact numbers of which one is a decimal; nil if it has more than 38
    /// digits after the point.
    static func product(
        _ left: (precision: Int, scale: Int),
        _ right: (precision: Int, scale: Int)
    ) -> DataType? {
        let scale = left.scale + right.scale
        guard scale <= DataType.maximumPrecision else { return nil }
        return .decimal(precision: capped(left.precision + right.precision), scale: scale)
    }

    /// The result of `/` on exact numbers.
    static func quotient(
        _ left: (precision: Int, scale: Int),
        _ right: (precision: Int, scale: Int)
    ) -> DataType {
        .decimal(
            precision: DataType.maximumPrecision,
            scale: max(quotientScale, left.scale, right.scale)
        )
    }

    private static func capped(_ precision: Int) -> Int {
        min(DataType.maximumPrecision, precision)
    }

    /// The type of that SQL name; nil if there is none.
    static func type(named name: String, arguments: [Int]) -> DataType? {
        switch name {
        case "decimal", "numeric":
            let precision = arguments.first ?? 18
            let scale = arguments.count > 1 ? arguments[1] : (arguments.isEmpty ? 3 : 0)
            guard arguments.count <= 2, (1...DataType.maximumPrecision).contains(precision),
                (0...precision).contains(scale)
            else { return nil }
            return .decimal(precision: precision, scale: scale)
        case "varchar", "char", "text", "string": return arguments.count <= 1 ? .text : nil
        default: return arguments.isEmpty ? plainNames[name] : nil
        }
    }

    /// Every spelling of a type, for "did you mean".
    static var typeNames: [String] { plainNames.keys + ["decimal", "numeric", "varchar", "text"] }

    private static let plainNames: [String: DataType] = [
        "boolean": .boolean, "bool": .boolean, "int64": .int64, "int": .int64, "integer": .int64,
        "bigint": .int64, "smallint": .int64, "float64": .float64, "double": .float64,
        "double precision": .float64, "float": .float64, "real": .float64, "money": .money,
        "date": .date, "timestamp": .timestamp, "timestamptz": .timestamp, "json": .json,
    ]
}
