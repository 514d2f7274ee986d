// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Arithmetic on int64: computed for all slots with a flag for overflow; the row is looked for only
/// when it is set.
enum IntegerKernels {
    static func kernel(_ operation: BinaryOperator) -> Kernel {
        { arguments, rows, faults in
            let left = arguments[0].int64, right = arguments[1].int64
            let validity = Bitmap.bothValid(
                arguments[0].validity(rows.count),
                arguments[1].validity(rows.count)
            )
            let values = values(operation, left, right, validity, rows, &faults)
            return .column(.int64(Int64Array(values, validity: validity)))
        }
    }

    /// The sums, differences, products or remainders of two operands; for int64 and for minor
    /// units.
    static func values(
        _ operation: BinaryOperator,
        _ left: Operand<Int64>,
        _ right: Operand<Int64>,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults,
        of type: DataType = .int64
    ) -> Values<Int64> {
        let count = rows.count
        var flags: Int64 = 0
        let result: Values<Int64>
        switch operation {
        case .add:
            result = mapSlots(left, right, count) { first, second in
                let sum = first &+ second
                flags |= (first ^ sum) & (second ^ sum)
                return sum
            }
        case .subtract:
            result = mapSlots(left, right, count) { first, second in
                let difference = first &- second
                flags |= (first ^ second) & (first ^ difference)
                return difference
            }
        case .multiply:
            result = mapSlots(left, right, count) { first, second in
                let (product, overflow) = first.multipliedReportingOverflow(by: second)
                flags |= overflow ? .min : 0
                return product
            }
        default:
            result = mapSlots(left, right, count) { first, second in
                // A remainder by -1 is 0 even for the smallest integer, whose quotient overflows.
                if second == 0 || second == -1 {
                    flags |= second == 0 ? .min : 0
                    return 0
                }
                return first % second
            }
        }
        if flags < 0 { report(operation, left, right, validity, rows, &faults, type) }
        return result
    }

    private static func report(
        _ operation: BinaryOperator,
        _ left: Operand<Int64>,
        _ right: Operand<Int64>,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults,
        _ type: DataType
    ) {
        if operation == .remainder {
            if let row = rows.first(validity: validity, where: { right[$0] == 0 }) {
                faults.report(row, .divisionByZero)
            }
            return
        }
        let row = rows.first(validity: validity) { overflows(operation, left[$0], right[$0]) }
        guard let row else { return }
        let text = "\(left[row]) \(operation.rawValue) \(right[row])"
        faults.report(row, .integerOverflow(text, type))
    }

    private static func overflows(_ operation: BinaryOperator, _ left: Int64, _ right: Int64)
        -> Bool
    {
        switch operation {
        case .add: left.addingReportingOverflow(right).overflow
        case .subtract: left.subtractingReportingOverflow(right).overflow
        default: left.multipliedReportingOverflow(by: right).overflow
        }
    }

    /// Minus or the absolute value; the smallest integer has neither.
    static func magnitudes(
        _ operand: Operand<Int64>,
        _ form: UnaryForm,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults,
        of type: DataType = .int64
    ) -> Values<Int64> {
        var hasSmallest = false
        let result = mapSlots(operand, rows.count) { value in
            hasSmallest = hasSmallest || value == .min
            return form == .negation || value < 0 ? 0 &- value : value
        }
        if hasSmallest, let row = rows.first(validity: validity, where: { operand[$0] == .min }) {
            faults.report(row, .integerOverflow(form.text(of: "\(Int64.min)"), type))
        }
        return result
    }
}

/// Minus or the absolute value.
enum UnaryForm: Sendable {
    case negation
    case absolute

    func text(of value: String) -> String { self == .negation ? "-(\(value))" : "abs(\(value))" }
}
