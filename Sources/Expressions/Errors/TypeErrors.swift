// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension ExpressionFault {
    static func mismatch(_ range: Range<Int>, _ message: String, fix: String? = nil) -> Self {
        ExpressionFault(.typeMismatch, range, message, fix: fix)
    }

    static func notACondition(_ place: String, _ type: DataType, _ expression: CheckedExpression)
        -> Self
    {
        let text = expression.brief
        let fix =
            switch type {
            case .text: "compare it, as in \(text) = 'capture'"
            case .money: "compare its sign, as in sign(\(text)) > 0"
            case .int64, .decimal, .float64: "compare it, as in \(text) <> 0"
            default: "compare it, as in \(text) is not null"
            }
        return mismatch(expression.range, "\(place) needs true or false, not \(type)", fix: fix)
    }

    static func comparisonWithNull(_ comparison: Comparison, _ range: Range<Int>) -> Self {
        let isNegated = comparison == .notEqual
        return ExpressionFault(
            .comparisonWithNull,
            range,
            "a comparison with null is never true",
            fix: "write 'is \(isNegated ? "not " : "")null'"
        )
    }

    static func notComparable(
        _ sign: String,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> Self {
        if left.type == .money || right.type == .money {
            let isLeft = left.type == .money
            return moneyCompared(
                sign,
                isLeft ? left : right,
                isLeft ? right : left,
                isLeft: isLeft,
                range
            )
        }
        return mismatch(
            range,
            "\(left.typeName) and \(right.typeName) cannot be compared",
            fix: conversion(left, right)
        )
    }

    private static func moneyCompared(
        _ sign: String,
        _ money: CheckedExpression,
        _ other: CheckedExpression,
        isLeft: Bool,
        _ range: Range<Int>
    ) -> Self {
        guard TypeRules.isNumber(other.type) else {
            return mismatch(range, "money and \(other.typeName) cannot be compared")
        }
        if other.type == .float64 { return floatCompared(range, other) }
        let isZero =
            other.constant.map { [.int64(0), .decimal(0, precision: 1, scale: 0)].contains($0) }
            ?? false
        let example = MoneyExample(other.constant)
        let literal = "\(example.call), which means \(example.meaning)"
        let isPlainSign = Comparison(rawValue: sign) != nil
        let fix: String
        if isZero, isPlainSign {
            fix =
                isLeft
                ? "write sign(\(money.brief)) \(sign) 0" : "write 0 \(sign) sign(\(money.brief))"
        } else {
            fix = "write the amount with its currency: \(literal)"
        }
        return ExpressionFault(
            .moneyWithNumber,
            range,
            "money cannot be compared with \(other.typeName): a bare number has no currency",
            fix: fix
        )
    }

    private static func floatCompared(_ range: Range<Int>, _ other: CheckedExpression) -> Self {
        ExpressionFault(
            .moneyWithNumber,
            range,
            "money cannot be compared with float64: money never goes through binary floating point",
            fix: "write an amount, as in money_major(cast(\(other.brief) as decimal(18, 2)), 'NOK')"
        )
    }

    private static func conversion(_ left: CheckedExpression, _ right: CheckedExpression) -> String?
    {
        if left.type == .json || right.type == .json {
            return "convert the json to text first, as in cast(x as text)"
        }
        for (text, other) in [(left, right), (right, left)] where text.type == .text {
            if text.constant != nil, TypeRules.isNumber(other.type) {
                return
                    "write a number without quotes, or cast(\(other.brief) as text) to compare texts"
            }
            if let number = other.constant, TypeRules.isNumber(other.type) {
                return
                    "write '\(TextFromValues.text(number))' to compare texts, or cast(\(text.brief) as \(other.typeName))"
            }
            return "convert one, as in cast(\(text.brief) as \(other.typeName))"
        }
        return nil
    }

    static func noCommonType(_ form: String, _ type: DataType, _ value: CheckedExpression) -> Self {
        if type == .money || value.type == .money {
            let example = MoneyExample(value.constant)
            return ExpressionFault(
                .moneyWithNumber,
                value.range,
                "'\(form)' cannot mix \(type) and \(value.typeName)",
                fix:
                    "write the amount with its currency: \(example.call), which means \(example.meaning)"
            )
        }
        return mismatch(
            value.range,
            "'\(form)' cannot mix \(type) and \(value.typeName)",
            fix: "convert one, as in cast(x as text)"
        )
    }

    static func notANumber(_ form: String, _ expression: CheckedExpression) -> Self {
        let fix: String? =
            switch expression.type {
            case .text where form == "'+'":
                "texts are joined with ||; to calculate, cast(\(expression.brief) as int64)"
            case .text, .json: "convert it first, as in cast(\(expression.brief) as int64)"
            case .boolean: "count with case when \(expression.brief) then 1 else 0 end"
            default: nil
            }
        return mismatch(
            expression.range,
            "\(form) needs numbers, not \(expression.typeName)",
            fix: fix
        )
    }

    static func notAText(_ form: String, _ expression: CheckedExpression) -> Self {
        let fix =
            expression.type == .money
            ? "write cast(major_units(\(expression.brief)) as text)"
            : "convert it first, as in cast(\(expression.brief) as text)"
        return mismatch(
            expression.range,
            "\(form) needs text, not \(expression.typeName)",
            fix: fix
        )
    }

    static func joinedConditions(_ range: Range<Int>) -> Self {
        mismatch(range, "'||' joins texts, not conditions", fix: "write 'or'")
    }

    static func productScaleTooLarge(_ left: Int, _ right: Int, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .decimalScale,
            range,
            "the product has \(left) + \(right) digits after the point; the most is 38",
            fix: "round the operands first, as in round(x, 6)"
        )
    }

    static func noDateArithmetic(
        _ sign: String,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> Self {
        let isInstant = left.type == .timestamp || right.type == .timestamp
        return mismatch(
            range,
            "\(left.typeName) \(sign) \(right.typeName) has no meaning",
            fix: isInstant
                ? "use date_add('hour', 1, x) or date_diff('hour', x, y)"
                : "add or subtract whole days, or use date_add('month', 1, x)"
        )
    }

    static func malformedLike(_ fault: LikeMatcher.Fault, _ range: Range<Int>) -> Self {
        switch fault {
        case .danglingEscape:
            ExpressionFault(
                .malformedLiteral,
                range,
                "the pattern ends with its escape character",
                fix: "write the escape character twice to match itself"
            )
        case .tooLong:
            ExpressionFault(
                .malformedLiteral,
                range,
                "the pattern has more than \(LikeMatcher.maximumByteCount) bytes"
            )
        }
    }

    static func malformedEscape(_ range: Range<Int>) -> Self {
        ExpressionFault(
            .malformedLiteral,
            range,
            "'escape' takes one character",
            fix: "write it as in like '50!%' escape '!'"
        )
    }

    static func cannotCast(_ source: DataType, to target: DataType, _ range: Range<Int>) -> Self {
        mismatch(range, "\(source) cannot be converted to \(target)")
    }
}
