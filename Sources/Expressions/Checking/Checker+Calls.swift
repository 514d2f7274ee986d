// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension Checker {
    mutating func call(_ call: CallSyntax, _ range: Range<Int>) -> CheckedExpression? {
        if AggregateFunction.named(call.name) != nil {
            return aggregateCall(call, range)
        }
        guard let function = ScalarFunction.named(call.name) else {
            for argument in call.arguments { _ = check(argument) }
            return fail(
                .unknownFunction(call.name, call.nameRange, allowsAggregates: aggregates != nil)
            )
        }
        if call.isStar || call.isDistinct || call.filter != nil {
            return fail(.aggregateSyntax(call, function.name))
        }
        let checked = call.arguments.compactMap { check($0) }
        guard checked.count == call.arguments.count else { return nil }
        switch function.rule {
        case .operation(let operation):
            guard checked.count == 2 else { return fail(.argumentCount(function, call, range)) }
            return binary(operation, call.arguments[0], call.arguments[1], range)
        case .common(let form): return common(form, function, checked, call, range)
        case .overloads(let overloads):
            return overloaded(overloads, function, checked, call, range)
        }
    }

    // MARK: Overloads

    private mutating func overloaded(
        _ overloads: [Overload],
        _ function: ScalarFunction,
        _ arguments: [CheckedExpression],
        _ call: CallSyntax,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let candidates = overloads.filter { $0.arity.contains(arguments.count) }
        guard !candidates.isEmpty else { return fail(.argumentCount(function, call, range)) }
        let scored = candidates.compactMap { candidate in
            cost(candidate, arguments).map { (candidate, $0) }
        }
        guard let best = scored.min(by: { $0.1 < $1.1 })?.0 else {
            return fail(misfit(candidates, function, arguments))
        }
        let converted = arguments.indices.compactMap { index in
            self.converted(arguments[index], to: best.parameter(at: index).kind)
        }
        guard converted.count == arguments.count else { return nil }
        return bound(best, function, converted, range)
    }

    private mutating func bound(
        _ overload: Overload,
        _ function: ScalarFunction,
        _ arguments: [CheckedExpression],
        _ range: Range<Int>
    ) -> CheckedExpression? {
        let binding = Binding(
            types: arguments.map { $0.type ?? .text },
            constants: arguments.map(\.constant)
        )
        do throws(BindingFault) {
            let kernel = try overload.kernel(binding)
            return called(
                .function(function.name),
                arguments,
                type: overload.result(binding),
                range,
                isStrict: function.nullRule == .givesNull,
                kernel
            )
        } catch {
            let argument = arguments[error.argument].range
            return fail(
                ExpressionFault(error.code, argument, error.message, fix: error.fix)
            )
        }
    }

    /// How much conversion the arguments need; nil if they do not fit.
    private func cost(_ overload: Overload, _ arguments: [CheckedExpression]) -> Int? {
        var total = 0
        for index in arguments.indices {
            guard let cost = cost(arguments[index], overload.parameter(at: index).kind) else {
                return nil
            }
            total += cost
        }
        return total
    }

    private func cost(_ argument: CheckedExpression, _ kind: Parameter.Kind) -> Int? {
        guard let type = argument.type else { return 0 }
        switch (kind, type) {
        case (.boolean, .boolean), (.text, .text), (.int64, .int64), (.money, .money): return 0
        case (.float64, .float64), (.date, .date), (.timestamp, .timestamp), (.decimal, .decimal):
            return 0
        case (.constantText, .text), (.json, .json): return 0
        case (.json, .text): return 1
        case (.writable, .money): return nil
        case (.writable, _): return type == .text ? 0 : 1
        case (.decimal, .int64): return 1
        case (.float64, .int64), (.float64, .decimal): return 2
        case (.timestamp, .date): return 2
        case (.date, .text): return argument.isConstantText ? 3 : nil
        case (.timestamp, .text): return argument.isConstantText ? 4 : nil
        default: return nil
        }
    }

    private mutating func converted(
        _ argument: CheckedExpression,
        to kind: Parameter.Kind
    ) -> CheckedExpression? {
        switch kind {
        case .boolean: coerced(argument, to: .boolean)
        case .text, .writable: coerced(argument, to: .text)
        case .json: argument.type == nil ? coerced(argument, to: .json) : argument
        case .constantText:
            argument.constant == nil ? fail(.notAConstant(argument)) : coerced(argument, to: .text)
        case .int64: coerced(argument, to: .int64)
        case .float64: coerced(argument, to: .float64)
        case .money: coerced(argument, to: .money)
        case .date: coerced(argument, to: .date)
        case .timestamp: coerced(argument, to: .timestamp)
        case .decimal:
            argument.type == nil
                ? coerced(argument, to: .int64).flatMap { asDecimal($0)?.value }
                : asDecimal(argument)?.value
        }
    }

    /// The first argument that no candidate takes where it stands.
    private func misfit(
        _ candidates: [Overload],
        _ function: ScalarFunction,
        _ arguments: [CheckedExpression]
    ) -> ExpressionFault {
        for index in arguments.indices {
            let kinds = candidates.map { $0.parameter(at: index).kind }
            if kinds.allSatisfy({ cost(arguments[index], $0) == nil }) {
                return .argumentType(function, arguments[index], wanted: kinds)
            }
        }
        return .argumentTypes(function, arguments)
    }

    // MARK: One type for all

    private mutating func common(
        _ form: CommonForm,
        _ function: ScalarFunction,
        _ arguments: [CheckedExpression],
        _ call: CallSyntax,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        guard form.arity.contains(arguments.count),
            call.name != "ifnull" || arguments.count == 2
        else { return fail(.argumentCount(function, call, range)) }
        if form == .nullIf, let kept = keptUnlessEqual(arguments[0], arguments[1], range) {
            return kept
        }
        guard let unified = unified(arguments, by: call.name) else { return nil }
        guard let type = unified[0].type else { return constant(.null(nil), range) }
        if form == .coalesce {
            return CheckedExpression(kind: .coalesce(unified), type: type, range: range)
        }
        guard let (_, _, domain) = comparable(unified[0], unified[0], call.name, range) else {
            return nil
        }
        let kernel =
            switch form {
            case .nullIf: ChoiceKernels.nullIf(domain)
            default: ChoiceKernels.extreme(form == .least ? .less : .greater, domain, type)
            }
        return called(
            .function(function.name),
            unified,
            type: type,
            range,
            isStrict: false,
            kernel
        )
    }
    /// `nullif` of two types: the first argument as it is, whatever it is compared as.
    ///
    /// - Returns: nil if both are of one type, or have none in common.
    private mutating func keptUnlessEqual(
        _ value: CheckedExpression,
        _ unwanted: CheckedExpression,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        guard let type = value.type, let other = unwanted.type, type != other,
            TypeRules.common(type, other) != nil,
            let equal = compared(.equal, value, unwanted, range)
        else { return nil }
        let branch = CheckedBranch(condition: equal, value: constant(.null(type), range))
        return CheckedExpression(
            kind: .choice([branch], otherwise: value),
            type: type,
            range: range
        )
    }
}
