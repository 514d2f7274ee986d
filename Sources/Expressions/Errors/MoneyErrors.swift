// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// What an amount looks like in a fix: the number that was written, as kroner.
struct MoneyExample {
    var call = "money(10000, 'NOK')"
    var meaning = "100.00"

    init(_ constant: ScalarValue?) {
        let digits: Int128
        let scale: Int
        switch constant {
        case .int64(let value): (digits, scale) = (Int128(value), 0)
        case .decimal(let value, _, let places) where places <= 2: (digits, scale) = (value, places)
        default: return
        }
        guard digits.magnitude < 1_000_000_000_000 else { return }
        let minorUnits = digits * PowersOfTen.signed(2 - scale)
        call = "money(\(minorUnits), 'NOK')"
        meaning = DecimalText.text(minorUnits, scale: 2)
    }
}

extension ExpressionFault {
    static func moneyWithNumber(
        _ sign: String,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> Self {
        let other = left.type == .money ? right : left
        let example = MoneyExample(other.constant)
        let fix =
            TypeRules.isNumber(other.type)
            ? "write the amount with its currency: \(example.call), which means \(example.meaning)"
            : nil
        return ExpressionFault(
            .moneyWithNumber,
            range,
            "\(left.typeName) \(sign) \(right.typeName) has no meaning: amounts go with amounts",
            fix: fix
        )
    }

    static func moneyTimesMoney(_ range: Range<Int>) -> Self {
        ExpressionFault(
            .moneyWithNumber,
            range,
            "money * money has no meaning",
            fix: "multiply by a number, as in amount * 0.25, or take major_units(x) of one"
        )
    }

    static func moneyWithFloat(
        _ sign: String,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> Self {
        ExpressionFault(
            .moneyWithNumber,
            range,
            "\(left.typeName) \(sign) \(right.typeName): money never goes through binary floating point",
            fix: "write the number as a decimal, 0.25 or cast(x as decimal(18, 6))"
        )
    }

    static func moneyAsText(_ form: String, _ expression: CheckedExpression) -> Self {
        ExpressionFault(
            .moneyConversion,
            expression.range,
            "\(form) does not write money, whose currency would be lost",
            fix:
                "write cast(major_units(\(expression.brief)) as text), and currency(\(expression.brief)) if it is wanted"
        )
    }

    static func castToMoney(_ expression: CheckedExpression, _ range: Range<Int>) -> Self {
        let text = expression.brief
        return ExpressionFault(
            .moneyConversion,
            range,
            "\(expression.typeName) cannot be cast to money, which needs a currency",
            fix:
                "write money(\(text), 'NOK') for minor units or money_major(\(text), 'NOK') for major units"
        )
    }

    static func castFromMoney(
        _ target: DataType,
        _ expression: CheckedExpression,
        _ range: Range<Int>
    ) -> Self {
        let text = expression.brief
        return ExpressionFault(
            .moneyConversion,
            range,
            "money cannot be cast to \(target)",
            fix: "write minor_units(\(text)), major_units(\(text)) or currency(\(text))"
        )
    }
}
