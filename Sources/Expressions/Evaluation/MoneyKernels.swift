// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Arithmetic on money, in which amounts of two currencies in one row are a fault.
enum MoneyKernels {
    /// `+`, `-` and `%` of two amounts.
    static func kernel(_ operation: BinaryOperator) -> Kernel {
        let purpose: CurrencyCheck.Purpose =
            switch operation {
            case .add: .adding
            case .subtract: .subtracting
            default: .dividing
            }
        return { arguments, rows, faults in
            let (left, right) = (arguments[0], arguments[1])
            let validity = strictValidity(arguments, rows.count)
            let currencies = CurrencyCheck.run(
                left.currencies,
                right.currencies,
                purpose,
                validity,
                rows,
                &faults
            )
            let values = IntegerKernels.values(
                operation,
                left.int64,
                right.int64,
                validity,
                rows,
                &faults,
                of: .money
            )
            return .column(.money(MoneyArray(values, currencies, validity: validity)))
        }
    }

    /// An amount times a decimal of that scale, half rounded away from zero.
    static func product(scale: Int, moneyIsLeft: Bool) -> Kernel {
        let divisor = PowersOfTen.signed(scale)
        return { arguments, rows, faults in
            let (money, factor) =
                moneyIsLeft ? (arguments[0], arguments[1]) : (arguments[1], arguments[0])
            let validity = strictValidity(arguments, rows.count)
            let amounts = money.int64, factors = factor.decimal
            let values = mapChecked(
                amounts,
                factors,
                zero: 0,
                validity,
                rows,
                &faults,
                fault: {
                    .moneyOverflow(money, $0, "*", DecimalText.text(factors[$0], scale: scale))
                }
            ) { amount, factor -> Int64? in
                let (product, overflow) = ExactArithmetic.scaled(Int128(amount), by: factor)
                let rounded =
                    overflow
                    ? Int256(multiplying: Int128(amount), factor).dividedHalfAwayFromZero(
                        by: divisor
                    )
                    : ExactArithmetic.rounded(product, by: divisor)
                return rounded.flatMap { Int64(exactly: $0) }
            }
            return .column(.money(MoneyArray(values, money.currencies, validity: validity)))
        }
    }

    /// An amount divided by a decimal of that scale, half rounded away from zero.
    static func quotient(scale: Int) -> Kernel {
        let factor = PowersOfTen.signed(scale)
        return { arguments, rows, faults in
            let money = arguments[0]
            let validity = strictValidity(arguments, rows.count)
            let divisors = arguments[1].decimal
            let values = mapChecked(
                money.int64,
                divisors,
                zero: 0,
                validity,
                rows,
                &faults,
                fault: {
                    let divisor = DecimalText.text(divisors[$0], scale: scale)
                    return divisors[$0] == 0
                        ? .divisionByZero : .moneyOverflow(money, $0, "/", divisor)
                }
            ) { amount, divisor -> Int64? in
                guard divisor != 0 else { return nil }
                let (dividend, overflow) = ExactArithmetic.scaled(Int128(amount), by: factor)
                let rounded =
                    overflow
                    ? Int256(multiplying: Int128(amount), factor).dividedHalfAwayFromZero(
                        by: divisor
                    )
                    : ExactArithmetic.rounded(dividend, by: divisor)
                return rounded.flatMap { Int64(exactly: $0) }
            }
            return .column(.money(MoneyArray(values, money.currencies, validity: validity)))
        }
    }

    /// An amount divided by an amount, as a decimal with six digits after the point.
    static let ratio: Kernel = { arguments, rows, faults in
        let (left, right) = (arguments[0], arguments[1])
        let validity = strictValidity(arguments, rows.count)
        CurrencyCheck.run(left.currencies, right.currencies, .dividing, validity, rows, &faults)
        let values = mapChecked(
            left.int64,
            right.int64,
            zero: Int128(0),
            validity,
            rows,
            &faults,
            fault: { _ in .divisionByZero }
        ) { amount, divisor in
            let exponent = TypeRules.quotientScale
            return ExactArithmetic.quotient(Int128(amount), timesTenTo: exponent, Int128(divisor))
        }
        return .column(
            .decimal(
                DecimalArray(values, validity: validity),
                precision: DataType.maximumPrecision,
                scale: TypeRules.quotientScale
            )
        )
    }

    static func magnitudes(_ form: UnaryForm) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let values = IntegerKernels.magnitudes(
                arguments[0].int64,
                form,
                validity,
                rows,
                &faults,
                of: .money
            )
            return .column(.money(MoneyArray(values, arguments[0].currencies, validity: validity)))
        }
    }
}
