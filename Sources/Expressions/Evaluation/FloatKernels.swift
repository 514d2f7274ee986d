// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Arithmetic on float64; a result that is not finite is a fault, as in PostgreSQL, never a silent
/// infinity.
enum FloatKernels {
    static func kernel(_ operation: BinaryOperator) -> Kernel {
        { arguments, rows, faults in
            let left = arguments[0].float64, right = arguments[1].float64
            let validity = Bitmap.bothValid(
                arguments[0].validity(rows.count),
                arguments[1].validity(rows.count)
            )
            let result = Operand.values(values(operation, left, right, rows.count))
            check(result, right, operation, validity, rows, &faults)
            guard case .values(let values) = result else { return .constant(.null(.float64)) }
            return .column(.float64(Float64Array(values, validity: validity)))
        }
    }

    private static func values(
        _ operation: BinaryOperator,
        _ left: Operand<Double>,
        _ right: Operand<Double>,
        _ count: Int
    ) -> Values<Double> {
        switch operation {
        case .add: mapSlots(left, right, count, +)
        case .subtract: mapSlots(left, right, count, -)
        case .multiply: mapSlots(left, right, count, *)
        case .divide: mapSlots(left, right, count, /)
        default: mapSlots(left, right, count) { $0.truncatingRemainder(dividingBy: $1) }
        }
    }

    private static func check(
        _ result: Operand<Double>,
        _ right: Operand<Double>,
        _ operation: BinaryOperator,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults
    ) {
        guard case .values(let values) = result else { return }
        let span = values.span
        var isFinite = true
        for slot in span.indices { isFinite = isFinite && span[slot].isFinite }
        guard !isFinite, let row = rows.first(validity: validity, where: { !values[$0].isFinite })
        else { return }
        let divides = operation == .divide || operation == .remainder
        faults.report(row, divides && right[row] == 0 ? .divisionByZero : .floatOverflow)
    }
}
