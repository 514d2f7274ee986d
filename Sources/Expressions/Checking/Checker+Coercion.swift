// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Checker {
    /// The expression as that type, which it converts to without being asked; the caller has made
    /// sure that it does.
    mutating func coerced(_ expression: CheckedExpression, to type: DataType) -> CheckedExpression?
    {
        guard let source = expression.type else { return constant(.null(type), expression.range) }
        guard source != type else { return expression }
        if case .constant(.null) = expression.kind {
            return constant(.null(type), expression.range)
        }
        if case .constant(.text(let text)) = expression.kind {
            if type == .date { return constant(dateText: text, expression.range) }
            if type == .timestamp { return constant(timestampText: text, expression.range) }
        }
        guard let kernel = CastKernels.kernel(from: source, to: type, isTry: false) else {
            return fail(.cannotCast(source, to: type, expression.range))
        }
        return called(.cast(type, isTry: false), [expression], type: type, expression.range, kernel)
    }

    /// Two sides as the types in which they are compared or chosen between; a text that stands for
    /// a day or an instant beside one is read now.
    mutating func withDatesRead(
        _ left: CheckedExpression,
        _ right: CheckedExpression
    ) -> (CheckedExpression, CheckedExpression)? {
        guard let (leftType, rightType) = pair(left.type, right.type) else { return (left, right) }
        if left.isConstantText, rightType == .date || rightType == .timestamp {
            return coerced(left, to: rightType).map { ($0, right) }
        }
        if right.isConstantText, leftType == .date || leftType == .timestamp {
            return coerced(right, to: leftType).map { (left, $0) }
        }
        return (left, right)
    }

    private func pair(_ left: DataType?, _ right: DataType?) -> (DataType, DataType)? {
        guard let left, let right else { return nil }
        return (left, right)
    }

    /// All values as one type, for `case`, `coalesce`, `in` and the like; untyped nulls take the
    /// others' type.
    ///
    /// `form` is what they are chosen by, as faults name it.
    mutating func unified(_ values: [CheckedExpression], by form: String) -> [CheckedExpression]? {
        var type: DataType?
        let temporal = values.lazy.compactMap(\.type).first { $0 == .date || $0 == .timestamp }
        var read: [CheckedExpression] = []
        for value in values {
            guard let temporal, value.isConstantText else {
                read.append(value)
                continue
            }
            guard let converted = coerced(value, to: temporal) else { return nil }
            read.append(converted)
        }
        for value in read {
            guard
                let common = TypeRules.common(type, value.type) ?? (value.type == nil ? type : nil)
            else {
                if value.type == nil { continue }
                faults.append(.noCommonType(form, type ?? .text, value))
                return nil
            }
            type = common
        }
        guard let type else { return read }
        let converted = read.compactMap { coerced($0, to: type) }
        return converted.count == read.count ? converted : nil
    }

    /// The expression as a condition.
    mutating func condition(_ node: SyntaxNode, of place: String) -> CheckedExpression? {
        guard let expression = check(node) else { return nil }
        switch expression.type {
        case .boolean: return expression
        case nil: return constant(.null(.boolean), expression.range)
        case .some(let type): return fail(.notACondition(place, type, expression))
        }
    }
}

extension CheckedExpression {
    var isConstantText: Bool {
        if case .constant(.text) = kind { return true }
        return false
    }

    var isNullLiteral: Bool { type == nil }
}
