// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Which neighbour a number is rounded to.
enum Rounding: Sendable {
    /// The nearest, half away from zero.
    case nearest
    case up
    case down

    /// `value` as a multiple of `unit`, which is above zero; nil past 128 bits.
    @inline(__always)
    func rounded(_ value: Int128, to unit: Int128) -> Int128? {
        let quotient: Int128
        switch self {
        case .nearest: quotient = ExactArithmetic.rounded(value, by: unit)
        case .up: quotient = Self.floor(value, unit) + (value % unit == 0 ? 0 : 1)
        case .down: quotient = Self.floor(value, unit)
        }
        let (product, overflow) = quotient.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }

    private static func floor(_ value: Int128, _ unit: Int128) -> Int128 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
        return rest < 0 ? quotient - 1 : quotient
    }
}

/// `round`, `ceil` and `floor`.
enum RoundingKernels {
    /// One overload for each type that can be rounded.
    static func overloads(_ rounding: Rounding, takesDigits: Bool) -> [Overload] {
        let digits = takesDigits ? [Parameter("digits", .int64)] : []
        func overload(
            _ kind: Parameter.Kind,
            _ result: @escaping @Sendable (Binding) -> DataType,
            _ kernel: @escaping @Sendable (Binding) -> Kernel
        ) -> Overload {
            Overload(
                [Parameter("number", kind)] + digits,
                optional: digits.count,
                result: result,
                binding: kernel
            )
        }
        var overloads = [
            overload(.int64, { _ in .int64 }, { _ in integers(rounding) }),
            overload(.decimal, decimalType, { decimals(rounding, $0) }),
            overload(.float64, { _ in .float64 }, { _ in floats(rounding) }),
        ]
        if takesDigits {
            overloads.append(overload(.money, { _ in .money }, { _ in money(rounding) }))
        }
        return overloads
    }

    /// Fewer digits after the point where their number is known; one more before it, since 9.9
    /// rounds to 10.
    private static func decimalType(_ binding: Binding) -> DataType {
        let shape = binding.shape(0)
        let scale = resultScale(binding)
        let precision = min(
            DataType.maximumPrecision,
            max(1, shape.precision - shape.scale + scale + 1)
        )
        return .decimal(precision: precision, scale: scale)
    }

    private static func resultScale(_ binding: Binding) -> Int {
        let scale = binding.shape(0).scale
        guard binding.types.count > 1 else { return 0 }
        guard let digits = binding.constantInt64(1) else { return scale }
        return Int(min(Int64(scale), max(0, digits)))
    }

    /// How many digits after the point are kept; none if it is not said.
    private static func digits(_ arguments: [Vector]) -> Operand<Int64> {
        arguments.count > 1 ? arguments[1].int64 : .constant(0)
    }

    private static func integers(_ rounding: Rounding) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let values = mapChecked(
                arguments[0].int64,
                digits(arguments),
                zero: 0,
                validity,
                rows,
                &faults,
                fault: { .integerOverflow("round(\(arguments[0].int64[$0]))", .int64) }
            ) { value, digits -> Int64? in
                if digits >= 0 { return value }
                guard let unit = unit(droppedDigits: digits.magnitude) else { return 0 }
                return rounding.rounded(Int128(value), to: unit).flatMap { Int64(exactly: $0) }
            }
            return .column(.int64(Int64Array(values, validity: validity)))
        }
    }

    private static func decimals(_ rounding: Rounding, _ binding: Binding) -> Kernel {
        let scale = binding.shape(0).scale
        let kept = resultScale(binding)
        let divisor = PowersOfTen.signed(scale - kept)
        guard case .decimal(let precision, _) = decimalType(binding) else {
            return { arguments, _, _ in arguments[0] }
        }
        return { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let numbers = arguments[0].decimal
            let values = mapChecked(
                numbers,
                digits(arguments),
                zero: Int128(0),
                validity,
                rows,
                &faults,
                fault: { .decimalOverflow("round(\(DecimalText.text(numbers[$0], scale: scale)))") }
            ) { value, digits -> Int128? in
                let (dropped, overflow) = Int64(scale).subtractingReportingOverflow(digits)
                guard !overflow, dropped > 0 else {
                    return overflow && digits < 0 ? 0 : value / divisor
                }
                guard let unit = unit(droppedDigits: dropped.magnitude) else { return 0 }
                guard let rounded = rounding.rounded(value, to: unit) else { return nil }
                let result = rounded / divisor
                return PowersOfTen.fits(result, precision: DataType.maximumPrecision) ? result : nil
            }
            let array = DecimalArray(values, validity: validity)
            return .column(.decimal(array, precision: precision, scale: kept))
        }
    }

    private static func money(_ rounding: Rounding) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let amounts = arguments[0].int64
            let currencies = CurrencyOperand(arguments[0].currencies)
            let digits = digits(arguments)
            func rounded(_ row: Int) -> Int64? {
                let currency = Currency(packed: currencies[row])
                let scale = Int64(max(0, currency.fractionDigits))
                let (dropped, overflow) = scale.subtractingReportingOverflow(digits[row])
                guard !overflow, dropped > 0 else {
                    return overflow && digits[row] < 0 ? 0 : amounts[row]
                }
                guard let unit = unit(droppedDigits: dropped.magnitude) else { return 0 }
                return rounding.rounded(Int128(amounts[row]), to: unit).flatMap {
                    Int64(exactly: $0)
                }
            }
            var values = ValuesBuilder<Int64>(capacity: rows.count)
            for row in 0..<rows.count { values.put(rounded(row) ?? 0) }
            if let row = rows.first(validity: validity, where: { rounded($0) == nil }) {
                faults.report(row, .integerOverflow("round(\(amounts[row]))", .money))
            }
            let array = MoneyArray(values.finish(), arguments[0].currencies, validity: validity)
            return .column(.money(array))
        }
    }

    private static func floats(_ rounding: Rounding) -> Kernel {
        { arguments, rows, _ in
            let rule: FloatingPointRoundingRule =
                switch rounding {
                case .nearest: .toNearestOrAwayFromZero
                case .up: .up
                case .down: .down
                }
            let values = mapSlots(arguments[0].float64, digits(arguments), rows.count) {
                value,
                digits in
                let exponent = Int(min(300, max(-300, digits)))
                if exponent == 0 { return value.rounded(rule) }
                let factor = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
                let scaled = exponent > 0 ? value * factor : value / factor
                guard scaled.isFinite else { return value }
                let rounded = scaled.rounded(rule)
                return exponent > 0 ? rounded / factor : rounded * factor
            }
            let validity = strictValidity(arguments, rows.count)
            return .column(.float64(Float64Array(values, validity: validity)))
        }
    }

    /// Ten to the power of the digits that go; nil if that is more than any number has.
    private static func unit(droppedDigits: UInt64) -> Int128? {
        droppedDigits > 38 ? nil : PowersOfTen.signed(Int(droppedDigits))
    }
}
