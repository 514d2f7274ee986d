// SPDX-License-Identifier: Apache-2.0

package import Columnar

/// One aggregate call with what it is evaluated over, row by row of the input.
package struct AggregateCall: Sendable {
    /// What is computed, and of which types.
    package let aggregate: TypedAggregate
    /// What is aggregated; nil for `count(*)`.
    package let argument: CompiledExpression?
    /// The rows that count; nil for all.
    package let filter: CompiledExpression?
    /// Call, argument and filter in standard SQL; equal for equal calls.
    package let sql: String

    /// The row of the function table.
    package var function: AggregateFunction { aggregate.function }
    /// Whether each different value counts once.
    package var distinct: Bool { aggregate.distinct }
    /// The type of the results.
    package var resultType: DataType { aggregate.resultType }
}

/// An expression over aggregate calls and the columns of `by`.
package struct CompiledAggregate: Sendable {
    /// The different calls, in the order in which they appear.
    package let calls: [AggregateCall]
    /// The expression over `schema`.
    package let result: CompiledExpression
    /// The columns of `by`, then one column per call, whose name no other column can have.
    package let schema: Schema
    /// Whether the whole expression is one `count` or `sum`, not distinct: what a total may add up.
    package let isPlainCountOrSum: Bool
    /// The columns that calls and result read.
    package let columns: Set<String>
    /// The parameters that calls and result name.
    package let parameters: Set<String>

    /// What the results are.
    package var type: DataType { result.type }

    /// How many columns `by` may name.
    package static var maximumKeyCount: Int { KeyLayout.columnLimit }

    /// Reads and checks an aggregate expression.
    ///
    /// - Parameters:
    ///   - text: The expression as the user wrote it.
    ///   - scope: The columns flowing in, and the parameters.
    ///   - by: The names of the grouping columns; those that the schema lacks are left out.
    /// - Returns: The checked expression.
    /// - Throws: Every fault found; a fault of syntax hides those after it.
    package static func compile(
        _ text: String,
        in scope: ExpressionScope,
        by: [String]
    ) throws(ExpressionFaults) -> CompiledAggregate {
        let tree = try Parser.tree(of: text)
        let keys = by.compactMap { scope.schema.field(named: $0) }
        var checker = Checker(scope: scope, aggregates: AggregateCollection(by: keys))
        guard let root = checker.check(tree), checker.faults.isEmpty, let found = checker.aggregates
        else { throw ExpressionFaults(checker.faults) }
        return CompiledAggregate(
            calls: found.calls,
            result: CompiledExpression(
                root: root,
                columns: Set(found.by.map(\.name)).intersection(checker.columns),
                parameters: checker.parameters
            ),
            schema: found.schema,
            isPlainCountOrSum: isPlainTotal(root, found),
            columns: checker.columns,
            parameters: checker.parameters
        )
    }

    private static func isPlainTotal(_ root: CheckedExpression, _ found: AggregateCollection)
        -> Bool
    {
        guard case .column(let index, _) = root.kind, index >= found.by.count else { return false }
        let call = found.calls[index - found.by.count]
        return !call.distinct && ["count", "sum"].contains(call.function.name)
    }
}

extension AggregateCall {
    init(_ parts: AggregateCallParts) {
        argument = parts.argument.map { CompiledExpression(part: $0) }
        filter = parts.filter.map { CompiledExpression(part: $0) }
        aggregate = TypedAggregate(
            parts.function,
            argument: argument?.type,
            distinct: parts.call.isDistinct,
            constant: parts.constant,
            text: Self.text(of: parts)
        )
        let condition = parts.filter.map { " filter (where \($0.sql))" } ?? ""
        sql = aggregate.text + condition
    }

    private static func text(of parts: AggregateCallParts) -> String {
        let argument = parts.argument?.sql ?? "*"
        let constant = parts.constant.map { ", \($0.sql)" } ?? ""
        let distinct = parts.call.isDistinct ? "distinct " : ""
        return "\(parts.function.name)(\(distinct)\(argument)\(constant))"
    }
}

extension AggregateConstant {
    fileprivate var sql: String {
        switch self {
        case .fraction(let digits, let scale): DecimalText.text(digits, scale: scale)
        case .text(let text): CheckedExpression.quoted(text, by: "'")
        }
    }
}

extension CompiledExpression {
    /// A part of an aggregate expression; its parameters are counted with the whole.
    init(part root: CheckedExpression) {
        self.init(root: root, columns: root.columnNames, parameters: [])
    }
}

extension CheckedExpression {
    /// The columns that it reads.
    var columnNames: Set<String> {
        switch kind {
        case .column(_, let name): [name]
        case .constant: []
        case .call(let call): Self.names(call.arguments)
        case .junction(_, let operands), .coalesce(let operands): Self.names(operands)
        case .inList(let value, let items, _): Self.names([value] + items)
        case .choice(let branches, let otherwise):
            Self.names(
                branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
            )
        }
    }

    private static func names(_ parts: [CheckedExpression]) -> Set<String> {
        parts.reduce(into: []) { $0.formUnion($1.columnNames) }
    }
}
