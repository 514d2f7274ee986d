// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

@testable import Expressions

/// What Fjord makes of a block's cases, as `compare.py` reads it.
struct BlockResults: Encodable {
    let expressions: [ExpressionResult]
    let aggregates: [AggregateResult]

    init(_ block: CaseBlock) throws {
        let rows = try RecordBatch(block.columns), longer = try RecordBatch(block.aggregateColumns)
        expressions = block.expressions.map { ExpressionResult($0, over: rows) }
        aggregates = block.aggregates.map { AggregateResult($0, over: longer) }
    }
}

/// The result for one row or group: a value as text, nothing for null, or the code of an error.
struct Outcome: Encodable, Equatable {
    var value: String?
    var error: String?

    /// The outcome for each row: all at once, or one after the other if there is an error.
    static func all(_ expression: CompiledExpression, over batch: RecordBatch) -> [Outcome] {
        if let column = try? expression.evaluate(batch) {
            return (0..<batch.rowCount).map { Outcome(column, row: $0) }
        }
        return oneByOne(expression, over: batch)
    }

    /// The outcome for each row of a batch of its own.
    static func oneByOne(_ expression: CompiledExpression, over batch: RecordBatch) -> [Outcome] {
        (0..<batch.rowCount).map { row in
            do throws(RowError) {
                return Outcome(try expression.evaluate(batch.slice(row..<row + 1)), row: 0)
            } catch {
                return Outcome(error: error.code.description)
            }
        }
    }

    init(error: String) {
        self.error = error
    }

    init(_ column: Column, row: Int) {
        let scalar = column.scalar(atRow: row)
        value = scalar.isNull ? nil : TextFromValues.text(scalar)
    }
}

struct ExpressionResult: Encodable {
    private(set) var type = ""
    private(set) var rows: [Outcome] = []
    private(set) var faults: [String]?
    private(set) var sql: String?
    /// What is wrong with the rendered SQL, read and evaluated again.
    private(set) var roundTrip: String?

    init(_ text: String, over batch: RecordBatch) {
        let scope = ExpressionScope(schema: batch.schema)
        do throws(ExpressionFaults) {
            let expression = try CompiledExpression.compile(text, in: scope)
            type = expression.type.description
            rows = Outcome.all(expression, over: batch)
            sql = expression.sql
            roundTrip = Self.difference(expression.sql, from: rows, type, over: batch)
        } catch {
            faults = error.all.map(\.message)
        }
    }

    private static func difference(
        _ sql: String,
        from rows: [Outcome],
        _ type: String,
        over batch: RecordBatch
    ) -> String? {
        do throws(ExpressionFaults) {
            let scope = ExpressionScope(schema: batch.schema)
            let again = try CompiledExpression.compile(sql, in: scope)
            let outcomes = Outcome.all(again, over: batch)
            guard let row = rows.indices.first(where: { rows[$0] != outcomes[$0] }) else {
                return again.type.description == type ? nil : "\(again.type): \(sql)"
            }
            return "row \(row) gives \(outcomes[row]): \(sql)"
        } catch {
            return "\(error.all.map(\.message)): \(sql)"
        }
    }
}
