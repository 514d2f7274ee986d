// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A result for every slot, nil being a fault of that row: all slots are computed in one go, and
/// only when one gave nil the lowest active row that asked for it is looked for.
@inline(__always)
func mapChecked<A, R>(
    _ operand: Operand<A>,
    zero: R,
    _ validity: ValidityBitmap?,
    _ rows: Selection,
    _ faults: inout RowFaults,
    fault: (Int) -> RowFault,
    _ body: (A) -> R?
) -> Values<R> {
    var hasFailed = false
    let result = mapSlots(operand, rows.count) { value in
        guard let result = body(value) else {
            hasFailed = true
            return zero
        }
        return result
    }
    if hasFailed, let row = rows.first(validity: validity, where: { body(operand[$0]) == nil }) {
        faults.report(row, fault(row))
    }
    return result
}

/// The same for two operands.
@inline(__always)
func mapChecked<A, B, R>(
    _ left: Operand<A>,
    _ right: Operand<B>,
    zero: R,
    _ validity: ValidityBitmap?,
    _ rows: Selection,
    _ faults: inout RowFaults,
    fault: (Int) -> RowFault,
    _ body: (A, B) -> R?
) -> Values<R> {
    var hasFailed = false
    let result = mapSlots(left, right, rows.count) { first, second in
        guard let result = body(first, second) else {
            hasFailed = true
            return zero
        }
        return result
    }
    if hasFailed {
        let row = rows.first(validity: validity) { body(left[$0], right[$0]) == nil }
        if let row { faults.report(row, fault(row)) }
    }
    return result
}

/// The slots on which no argument is null; nil if that is all of them.
func strictValidity(_ arguments: [Vector], _ count: Int) -> ValidityBitmap? {
    arguments.reduce(nil) { Bitmap.bothValid($0, $1.validity(count)) }
}
