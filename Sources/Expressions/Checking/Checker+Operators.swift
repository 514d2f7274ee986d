// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Checker {
    mutating func unary(
        _ operation: UnaryOperator,
        _ operand: SyntaxNode,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        if operation == .not {
            return negated(condition(operand, of: "'not'"), if: true, range)
        }
        guard let expression = check(operand) else { return nil }
        guard let type = expression.type else { return expression }
        guard TypeRules.isNumber(type) || type == .money else {
            return fail(.notANumber("'\(operation.rawValue)'", expression))
        }
        if operation == .plus { return expression }
        let kernel = SignKernels.magnitude(.negation, type)
        return called(.prefix("-"), [expression], type: type, range, kernel)
    }

    mutating func binary(
        _ operation: BinaryOperator,
        _ left: SyntaxNode,
        _ right: SyntaxNode,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        if let comparison = Comparison(rawValue: operation.rawValue) {
            return self.comparison(comparison, left, right, range)
        }
        let first = check(left), second = check(right)
        guard let first, let second else { return nil }
        return operation == .concatenate
            ? concatenated(first, second, range) : arithmetic(operation, first, second, range)
    }

    private mutating func concatenated(
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        if left.type == .boolean, right.type == .boolean { return fail(.joinedConditions(range)) }
        let parts = [left, right].compactMap { asText($0, for: "'||'") }
        guard parts.count == 2 else { return nil }
        return called(.infix("||"), parts, type: .text, range, TextKernels.concatenation)
    }

    /// A value as text, for joining; money is a fault.
    mutating func asText(_ expression: CheckedExpression, for form: String) -> CheckedExpression? {
        expression.type == .money
            ? fail(.moneyAsText(form, expression)) : coerced(expression, to: .text)
    }

    // MARK: Arithmetic

    private mutating func arithmetic(
        _ operation: BinaryOperator,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        if left.type == .money || right.type == .money {
            return moneyArithmetic(operation, left, right, range)
        }
        guard let leftType = left.type ?? right.type, let rightType = right.type ?? left.type else {
            return constant(.null(.int64), range)
        }
        if isTemporal(leftType) || isTemporal(rightType) {
            return dateArithmetic(operation, left, right, range)
        }
        guard TypeRules.isNumber(leftType) else {
            return fail(.notANumber("'\(operation.rawValue)'", left))
        }
        guard TypeRules.isNumber(rightType) else {
            return fail(.notANumber("'\(operation.rawValue)'", right))
        }
        guard let first = coerced(left, to: leftType), let second = coerced(right, to: rightType)
        else { return nil }
        return numbers(operation, first, second, range)
    }

    private func isTemporal(_ type: DataType) -> Bool { type == .date || type == .timestamp }

    private mutating func numbers(
        _ operation: BinaryOperator,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let form = SQLForm.infix(operation.rawValue)
        if left.type == .float64 || right.type == .float64 {
            guard let first = coerced(left, to: .float64), let second = coerced(right, to: .float64)
            else { return nil }
            let kernel = FloatKernels.kernel(operation)
            return called(form, [first, second], type: .float64, range, kernel)
        }
        if left.type == .int64, right.type == .int64, operation != .divide {
            let kernel = IntegerKernels.kernel(operation)
            return called(form, [left, right], type: .int64, range, kernel)
        }
        return decimals(operation, left, right, range)
    }

    private mutating func decimals(
        _ operation: BinaryOperator,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        guard let first = asDecimal(left), let second = asDecimal(right) else { return nil }
        let shapes = (first.shape, second.shape)
        let leftShape = (shapes.0.precision, shapes.0.scale)
        let rightShape = (shapes.1.precision, shapes.1.scale)
        let type: DataType?
        switch operation {
        case .add, .subtract: type = TypeRules.sum(leftShape, rightShape)
        case .multiply: type = TypeRules.product(leftShape, rightShape)
        case .divide: type = TypeRules.quotient(leftShape, rightShape)
        default: type = TypeRules.common(first.value.type, second.value.type)
        }
        guard case .decimal(let precision, let scale) = type else {
            return fail(.productScaleTooLarge(leftShape.1, rightShape.1, range))
        }
        let result = DecimalShape(precision: precision, scale: scale)
        let kernel = DecimalKernels.kernel(operation, shapes.0, shapes.1, result)
        let form = SQLForm.infix(operation.rawValue)
        return called(form, [first.value, second.value], type: result.type, range, kernel)
    }

    /// An exact number as a decimal of its own shape.
    mutating func asDecimal(
        _ expression: CheckedExpression
    ) -> (value: CheckedExpression, shape: DecimalShape)? {
        guard let (precision, scale) = TypeRules.exactShape(expression.type) else { return nil }
        let shape = DecimalShape(precision: precision, scale: scale)
        return coerced(expression, to: shape.type).map { ($0, shape) }
    }

    // MARK: Money

    private mutating func moneyArithmetic(
        _ operation: BinaryOperator,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let form = SQLForm.infix(operation.rawValue)
        switch (left.type, operation, right.type) {
        case (.money, .divide, .money):
            let type = DataType.decimal(precision: 38, scale: TypeRules.quotientScale)
            return called(form, [left, right], type: type, range, MoneyKernels.ratio)
        case (.money, .multiply, .money): return fail(.moneyTimesMoney(range))
        case (.money, _, .money):
            let kernel = MoneyKernels.kernel(operation)
            return called(form, [left, right], type: .money, range, kernel)
        case (nil, _, _), (_, _, nil): return constant(.null(.money), range)
        case (.float64, _, _), (_, _, .float64):
            return fail(.moneyWithFloat(operation.rawValue, left, right, range))
        case (.money, .multiply, _), (.money, .divide, _), (_, .multiply, .money):
            return scaledMoney(operation, left, right, range)
        default: return fail(.moneyWithNumber(operation.rawValue, left, right, range))
        }
    }

    private mutating func scaledMoney(
        _ operation: BinaryOperator,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let moneyIsLeft = left.type == .money
        guard let (factor, shape) = asDecimal(moneyIsLeft ? right : left) else {
            return fail(.notANumber("'\(operation.rawValue)'", moneyIsLeft ? right : left))
        }
        let kernel =
            operation == .divide
            ? MoneyKernels.quotient(scale: shape.scale)
            : MoneyKernels.product(scale: shape.scale, moneyIsLeft: moneyIsLeft)
        let arguments = moneyIsLeft ? [left, factor] : [factor, right]
        return called(.infix(operation.rawValue), arguments, type: .money, range, kernel)
    }

    // MARK: Dates

    /// A day plus or minus days, and the days between two days.
    private mutating func dateArithmetic(
        _ operation: BinaryOperator,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        guard let (left, right) = withDatesRead(left, right) else { return nil }
        let form = SQLForm.infix(operation.rawValue)
        switch (left.type, operation, right.type) {
        case (.date, .subtract, .date):
            return called(form, [left, right], type: .int64, range, DateKernels.daysBetween)
        case (.date, .add, .int64), (.date, .subtract, .int64):
            let kernel = DateKernels.adding(.day, isNegative: operation == .subtract)
            return called(form, [left, right], type: .date, range, kernel)
        case (.int64, .add, .date):
            let kernel = DateKernels.adding(.day, isNegative: false)
            return called(form, [right, left], type: .date, range, kernel)
        case (.date, _, nil), (nil, _, .date), (.timestamp, _, nil), (nil, _, .timestamp):
            return constant(.null(left.type ?? right.type), range)
        default: return fail(.noDateArithmetic(operation.rawValue, left, right, range))
        }
    }
}
