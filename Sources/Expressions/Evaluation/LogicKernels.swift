// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `not` and the tests after `is`.
enum LogicKernels {
    static let negation: Kernel = { arguments, rows, _ in
        let array = arguments[0].booleans(rows.count)
        return .column(.boolean(BooleanArray(array.falses, validity: array.validity)))
    }

    /// Never null.
    static func test(_ test: IsTest, isNegated: Bool) -> Kernel {
        { arguments, rows, _ in
            let bits: Bitmap
            switch test {
            case .null: bits = arguments[0].validity(rows.count)?.flipped ?? .cleared(rows.count)
            case .isTrue: bits = arguments[0].booleans(rows.count).values
            case .isFalse: bits = arguments[0].booleans(rows.count).falses
            }
            return .column(.boolean(BooleanArray(isNegated ? bits.flipped : bits)))
        }
    }
}

/// `nullif`, `least` and `greatest`.
enum ChoiceKernels {
    /// The first argument, null where both are equal.
    static func nullIf(_ domain: ComparisonDomain) -> Kernel {
        { arguments, rows, faults in
            let (value, unwanted) = (arguments[0], arguments[1])
            if value.isNullConstant || unwanted.isNullConstant { return value }
            let validity = strictValidity(arguments, rows.count)
            let equal = ComparisonKernels.bits(
                .equal,
                domain,
                value,
                unwanted,
                validity,
                rows,
                &faults
            )
            let isUnwanted = validity.map { equal.and($0) } ?? equal
            let column = value.materialized(rows.count)
            return .column(column.addingNulls(except: isUnwanted.flipped))
        }
    }

    /// The smallest or largest argument, nulls left out.
    static func extreme(_ wanted: Comparison, _ domain: ComparisonDomain, _ type: DataType)
        -> Kernel
    {
        { arguments, rows, faults in
            let known = arguments.filter { !$0.isNullConstant }
            guard var best = known.first else { return .constant(.null(type)) }
            for next in known.dropFirst() {
                best = better(wanted, domain, type, best, next, rows, &faults)
            }
            return best
        }
    }

    private static func better(
        _ wanted: Comparison,
        _ domain: ComparisonDomain,
        _ type: DataType,
        _ best: Vector,
        _ next: Vector,
        _ rows: Selection,
        _ faults: inout RowFaults
    ) -> Vector {
        let bestValid = best.validity(rows.count), nextValid = next.validity(rows.count)
        let validity = Bitmap.bothValid(bestValid, nextValid)
        var takes = ComparisonKernels.bits(wanted, domain, next, best, validity, rows, &faults)
        if let bestValid { takes = takes.or(bestValid.flipped) }
        if let nextValid { takes = takes.and(nextValid) }
        var blend = Blend(type: type, count: rows.count)
        blend.put(best, at: takes.flipped)
        blend.put(next, at: takes)
        return blend.finish()
    }
}

extension Column {
    /// The same values, null also where no bit is set.
    func addingNulls(except kept: Bitmap) -> Column {
        let validity = Bitmap.bothValid(validity, kept)
        switch self {
        case .boolean(let array): return .boolean(BooleanArray(array.values, validity: validity))
        case .int64(let array): return .int64(Int64Array(array.values, validity: validity))
        case .float64(let array): return .float64(Float64Array(array.values, validity: validity))
        case .decimal(let array, let precision, let scale):
            let array = DecimalArray(array.values, validity: validity)
            return .decimal(array, precision: precision, scale: scale)
        case .money(let array):
            return .money(MoneyArray(array.minorUnits, array.currencies, validity: validity))
        case .text(let array): return .text(array.replacingValidity(validity))
        case .date(let array): return .date(Date32Array(array.values, validity: validity))
        case .timestamp(let array):
            return .timestamp(TimestampArray(array.values, validity: validity))
        case .json(let array): return .json(array.replacingValidity(validity))
        }
    }
}

extension TextArray {
    func replacingValidity(_ validity: ValidityBitmap?) -> TextArray {
        guard let codes else {
            return TextArray(offsets: offsets, bytes: bytes, validity: validity)
        }
        return TextArray(codes: codes, offsets: offsets, bytes: bytes, validity: validity)
    }
}
