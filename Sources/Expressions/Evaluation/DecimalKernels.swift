// SPDX-License-Identifier: Apache-2.0

import Columnar

/// How many digits a decimal has, and how many of them after the point.
struct DecimalShape: Sendable, Hashable {
    let precision: Int
    let scale: Int

    var type: DataType { .decimal(precision: precision, scale: scale) }
}

/// Arithmetic on decimals: exact, at most 38 digits, by the rules of `TypeRules`.
enum DecimalKernels {
    static func kernel(
        _ operation: BinaryOperator,
        _ left: DecimalShape,
        _ right: DecimalShape,
        _ result: DecimalShape
    ) -> Kernel {
        { arguments, rows, faults in
            let (first, second) = (arguments[0].decimal, arguments[1].decimal)
            let validity = strictValidity(arguments, rows.count)
            let values: Values<Int128> =
                if canOnlyFit(operation, left, right) {
                    plain(operation, first, second, left, right, rows.count)
                } else {
                    checked(
                        operation,
                        first,
                        second,
                        (left, right, result),
                        validity,
                        rows,
                        &faults
                    )
                }
            return .column(
                .decimal(
                    DecimalArray(values, validity: validity),
                    precision: result.precision,
                    scale: result.scale
                )
            )
        }
    }

    /// Whether no two values of these shapes can give more than 38 digits.
    private static func canOnlyFit(
        _ operation: BinaryOperator,
        _ left: DecimalShape,
        _ right: DecimalShape
    ) -> Bool {
        switch operation {
        case .add, .subtract:
            max(left.precision - left.scale, right.precision - right.scale)
                + max(left.scale, right.scale) < DataType.maximumPrecision
        case .multiply: left.precision + right.precision <= DataType.maximumPrecision
        default: false
        }
    }

    private static func plain(
        _ operation: BinaryOperator,
        _ first: Operand<Int128>,
        _ second: Operand<Int128>,
        _ left: DecimalShape,
        _ right: DecimalShape,
        _ count: Int
    ) -> Values<Int128> {
        if operation == .multiply { return mapSlots(first, second, count) { $0 &* $1 } }
        let (leftFactor, rightFactor) = factors(operation, left, right)
        if leftFactor == 1, rightFactor == 1 { return mapSlots(first, second, count) { $0 &+ $1 } }
        return mapSlots(first, second, count) { $0 &* leftFactor &+ $1 &* rightFactor }
    }

    /// What brings both sides to one scale; the right one is negative for a difference.
    private static func factors(
        _ operation: BinaryOperator,
        _ left: DecimalShape,
        _ right: DecimalShape
    ) -> (Int128, Int128) {
        let scale = max(left.scale, right.scale)
        let rightFactor = PowersOfTen.signed(scale - right.scale)
        return (
            PowersOfTen.signed(scale - left.scale),
            operation == .subtract ? -rightFactor : rightFactor
        )
    }

    private static func checked(
        _ operation: BinaryOperator,
        _ first: Operand<Int128>,
        _ second: Operand<Int128>,
        _ shapes: (left: DecimalShape, right: DecimalShape, result: DecimalShape),
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults
    ) -> Values<Int128> {
        let (leftFactor, rightFactor) = factors(operation, shapes.left, shapes.right)
        let exponent = shapes.result.scale - shapes.left.scale + shapes.right.scale
        func fault(_ row: Int) -> RowFault {
            let divides = operation == .divide || operation == .remainder
            if divides, second[row] == 0 { return .divisionByZero }
            let left = DecimalText.text(first[row], scale: shapes.left.scale)
            let right = DecimalText.text(second[row], scale: shapes.right.scale)
            return .decimalOverflow("\(left) \(operation.rawValue) \(right)")
        }
        return mapChecked(first, second, zero: 0, validity, rows, &faults, fault: fault) {
            switch operation {
            case .add, .subtract: ExactArithmetic.sum($0, leftFactor, $1, rightFactor)
            case .multiply: ExactArithmetic.product($0, $1)
            case .divide: ExactArithmetic.quotient($0, timesTenTo: exponent, $1)
            default: ExactArithmetic.remainder($0, leftFactor, $1, rightFactor)
            }
        }
    }
}
