// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The aggregate calls that have been found in an expression.
struct AggregateCollection {
    /// The grouping columns that the schema has, in order.
    let by: [Field]
    /// Each different call once.
    var calls: [AggregateCall] = []
    /// Whether the checker is inside a call's argument or filter, which see the input's rows.
    var isInsideCall = false

    /// The schema of the expression over the groups: the columns of `by`, then one column per call.
    var schema: Schema {
        let results = calls.enumerated().map {
            Field(Self.columnName($0.offset), $0.element.resultType)
        }
        return Schema(by + results)
    }

    /// A name that no column flowing in can be confused with.
    static func columnName(_ index: Int) -> String { "\u{0}aggregate \(index)" }
}

extension Checker {
    /// An aggregate call becomes the column that holds its results.
    mutating func aggregateCall(_ call: CallSyntax, _ range: Range<Int>) -> CheckedExpression? {
        guard let function = AggregateFunction.named(call.name) else { return nil }
        guard let collection = aggregates else { return fail(.misplacedAggregate(call, range)) }
        guard !collection.isInsideCall else { return fail(.nestedAggregate(call, range)) }
        aggregates?.isInsideCall = true
        defer { aggregates?.isInsideCall = false }
        let constant = self.constant(of: function, call, range)
        let filter = call.filter.map { condition($0, of: "'filter (where …)'") }
        guard let constant, filter == nil || filter?.flatMap({ $0 }) != nil else {
            for argument in call.arguments.prefix(1) { _ = check(argument) }
            return nil
        }
        guard call.isStar || !call.arguments.isEmpty else {
            return fail(.aggregateArguments(function, range))
        }
        let argument = call.isStar ? nil : check(call.arguments[0])
        guard call.isStar || argument != nil else { return nil }
        return collected(
            AggregateCallParts(
                function: function,
                call: call,
                argument: argument.map { coercedToColumn($0) },
                filter: filter.flatMap { $0 },
                constant: constant.value
            ),
            range
        )
    }

    /// A bare null is a text null.
    private func coercedToColumn(_ argument: CheckedExpression) -> CheckedExpression {
        argument.type == nil ? self.constant(.null(.text), argument.range) : argument
    }

    /// The literal after the argument, where the function takes one; nil after a fault.
    private mutating func constant(
        of function: AggregateFunction,
        _ call: CallSyntax,
        _ range: Range<Int>
    ) -> (value: AggregateConstant?, Void)? {
        let wantsLiteral =
            function.shape == .argumentAndFraction || function.shape == .argumentAndText
        let wanted = call.isStar ? 0 : (wantsLiteral ? 2 : 1)
        guard call.arguments.count == wanted else {
            faults.append(.aggregateArguments(function, range))
            return nil
        }
        guard wantsLiteral, !call.isStar else { return (nil, ()) }
        guard let literal = check(call.arguments[1]) else { return nil }
        switch (function.shape, literal.constant) {
        case (.argumentAndText, .text(let text)): return (.text(text), ())
        case (.argumentAndFraction, .int64(let digits)) where (0...1).contains(digits):
            return (.fraction(digits: Int128(digits), scale: 0), ())
        case (.argumentAndFraction, .decimal(let digits, _, let scale))
        where digits >= 0 && digits <= PowersOfTen.signed(scale):
            return (.fraction(digits: digits, scale: scale), ())
        default:
            faults.append(.aggregateLiteral(function, literal.range))
            return nil
        }
    }

    private mutating func collected(
        _ parts: AggregateCallParts,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let isDistinct = parts.call.isDistinct
        switch parts.function.resultType(argument: parts.argument?.type, distinct: isDistinct) {
        case .failure(let fault):
            return fail(.aggregateType(fault, parts.argument?.range ?? range))
        case .success(let type):
            let call = AggregateCall(parts)
            // By bytes, since a String equals others that are normalized in another way.
            let known = aggregates?.calls.firstIndex { $0.sql.utf8.elementsEqual(call.sql.utf8) }
            if known == nil { aggregates?.calls.append(call) }
            let index = known ?? (aggregates?.calls.count ?? 1) - 1
            let position = (aggregates?.by.count ?? 0) + index
            let kind = CheckedExpression.Kind.column(
                position,
                AggregateCollection.columnName(index)
            )
            return CheckedExpression(kind: kind, type: type, range: range)
        }
    }
}

/// What the checker knows of a call before its type.
struct AggregateCallParts {
    let function: AggregateFunction
    let call: CallSyntax
    let argument: CheckedExpression?
    let filter: CheckedExpression?
    let constant: AggregateConstant?
}
