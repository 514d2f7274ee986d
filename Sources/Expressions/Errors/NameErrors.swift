// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension ExpressionFault {
    static func unknownColumn(
        _ name: String,
        isQuoted: Bool,
        _ range: Range<Int>,
        among names: [String]
    ) -> Self {
        let nearest = Suggestion.nearest(to: name, among: names)
        let known = names.isEmpty ? "there are no columns here" : "the columns are \(listed(names))"
        let quotes = "a text stands in single quotes: '\(name)'"
        let fix =
            switch (nearest, isQuoted) {
            case (let nearest?, _): "did you mean \(written(nearest))?"
            case (nil, true): "\(quotes); double quotes name a column, and \(known)"
            case (nil, false): "\(known); \(quotes)"
            }
        return ExpressionFault(.unknownColumn, range, "no column is called '\(name)'", fix: fix)
    }

    static func unquotedText(_ name: String, _ range: Range<Int>, among names: [String]) -> Self {
        let nearest = Suggestion.nearest(to: name, among: names)
        let meant = nearest.map { "did you mean \(written($0))?" }
        let quotes = "a text stands in single quotes: '\(name)'"
        // Nobody writes a text that is a column's name but for its case.
        let isCase = nearest?.lowercased() == name.lowercased()
        let both = [quotes, meant].compactMap { $0 }.joined(separator: ", or ")
        return ExpressionFault(
            .unknownColumn,
            range,
            "no column is called '\(name)'",
            fix: isCase ? meant : both
        )
    }

    static func unknownParameter(_ name: String, _ range: Range<Int>, among names: [String]) -> Self
    {
        let nearest = Suggestion.nearest(to: name, among: names)
        let known =
            names.isEmpty
            ? "no parameters are declared" : "the parameters are \(listed(names.map { "$\($0)" }))"
        return ExpressionFault(
            .unknownParameter,
            range,
            "no parameter is called '\(name)'",
            fix: nearest.map { "did you mean $\($0)?" } ?? known
        )
    }

    static func unknownFunction(_ name: String, _ range: Range<Int>, allowsAggregates: Bool) -> Self
    {
        let aggregates = allowsAggregates ? AggregateFunction.all.flatMap(\.names) : []
        let nearest = Suggestion.nearest(to: name, among: ScalarFunction.allNames + aggregates)
        return ExpressionFault(
            .unknownFunction,
            range,
            "no function is called '\(name)'",
            fix: (nearest.map { "did you mean \($0)? " } ?? "") + "'fjord functions' lists all"
        )
    }

    static func unknownType(_ type: TypeSyntax) -> Self {
        if type.name == "decimal" || type.name == "numeric" {
            return ExpressionFault(
                .unknownType,
                type.range,
                "a decimal has 1 to 38 digits, at most as many of them after the point",
                fix: "write decimal(18, 2) for 18 digits, two of them after the point"
            )
        }
        let nearest = Suggestion.nearest(to: type.name, among: TypeRules.typeNames)
        return ExpressionFault(
            .unknownType,
            type.range,
            "no type is called '\(type.name)'",
            fix: nearest.map { "did you mean \($0)?" }
                ?? "the types are boolean, int64, float64, decimal(p, s), text, date and timestamp"
        )
    }

    static func malformedDate(_ text: String, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .malformedLiteral,
            range,
            "'\(text)' is not a date",
            fix: "write year, month and day, as in date '2026-10-01'"
        )
    }

    static func malformedTimestamp(_ text: String, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .malformedLiteral,
            range,
            "'\(text)' is not a timestamp",
            fix: "write it as in timestamp '2026-10-01T08:12:45Z'"
        )
    }

    static func floatLiteralTooLarge(_ digits: String, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .malformedLiteral,
            range,
            "\(digits) is larger than a float64 can hold",
            fix: "the largest is about 1.8e308"
        )
    }

    static func floatLiteralTooSmall(_ digits: String, _ range: Range<Int>) -> Self {
        ExpressionFault(
            .malformedLiteral,
            range,
            "\(digits) is smaller than a float64 can hold, and would become 0",
            fix: "the smallest is about 4.9e-324"
        )
    }

    static func tooManyDigits(_ digits: String, _ range: Range<Int>) -> Self {
        ExpressionFault(.malformedLiteral, range, "\(digits) has more than 38 digits")
    }

    private static func listed(_ names: [String]) -> String {
        names.count <= 12
            ? names.joined(separator: ", ") : names.prefix(11).joined(separator: ", ") + ", …"
    }

    /// A column's name as it has to be written.
    private static func written(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F
                || $0 == 0x2E
        }
        let startsWell = name.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
        let isFree = !ReservedWord.all.contains(name.lowercased())
        return isPlain && startsWell && isFree ? name : CheckedExpression.quoted(name, by: "\"")
    }
}
