// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Evaluates a checked expression over one batch, whole columns at a time.
///
/// ```
/// expression ── evaluate(rows) ──▶ arguments ──▶ kernel(arguments, rows) ──▶ Vector
///                   │                                  │
///                   └ a conditional form narrows rows  └ reports into `faults`
/// ```
struct Evaluator {
    let batch: RecordBatch
    var faults = RowFaults()

    init(_ batch: RecordBatch) {
        self.batch = batch
    }

    /// The values for the active rows; what stands in other rows is undefined.
    mutating func evaluate(_ expression: CheckedExpression, _ rows: Selection) -> Vector {
        switch expression.kind {
        case .column(let index, let name): .column(column(index, name))
        case .constant(let value): .constant(value)
        case .call(let call): evaluate(call, type: expression.type, rows)
        case .junction(.and, let operands): conjunction(operands, rows)
        case .junction(.or, let operands): disjunction(operands, rows)
        case .choice(let branches, let otherwise):
            choice(branches, otherwise, type: expression.type, rows)
        case .coalesce(let arguments): coalesce(arguments, type: expression.type, rows)
        case .inList(let value, let items, let equal): inList(value, items, equal, rows)
        }
    }

    /// The batch's column; a batch may hold more columns, or in another order, than the schema
    /// checked against.
    private func column(_ index: Int, _ name: String) -> Column {
        let fields = batch.schema.fields
        if index < fields.count, fields[index].name == name { return batch.columns[index] }
        guard let column = batch.column(named: name) else {
            preconditionFailure("the batch has no column '\(name)', which the schema promised")
        }
        return column
    }

    private mutating func evaluate(
        _ call: KernelCall,
        type: DataType?,
        _ rows: Selection
    ) -> Vector {
        let arguments = call.arguments.map { evaluate($0, rows) }
        if call.isStrict, arguments.contains(where: \.isNullConstant) {
            return .constant(.null(type))
        }
        if arguments.allSatisfy({ $0.constant != nil }) {
            return evaluateOnce(call.kernel, arguments, rows)
        }
        if let lifted = evaluateOnDictionary(call, arguments, rows) { return lifted }
        return call.kernel(arguments, rows, &faults)
    }

    /// A kernel over constants runs on one row; its fault is that of the first active row.
    private mutating func evaluateOnce(
        _ kernel: Kernel,
        _ arguments: [Vector],
        _ rows: Selection
    ) -> Vector {
        var own = RowFaults()
        let columns = arguments.map { Vector.column($0.materialized(1)) }
        let result = kernel(columns, Selection(all: 1), &own)
        if let error = own.first, let row = rows.first(validity: nil, where: { _ in true }) {
            faults.report(row, error)
        }
        // No scalar is json; one value in a column keeps the type.
        if case .column(.json(let array)) = result, result.validity(1) == nil {
            return .column(.json(TextArray(repeating: array[0], count: rows.count)))
        }
        return .constant(result.scalar(atRow: 0))
    }
}
