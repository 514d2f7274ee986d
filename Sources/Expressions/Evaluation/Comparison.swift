// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The six comparisons, each made of "equal" or "less" by swapping the sides or turning the bits
/// around.
enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    var isEquality: Bool { self == .equal || self == .notEqual }
    var isSwapped: Bool { self == .greater || self == .lessOrEqual }
    var isFlipped: Bool { self == .notEqual || self == .lessOrEqual || self == .greaterOrEqual }
}

/// Which values two sides are compared as.
enum ComparisonDomain: Sendable {
    case boolean
    case int64
    case float64
    /// Exact, although not every int64 is a double.
    case int64WithFloat64
    case float64WithInt64
    /// Exact at any two scales.
    case decimal(leftScale: Int, rightScale: Int)
    case money
    case text
    case date
}

enum ComparisonKernels {
    /// A strict kernel that gives true or false.
    static func kernel(_ comparison: Comparison, _ domain: ComparisonDomain) -> Kernel {
        { arguments, rows, faults in
            let (left, right) = (arguments[0], arguments[1])
            let validity = Bitmap.bothValid(left.validity(rows.count), right.validity(rows.count))
            let bits = bits(comparison, domain, left, right, validity, rows, &faults)
            return .column(.boolean(BooleanArray(bits, validity: validity)))
        }
    }

    /// Compares with null as a value of its own, so that the result is never null; not strict.
    static func distinctKernel(_ domain: ComparisonDomain) -> Kernel {
        { arguments, rows, faults in
            let (left, right) = (arguments[0], arguments[1])
            if left.isNullConstant || right.isNullConstant {
                let valid = [left, right].map { $0.validity(rows.count).bits(rows.count) }
                return .column(.boolean(BooleanArray(valid[0].or(valid[1]))))
            }
            let leftValid = left.validity(rows.count), rightValid = right.validity(rows.count)
            let validity = Bitmap.bothValid(leftValid, rightValid)
            let bits = bits(.notEqual, domain, left, right, validity, rows, &faults)
            guard let validity else { return .column(.boolean(BooleanArray(bits))) }
            let either = leftValid.bits(rows.count).or(rightValid.bits(rows.count))
            let distinct = bits.and(validity).or(either.subtracting(validity))
            return .column(.boolean(BooleanArray(distinct)))
        }
    }

    /// One bit per slot; what stands at null slots is undefined.
    static func bits(
        _ comparison: Comparison,
        _ domain: ComparisonDomain,
        _ left: Vector,
        _ right: Vector,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults
    ) -> Bitmap {
        if case .money = domain {
            CurrencyCheck.run(
                left.currencies,
                right.currencies,
                .comparing,
                validity,
                rows,
                &faults
            )
        }
        let (first, second) = comparison.isSwapped ? (right, left) : (left, right)
        let domain = comparison.isSwapped ? domain.swapped : domain
        let bits =
            comparison.isEquality
            ? equal(domain, first, second, rows.count) : less(domain, first, second, rows.count)
        return comparison.isFlipped ? bits.flipped : bits
    }

    private static func equal(
        _ domain: ComparisonDomain,
        _ left: Vector,
        _ right: Vector,
        _ count: Int
    ) -> Bitmap {
        switch domain {
        case .int64, .money: mapBits(left.int64, right.int64, count, ==)
        case .date: mapBits(left.days, right.days, count, ==)
        case .float64: mapBits(left.float64, right.float64, count, FloatOrder.areEqual)
        case .int64WithFloat64: mapBits(left.int64, right.float64, count, FloatOrder.areEqual)
        case .float64WithInt64: equal(.int64WithFloat64, right, left, count)
        case .decimal(let first, let second) where first == second:
            mapBits(left.decimal, right.decimal, count, ==)
        case .decimal(let first, let second):
            mapBits(left.decimal, right.decimal, count) {
                DecimalOrder.compare($0, scale: first, $1, scale: second) == 0
            }
        case .text: TextComparison.equal(left.text, right.text, count)
        case .boolean:
            left.booleans(count).values.flipped.xor(right.booleans(count).values)
        }
    }

    private static func less(
        _ domain: ComparisonDomain,
        _ left: Vector,
        _ right: Vector,
        _ count: Int
    ) -> Bitmap {
        switch domain {
        case .int64, .money: mapBits(left.int64, right.int64, count, <)
        case .date: mapBits(left.days, right.days, count, <)
        case .float64: mapBits(left.float64, right.float64, count, FloatOrder.isLess)
        case .int64WithFloat64: mapBits(left.int64, right.float64, count, FloatOrder.isLess)
        case .float64WithInt64: mapBits(left.float64, right.int64, count, FloatOrder.isLess)
        case .decimal(let first, let second) where first == second:
            mapBits(left.decimal, right.decimal, count, <)
        case .decimal(let first, let second):
            mapBits(left.decimal, right.decimal, count) {
                DecimalOrder.compare($0, scale: first, $1, scale: second) < 0
            }
        case .text: TextComparison.less(left.text, right.text, count)
        case .boolean: right.booleans(count).values.subtracting(left.booleans(count).values)
        }
    }
}

extension ComparisonDomain {
    /// The domain with its sides exchanged.
    fileprivate var swapped: ComparisonDomain {
        switch self {
        case .int64WithFloat64: .float64WithInt64
        case .float64WithInt64: .int64WithFloat64
        case .decimal(let left, let right): .decimal(leftScale: right, rightScale: left)
        default: self
        }
    }
}

extension Bitmap {
    /// Bits that differ.
    func xor(_ other: Bitmap) -> Bitmap { subtracting(other).or(other.subtracting(self)) }
}

/// The order of doubles, in which NaN equals itself and comes last, as in PostgreSQL.
enum FloatOrder {
    @inline(__always)
    static func areEqual(_ left: Double, _ right: Double) -> Bool {
        left == right || left.isNaN && right.isNaN
    }

    @inline(__always)
    static func isLess(_ left: Double, _ right: Double) -> Bool {
        left < right || right.isNaN && !left.isNaN
    }

    /// Exact: rounding an integer to a double keeps the order, so only equal roundings need a
    /// second look.
    @inline(__always)
    static func areEqual(_ left: Int64, _ right: Double) -> Bool {
        Double(left) == right && Int64(exactly: right) == left
    }

    @inline(__always)
    static func isLess(_ left: Int64, _ right: Double) -> Bool {
        let rounded = Double(left)
        guard rounded == right else { return rounded < right || right.isNaN }
        guard let integer = Int64(exactly: right) else { return true }
        return left < integer
    }

    @inline(__always)
    static func isLess(_ left: Double, _ right: Int64) -> Bool {
        let rounded = Double(right)
        guard rounded == left else { return left < rounded }
        guard let integer = Int64(exactly: left) else { return false }
        return integer < right
    }
}

/// The order of decimals of different scales.
enum DecimalOrder {
    /// Negative, zero or positive, like the difference; exact even where the larger scale has no
    /// room.
    static func compare(
        _ left: Int128,
        scale leftScale: Int,
        _ right: Int128,
        scale rightScale: Int
    ) -> Int {
        guard leftScale <= rightScale else {
            return -compare(right, scale: rightScale, left, scale: leftScale)
        }
        let factor = PowersOfTen.signed(rightScale - leftScale)
        let (scaled, overflow) = left.multipliedReportingOverflow(by: factor)
        if overflow { return left < 0 ? -1 : 1 }
        return scaled == right ? 0 : (scaled < right ? -1 : 1)
    }
}
