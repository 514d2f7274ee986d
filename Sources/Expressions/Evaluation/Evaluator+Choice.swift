// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Evaluator {
    /// `case`: each condition sees the rows that no earlier one took, each value only the rows that
    /// its condition took.
    mutating func choice(
        _ branches: [CheckedBranch],
        _ otherwise: CheckedExpression?,
        type: DataType?,
        _ rows: Selection
    ) -> Vector {
        var remaining = rows
        var blend = Blend(type: type ?? .text, count: rows.count)
        for branch in branches {
            if remaining.isEmpty { break }
            let taken = evaluate(branch.condition, remaining).booleans(rows.count).values
            let chosen = remaining.intersecting(taken)
            if chosen.isEmpty { continue }
            blend.put(evaluate(branch.value, chosen), at: chosen.bits)
            remaining = remaining.subtracting(taken)
        }
        if let otherwise, !remaining.isEmpty {
            blend.put(evaluate(otherwise, remaining), at: remaining.bits)
        }
        return blend.finish()
    }

    /// `coalesce`: each argument sees the rows on which all earlier ones are null.
    mutating func coalesce(
        _ arguments: [CheckedExpression],
        type: DataType?,
        _ rows: Selection
    ) -> Vector {
        var remaining = rows
        var blend = Blend(type: type ?? .text, count: rows.count)
        for argument in arguments where !remaining.isEmpty {
            let values = evaluate(argument, remaining)
            if values.isNullConstant { continue }
            guard let validity = values.validity(rows.count) else {
                blend.put(values, at: remaining.bits)
                break
            }
            blend.put(values, at: remaining.intersecting(validity).bits)
            remaining = remaining.subtracting(validity)
        }
        return blend.finish()
    }
}
