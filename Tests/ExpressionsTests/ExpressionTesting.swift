// SPDX-License-Identifier: Apache-2.0

import Columnar

@testable import Expressions

/// A batch of one column per name, all as long as `rowCount`.
func batch(_ columns: KeyValuePairs<String, Column>, rowCount: Int? = nil) -> RecordBatch {
    RecordBatch(
        schema: Schema(columns.map { Field($0.key, $0.value.type) }),
        columns: columns.map(\.value),
        rowCount: rowCount ?? columns.first?.value.count ?? 1,
        origin: BatchOrigin(partition: nil, runs: [])
    )
}

/// One row without columns.
let oneRow = batch([:], rowCount: 1)

/// The results of an expression as text, nil standing for null.
func results(
    of text: String,
    over batch: RecordBatch = oneRow,
    parameters: [String: ScalarValue] = [:]
) throws -> [String?] {
    let scope = ExpressionScope(schema: batch.schema, parameters: parameters)
    let column = try CompiledExpression.compile(text, in: scope).evaluate(batch)
    return (0..<column.count).map { row in
        let value = column.scalar(atRow: row)
        return value.isNull ? nil : TextFromValues.text(value)
    }
}

/// The one result of an expression over no columns, `null` standing for null.
func result(of text: String, parameters: [String: ScalarValue] = [:]) throws -> String {
    try results(of: text, parameters: parameters)[0] ?? "null"
}

/// The type of an expression's results.
func type(of text: String, _ schema: Schema = Schema([])) throws -> String {
    try CompiledExpression.compile(text, in: ExpressionScope(schema: schema)).type.description
}

/// The fault of the lowest row, as `row: message [code]`.
func rowFault(of text: String, over batch: RecordBatch = oneRow) throws -> String? {
    do {
        _ = try results(of: text, over: batch)
        return nil
    } catch let error as RowError {
        return "\(error.row): \(error.message) [\(error.code)]"
    }
}

/// The faults of an expression's text, each with the text that it underlines, the code and the fix.
func faults(
    of text: String,
    _ schema: Schema = Schema([]),
    parameters: [String: ScalarValue] = [:]
) -> [String] {
    describe(text) { () throws(ExpressionFaults) in
        let scope = ExpressionScope(schema: schema, parameters: parameters)
        _ = try CompiledExpression.compile(text, in: scope)
    }
}

/// The faults of an aggregate expression's text.
func aggregateFaults(of text: String, _ schema: Schema, by: [String] = []) -> [String] {
    describe(text) { () throws(ExpressionFaults) in
        let scope = ExpressionScope(schema: schema)
        _ = try CompiledAggregate.compile(text, in: scope, by: by)
    }
}

private func describe(_ text: String, _ compile: () throws(ExpressionFaults) -> Void) -> [String] {
    let scalars = Array(text.unicodeScalars)
    do throws(ExpressionFaults) {
        try compile()
        return []
    } catch {
        return error.all.map { fault in
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[fault.range.clamped(to: 0..<scalars.count)])
            let fix = fault.fix.map { " = fix: \($0)" } ?? ""
            return "<\(String(part))> \(fault.message) [\(fault.code)]\(fix)"
        }
    }
}

extension Column {
    static func texts(_ texts: [String?]) -> Column { .text(TextArray(texts)) }
    static func integers(_ values: [Int64?]) -> Column { .int64(Int64Array(values)) }

    /// The same texts as codes into their different values.
    static func dictionary(_ texts: [String?]) -> Column {
        let values = Array(Set(texts.compactMap { $0 })).sorted()
        let codes = texts.map { text in
            text.flatMap { values.firstIndex(of: $0) }.map { UInt16($0) } ?? 0
        }
        let plain = TextArray(values.isEmpty ? [""] : values.map { Optional($0) })
        let validity = texts.contains(nil) ? Bitmap(texts.map { $0 != nil }) : nil
        return .text(
            TextArray(
                codes: Values(codes),
                offsets: plain.offsets,
                bytes: plain.bytes,
                validity: validity
            )
        )
    }

    static func money(_ minorUnits: [Int64?], _ currencies: [String]) -> Column {
        let codes = currencies.map { Currency($0)?.code ?? 0 }
        return .money(
            MoneyArray(
                Values(minorUnits.map { $0 ?? 0 }),
                .perSlot(Values(codes)),
                validity: minorUnits.contains(nil) ? Bitmap(minorUnits.map { $0 != nil }) : nil
            )
        )
    }
}

/// Columns of every type, for faults.
let sampleSchema = Schema([
    Field("amount", .money), Field("currency", .text), Field("a", .int64), Field("b", .text),
    Field("f", .float64), Field("ledgerDate", .date), Field("ts", .timestamp),
    Field("payload", .json), Field("owner.id", .text), Field("total Requests", .int64),
    Field("d20", .decimal(precision: 38, scale: 20)), Field("flag", .boolean),
])
