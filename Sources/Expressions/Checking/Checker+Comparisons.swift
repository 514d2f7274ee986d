// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Checker {
    mutating func comparison(
        _ comparison: Comparison,
        _ left: SyntaxNode,
        _ right: SyntaxNode,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        guard let (first, second) = sides(left, right) else { return nil }
        return compared(comparison, first, second, range)
    }

    /// Both sides of a comparison; a bare word beside a text is likely to be a text without its
    /// quotes.
    private mutating func sides(
        _ left: SyntaxNode,
        _ right: SyntaxNode
    ) -> (CheckedExpression, CheckedExpression)? {
        let before = faults.count
        let first = check(left)
        let second = check(right)
        if let first, second == nil { suggestQuotes(right, beside: first.type, since: before) }
        if let second, first == nil { suggestQuotes(left, beside: second.type, since: before) }
        guard let first, let second else { return nil }
        return (first, second)
    }

    mutating func suggestQuotes(_ node: SyntaxNode, beside type: DataType?, since before: Int) {
        guard type == .text, case .column(let name, isQuoted: false) = node.kind,
            let index = faults[before...].firstIndex(where: {
                $0.code == .unknownColumn && $0.range == node.range
            })
        else { return }
        faults[index] = .unquotedText(name, node.range, among: scope.schema.names)
    }

    mutating func compared(
        _ comparison: Comparison,
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        if left.isNullLiteral || right.isNullLiteral {
            return fail(.comparisonWithNull(comparison, range))
        }
        let sign = comparison.rawValue
        guard let (first, second, domain) = comparable(left, right, sign, range) else { return nil }
        let kernel = ComparisonKernels.kernel(comparison, domain)
        return called(.infix(sign), [first, second], type: .boolean, range, kernel)
    }

    /// Both sides as they are compared, and how.
    mutating func comparable(
        _ left: CheckedExpression,
        _ right: CheckedExpression,
        _ sign: String,
        _ range: Range<Int>
    ) -> (CheckedExpression, CheckedExpression, ComparisonDomain)? {
        guard let (left, right) = withDatesRead(left, right) else { return nil }
        guard let leftType = left.type ?? right.type, let rightType = right.type ?? left.type else {
            return (left, right, .text)
        }
        if let domain = mixedDomain(leftType, rightType) { return (left, right, domain) }
        guard let common = TypeRules.common(leftType, rightType), common != .json,
            let first = coerced(left, to: comparisonType(leftType, common)),
            let second = coerced(right, to: comparisonType(rightType, common))
        else {
            faults.append(.notComparable(sign, left, right, range))
            return nil
        }
        return (first, second, domain(of: common, first.type, second.type))
    }

    private func mixedDomain(_ left: DataType, _ right: DataType) -> ComparisonDomain? {
        switch (left, right) {
        case (.int64, .float64): .int64WithFloat64
        case (.float64, .int64): .float64WithInt64
        default: nil
        }
    }

    /// Decimals are compared at their own scales, so that none has to be widened.
    private func comparisonType(_ own: DataType, _ common: DataType) -> DataType {
        guard case .decimal = common, let shape = TypeRules.exactShape(own) else { return common }
        return .decimal(precision: shape.precision, scale: shape.scale)
    }

    private func domain(of common: DataType, _ left: DataType?, _ right: DataType?)
        -> ComparisonDomain
    {
        switch common {
        case .boolean: .boolean
        case .int64, .timestamp: .int64
        case .float64: .float64
        case .money: .money
        case .date: .date
        case .text, .json: .text
        case .decimal:
            .decimal(
                leftScale: TypeRules.exactShape(left)?.scale ?? 0,
                rightScale: TypeRules.exactShape(right)?.scale ?? 0
            )
        }
    }

    mutating func isDistinct(
        _ left: SyntaxNode,
        _ right: SyntaxNode,
        isNegated: Bool,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let sign = isNegated ? "is not distinct from" : "is distinct from"
        guard let (left, right) = sides(left, right),
            let (first, second, domain) = comparable(left, right, sign, range)
        else { return nil }
        let kernel = ComparisonKernels.distinctKernel(domain)
        let form = SQLForm.infix("is distinct from")
        let distinct = called(
            form,
            [first, second],
            type: .boolean,
            range,
            isStrict: false,
            kernel
        )
        return negated(distinct, if: isNegated, range)
    }

    mutating func between(
        _ value: SyntaxNode,
        _ low: SyntaxNode,
        _ high: SyntaxNode,
        isNegated: Bool,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let bounds = [(Comparison.greaterOrEqual, low), (.lessOrEqual, high)]
        guard let value = check(value) else {
            for (_, bound) in bounds { _ = check(bound) }
            return nil
        }
        let parts = bounds.compactMap { comparison, node -> CheckedExpression? in
            let before = faults.count
            guard let bound = check(node) else {
                suggestQuotes(node, beside: value.type, since: before)
                return nil
            }
            return compared(comparison, value, bound, bound.range)
        }
        guard parts.count == 2 else { return nil }
        return negated(joined(.and, parts, range), if: isNegated, range)
    }

    mutating func inList(
        _ value: SyntaxNode,
        _ items: [SyntaxNode],
        isNegated: Bool,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let value = check(value)
        let checked = items.compactMap { item -> CheckedExpression? in
            let before = faults.count
            let expression = check(item)
            if expression == nil { suggestQuotes(item, beside: value?.type, since: before) }
            return expression
        }
        guard let value, checked.count == items.count else { return nil }
        if isMixOfNumbers([value] + checked) {
            return negated(equality(of: value, toAnyOf: checked, range), if: isNegated, range)
        }
        guard let (first, candidates, domain) = comparable(value, with: checked) else { return nil }
        let list = membership(of: first, in: candidates, domain, range)
        return negated(list, if: isNegated, range)
    }

    /// Whether no one type holds all the numbers without a loss.
    private func isMixOfNumbers(_ values: [CheckedExpression]) -> Bool {
        let types = values.compactMap(\.type)
        return Set(types).count > 1 && types.allSatisfy { TypeRules.isNumber($0) }
    }

    /// `in` as the comparisons that it stands for, each exact in its own way.
    private mutating func equality(
        of value: CheckedExpression,
        toAnyOf items: [CheckedExpression],
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let parts = items.compactMap { item in
            value.isNullLiteral || item.isNullLiteral
                ? constant(.null(.boolean), item.range) : compared(.equal, value, item, item.range)
        }
        return parts.count == items.count ? joined(.or, parts, range) : nil
    }

    /// The value and the items of `in` as one type each, so that one kernel compares them all.
    private mutating func comparable(
        _ value: CheckedExpression,
        with items: [CheckedExpression]
    ) -> (CheckedExpression, [CheckedExpression], ComparisonDomain)? {
        let before = faults.count
        for item in items where !item.isNullLiteral {
            _ = comparable(value, item, "in", item.range)
        }
        guard faults.count == before, let unified = unified([value] + items, by: "in") else {
            return nil
        }
        let type = unified[0].type
        return (unified[0], Array(unified[1...]), domain(of: type ?? .text, type, type))
    }

    private func membership(
        of value: CheckedExpression,
        in items: [CheckedExpression],
        _ domain: ComparisonDomain,
        _ range: Range<Int>
    ) -> CheckedExpression {
        let constants = items.compactMap(\.constant)
        if case .text = domain, constants.count == items.count {
            let texts = constants.compactMap { item in
                if case .text(let text) = item { text } else { nil }
            }
            let kernel = TextListKernel.kernel(texts, hasNull: texts.count < constants.count)
            let list = items.map(\.sql).joined(separator: ", ")
            return called(.suffix("in (\(list))"), [value], type: .boolean, range, kernel)
        }
        let equal = ComparisonKernels.kernel(.equal, domain)
        return CheckedExpression(
            kind: .inList(value, items, equal: equal),
            type: .boolean,
            range: range
        )
    }
}
