// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Checker {
    mutating func junction(
        _ junction: Junction,
        _ operands: [SyntaxNode],
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let place = "'\(junction.rawValue)'"
        let checked = operands.compactMap { condition($0, of: place) }
        return checked.count == operands.count ? joined(junction, checked, range) : nil
    }

    func joined(
        _ junction: Junction,
        _ operands: [CheckedExpression],
        _ range: Range<Int>
    ) -> CheckedExpression {
        CheckedExpression(kind: .junction(junction, operands), type: .boolean, range: range)
    }

    mutating func isTest(
        _ operand: SyntaxNode,
        _ test: IsTest,
        isNegated: Bool,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let place = "'is \(isNegated ? "not " : "")\(test.rawValue)'"
        let value = test == .null ? check(operand) : condition(operand, of: place)
        guard let value else { return nil }
        let word = "is \(isNegated ? "not " : "")\(test.rawValue)"
        let kernel = LogicKernels.test(test, isNegated: isNegated)
        return called(.suffix(word), [value], type: .boolean, range, isStrict: false, kernel)
    }

    mutating func like(_ like: LikeSyntax, _ range: Range<Int>) -> CheckedExpression? {
        let form = like.ignoresCase ? "'ilike'" : "'like'"
        let before = faults.count
        let value = check(like.value), pattern = check(like.pattern)
        if pattern == nil { suggestQuotes(like.pattern, beside: value?.type, since: before) }
        let escape = escape(like.escape)
        guard let value, let pattern, let escape else { return nil }
        for side in [value, pattern] where side.type != nil && side.type != .text {
            return fail(.notAText(form, side))
        }
        guard let text = coerced(value, to: .text), let wanted = coerced(pattern, to: .text),
            let kernel = likeKernel(wanted, escape.scalar, ignoresCase: like.ignoresCase)
        else { return nil }
        let word = like.ignoresCase ? "ilike" : "like"
        let matched = called(
            .like(word, escape: escape.scalar),
            [text, wanted],
            type: .boolean,
            range,
            kernel
        )
        return negated(matched, if: like.isNegated, range)
    }

    private mutating func likeKernel(
        _ pattern: CheckedExpression,
        _ escape: Unicode.Scalar?,
        ignoresCase: Bool
    ) -> Kernel? {
        guard case .constant(.text(let text)) = pattern.kind else {
            return LikeKernel.kernel(escape: escape, ignoresCase: ignoresCase)
        }
        do throws(LikeMatcher.Fault) {
            let matcher = try LikeMatcher(text, escape: escape, ignoresCase: ignoresCase)
            return LikeKernel.kernel(constant: matcher)
        } catch {
            faults.append(.malformedLike(error, pattern.range))
            return nil
        }
    }

    /// The escape character, none if the clause is missing or empty; nil after a fault.
    private mutating func escape(_ node: SyntaxNode?) -> (scalar: Unicode.Scalar?, Void)? {
        guard let node else { return (nil, ()) }
        guard let expression = check(node) else { return nil }
        guard case .constant(.text(let text)) = expression.kind, text.unicodeScalars.count <= 1
        else {
            faults.append(.malformedEscape(expression.range))
            return nil
        }
        return (text.unicodeScalars.first, ())
    }

    mutating func choice(
        _ operand: SyntaxNode?,
        _ branches: [BranchSyntax],
        _ otherwise: SyntaxNode?,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let conditions = branches.compactMap { branch in
            guard let operand else { return condition(branch.condition, of: "'when'") }
            let span = branch.condition.range
            return comparison(.equal, operand, branch.condition, span)
        }
        let values = branches.map(\.value) + (otherwise.map { [$0] } ?? [])
        let checked = values.compactMap { check($0) }
        guard conditions.count == branches.count, checked.count == values.count,
            let unified = unified(checked, by: "case")
        else { return nil }
        let parts = zip(conditions, unified).map { CheckedBranch(condition: $0, value: $1) }
        let last = otherwise == nil ? nil : unified.last
        return CheckedExpression(
            kind: .choice(parts, otherwise: last),
            type: unified[0].type,
            range: range
        )
    }

    mutating func cast(
        _ value: SyntaxNode,
        _ type: TypeSyntax,
        isTry: Bool,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let expression = check(value)
        guard let target = TypeRules.type(named: type.name, arguments: type.arguments) else {
            return fail(.unknownType(type))
        }
        guard let expression else { return nil }
        guard let source = expression.type, !expression.isTypedNull else {
            return constant(.null(target), range)
        }
        if source == target { return expression }
        if target == .money { return fail(.castToMoney(expression, range)) }
        if source == .money { return fail(.castFromMoney(target, expression, range)) }
        guard let kernel = CastKernels.kernel(from: source, to: target, isTry: isTry) else {
            return fail(.cannotCast(source, to: target, range))
        }
        return called(.cast(target, isTry: isTry), [expression], type: target, range, kernel)
    }
}

extension CheckedExpression {
    /// A null constant, which is a null of any type it is cast to.
    fileprivate var isTypedNull: Bool {
        if case .constant(.null) = kind { return true }
        return false
    }
}
