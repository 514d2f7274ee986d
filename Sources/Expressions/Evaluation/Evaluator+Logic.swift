// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Evaluator {
    /// `and`: a later operand sees only the rows on which no earlier one is false.
    mutating func conjunction(_ operands: [CheckedExpression], _ rows: Selection) -> Vector {
        var undecided = rows
        var result: BooleanArray?
        for operand in operands {
            let next = evaluate(operand, undecided).booleans(rows.count)
            let joined = result.map { Self.and($0, next) } ?? next
            result = joined
            undecided = rows.subtracting(joined.falses)
            if undecided.isEmpty { break }
        }
        return .column(.boolean(result ?? BooleanArray(.filled(rows.count))))
    }

    /// `or`: a later operand sees only the rows on which no earlier one is true.
    mutating func disjunction(_ operands: [CheckedExpression], _ rows: Selection) -> Vector {
        var undecided = rows
        var result: BooleanArray?
        for operand in operands {
            let next = evaluate(operand, undecided).booleans(rows.count)
            let joined = result.map { Self.or($0, next) } ?? next
            result = joined
            undecided = rows.subtracting(joined.values)
            if undecided.isEmpty { break }
        }
        return .column(.boolean(result ?? BooleanArray(.cleared(rows.count))))
    }

    /// `in` with items that are not all constant texts: the value is evaluated once, then compared
    /// item by item.
    mutating func inList(
        _ value: CheckedExpression,
        _ items: [CheckedExpression],
        _ equal: Kernel,
        _ rows: Selection
    ) -> Vector {
        let value = evaluate(value, rows)
        guard !value.isNullConstant else {
            // Items are asked all the same: whether a batch holds nothing but nulls must not show.
            for item in items { _ = evaluate(item, rows) }
            return .constant(.null(.boolean))
        }
        var undecided = rows
        var result = BooleanArray(.cleared(rows.count))
        for item in items {
            let next = equality(value, evaluate(item, undecided), equal, undecided)
            result = Self.or(result, next)
            undecided = rows.subtracting(result.values)
            if undecided.isEmpty { break }
        }
        return .column(.boolean(result))
    }

    private mutating func equality(
        _ value: Vector,
        _ item: Vector,
        _ equal: Kernel,
        _ rows: Selection
    ) -> BooleanArray {
        if item.isNullConstant { return Vector.constant(.null(.boolean)).booleans(rows.count) }
        let sides = value.constant == nil ? value : .column(value.materialized(rows.count))
        return equal([sides, item], rows, &faults).booleans(rows.count)
    }

    /// False wins over null, in three-valued logic; bits of null slots are zero.
    private static func and(_ left: BooleanArray, _ right: BooleanArray) -> BooleanArray {
        let values = left.values.and(right.values)
        if left.validity == nil, right.validity == nil { return BooleanArray(values) }
        let known = values.or(left.falses).or(right.falses)
        return BooleanArray(values, validity: known.isAllSet ? nil : known)
    }

    /// True wins over null, in three-valued logic.
    private static func or(_ left: BooleanArray, _ right: BooleanArray) -> BooleanArray {
        let values = left.values.or(right.values)
        if left.validity == nil, right.validity == nil { return BooleanArray(values) }
        let known = values.or(left.falses.and(right.falses))
        return BooleanArray(values, validity: known.isAllSet ? nil : known)
    }
}

extension BooleanArray {
    /// The slots that are false, not null.
    var falses: Bitmap { validity.map { $0.subtracting(values) } ?? values.flipped }
}
