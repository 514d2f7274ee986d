// SPDX-License-Identifier: Apache-2.0

import Columnar

extension CheckedExpression {
    /// The expression in standard SQL, with every order of evaluation in parentheses; parameters
    /// appear as values.
    var sql: String {
        switch kind {
        case .column(_, let name): Self.quoted(name, by: "\"")
        case .constant(let value): value.sql
        case .call(let call): call.sql
        case .junction(let junction, let operands):
            "(" + operands.map(\.sql).joined(separator: " \(junction.rawValue) ") + ")"
        case .choice(let branches, let otherwise):
            "case" + branches.map { " when \($0.condition.sql) then \($0.value.sql)" }.joined()
                + (otherwise.map { " else \($0.sql)" } ?? "") + " end"
        case .coalesce(let arguments):
            "coalesce(" + arguments.map(\.sql).joined(separator: ", ") + ")"
        case .inList(let value, let items, _):
            "(\(value.sql) in (" + items.map(\.sql).joined(separator: ", ") + "))"
        }
    }

    static func quoted(_ text: String, by quote: String) -> String {
        quote
            + text.split(separator: quote, omittingEmptySubsequences: false)
            .joined(separator: quote + quote) + quote
    }
}

extension KernelCall {
    fileprivate var sql: String {
        let texts = arguments.map(\.sql)
        switch form {
        case .infix(let word): return "(" + texts.joined(separator: " \(word) ") + ")"
        case .like(let word, nil): return "(\(texts[0]) \(word) \(texts[1]))"
        case .like(let word, .some(let escape)):
            let quoted = CheckedExpression.quoted(String(escape), by: "'")
            return "(\(texts[0]) \(word) \(texts[1]) escape \(quoted))"
        case .prefix(let word): return "(\(word) \(texts[0]))"
        case .suffix(let word): return "(\(texts[0]) \(word))"
        case .function(let name): return "\(name)(" + texts.joined(separator: ", ") + ")"
        case .cast(let type, let isTry):
            return "\(isTry ? "try_cast" : "cast")(\(texts[0]) as \(type.sqlName))"
        }
    }
}

extension DataType {
    /// The type's name in standard SQL; money has none and keeps its own.
    var sqlName: String {
        switch self {
        case .boolean: "boolean"
        case .int64: "bigint"
        case .float64: "double precision"
        case .decimal(let precision, let scale): "decimal(\(precision), \(scale))"
        case .money: "money"
        case .text: "varchar"
        case .date: "date"
        case .timestamp: "timestamp"
        case .json: "json"
        }
    }
}

extension ScalarValue {
    /// The value as an SQL expression.
    var sql: String {
        switch self {
        case .null(nil): "null"
        case .null(.some(let type)): "cast(null as \(type.sqlName))"
        case .boolean(let value): value ? "true" : "false"
        case .int64(.min): "(-9223372036854775807 - 1)"
        case .int64(let value): value < 0 ? "(\(value))" : "\(value)"
        case .float64(let value): "cast('\(value)' as double precision)"
        case .decimal(let digits, let precision, let scale):
            "cast('\(DecimalText.text(digits, scale: scale))' as decimal(\(precision), \(scale)))"
        case .money(let minorUnits, let currency): "money(\(minorUnits), '\(currency)')"
        case .text(let value): CheckedExpression.quoted(value, by: "'")
        case .date(let days): "date '\(CalendarDate(daysSinceEpoch: days))'"
        case .timestamp(let instant): "timestamp '\(TimestampText.text(instant))'"
        }
    }
}
