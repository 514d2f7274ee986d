// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension ExpressionFault {
    static func argumentCount(_ function: ScalarFunction, _ call: CallSyntax, _ range: Range<Int>)
        -> Self
    {
        let count = call.arguments.count
        return ExpressionFault(
            .wrongArguments,
            range,
            "'\(call.name)' does not take \(count) argument\(count == 1 ? "" : "s")",
            fix: "write \(function.signatures.joined(separator: " or "))"
        )
    }

    static func argumentType(
        _ function: ScalarFunction,
        _ argument: CheckedExpression,
        wanted: [Parameter.Kind]
    ) -> Self {
        if argument.type == .money {
            return ExpressionFault(
                .moneyWithNumber,
                argument.range,
                "'\(function.name)' does not take money",
                fix: "take major_units(\(argument.brief)) or minor_units(\(argument.brief))"
            )
        }
        let names = wanted.reduce(into: [String]()) { names, kind in
            if !names.contains(kind.rawValue) { names.append(kind.rawValue) }
        }
        return ExpressionFault(
            .wrongArguments,
            argument.range,
            "'\(function.name)' takes \(names.joined(separator: " or ")) here, not \(argument.typeName)",
            fix:
                "write \(function.signatures.joined(separator: " or ")), as in \(function.example.call)"
        )
    }

    static func argumentTypes(_ function: ScalarFunction, _ arguments: [CheckedExpression]) -> Self
    {
        let types = arguments.map(\.typeName).joined(separator: ", ")
        let start = arguments.first?.range.lowerBound ?? 0
        return ExpressionFault(
            .wrongArguments,
            start..<(arguments.last?.range.upperBound ?? start),
            "'\(function.name)' does not take (\(types))",
            fix:
                "write \(function.signatures.joined(separator: " or ")), as in \(function.example.call)"
        )
    }

    static func notAConstant(_ argument: CheckedExpression) -> Self {
        ExpressionFault(
            .wrongArguments,
            argument.range,
            "this argument must be the same for every row",
            fix: "write a text in single quotes or a parameter"
        )
    }

    static func aggregateSyntax(_ call: CallSyntax, _ name: String) -> Self {
        let what = call.isStar ? "'*'" : (call.isDistinct ? "'distinct'" : "'filter (where …)'")
        return ExpressionFault(
            .wrongArguments,
            call.nameRange,
            "'\(name)' takes no \(what): it is not an aggregate",
            fix: "aggregates are \(AggregateFunction.all.map(\.name).joined(separator: ", "))"
        )
    }

    static func misplacedAggregate(_ call: CallSyntax, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .misplacedAggregate,
            range,
            "'\(call.name)' is an aggregate: it needs a group of rows, and here is one row at a time",
            fix: "put it into an aggregate stage, as in aggregate: {total: sum(amount)}"
        )
    }

    static func nestedAggregate(_ call: CallSyntax, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .misplacedAggregate,
            range,
            "'\(call.name)' stands inside another aggregate",
            fix: "aggregate in one stage, and the results in a second one"
        )
    }

    static func columnOutsideAggregate(_ name: String, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .misplacedAggregate,
            range,
            "'\(name)' has many values in a group",
            fix: "add \(name) to by, or aggregate it, as in min(\(name))"
        )
    }

    static func aggregateArguments(_ function: AggregateFunction, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .wrongArguments,
            range,
            "'\(function.name)' has the wrong number of arguments",
            fix: "write it as in \(function.example)"
        )
    }

    static func aggregateLiteral(_ function: AggregateFunction, _ range: Range<Int>) -> Self {
        let what =
            function.shape == .argumentAndFraction
            ? "a number from 0 to 1" : "a text in single quotes"
        return ExpressionFault(
            .wrongArguments,
            range,
            "the second argument of '\(function.name)' is \(what)",
            fix: "write it as in \(function.example)"
        )
    }

    static func aggregateType(_ fault: AggregateTypeFault, _ range: Range<Int>) -> Self {
        ExpressionFault(.typeMismatch, range, fault.message, fix: fault.fix)
    }
}

extension BindingFault {
    static func unknownWord(_ word: String, kind: String, among words: [String]) -> BindingFault {
        let nearest = Suggestion.nearest(to: word, among: words)
        return BindingFault(
            argument: 0,
            code: .wrongArguments,
            message: "'\(word)' is no \(kind)",
            fix: nearest.map { "did you mean '\($0)'?" }
                ?? "write one of \(words.joined(separator: ", "))"
        )
    }

    static func unknownZone(_ name: String, nearest: String?, argument: Int) -> BindingFault {
        BindingFault(
            argument: argument,
            code: .unknownTimeZone,
            message: "no time zone is called '\(name)'",
            fix: nearest.map { "did you mean '\($0)'?" }
                ?? "write a name like 'Europe/Oslo' or 'UTC'"
        )
    }

    static func unknownFormatLetter(_ letter: Unicode.Scalar?, known: [String]) -> BindingFault {
        BindingFault(
            argument: 1,
            code: .malformedLiteral,
            message: letter.map { "'%\($0)' is not known in a format" }
                ?? "the format ends with a single '%'",
            fix: "use \(known.joined(separator: " "))"
        )
    }
}
