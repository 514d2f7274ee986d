// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// An expression that has been checked against a schema and can be evaluated over batches of it.
///
/// Immutable: one may be shared by all workers.
public struct CompiledExpression: Sendable {
    /// What the results are; an expression that is only `null` is text.
    public let type: DataType
    /// The columns that it reads.
    public let columns: Set<String>
    /// The parameters that it names, without their dollar sign.
    public let parameters: Set<String>

    private let root: CheckedExpression

    init(root: CheckedExpression, columns: Set<String>, parameters: Set<String>) {
        self.root = root
        self.columns = columns
        self.parameters = parameters
        type = root.type ?? .text
    }

    /// Reads and checks an expression.
    ///
    /// - Parameters:
    ///   - text: The expression as the user wrote it.
    ///   - scope: The columns and parameters that it may name.
    /// - Returns: The checked expression.
    /// - Throws: Every fault found; a fault of syntax hides those after it.
    public static func compile(
        _ text: String,
        in scope: ExpressionScope
    ) throws(ExpressionFaults) -> CompiledExpression {
        let tree = try Parser.tree(of: text)
        var checker = Checker(scope: scope)
        guard let root = checker.check(tree), checker.faults.isEmpty else {
            throw ExpressionFaults(checker.faults)
        }
        return CompiledExpression(
            root: root,
            columns: checker.columns,
            parameters: checker.parameters
        )
    }

    /// Reads and checks an expression whose result must be true or false.
    ///
    /// - Throws: Every fault found, a result of another type included.
    public static func compileCondition(
        _ text: String,
        in scope: ExpressionScope
    ) throws(ExpressionFaults) -> CompiledExpression {
        let expression = try compile(text, in: scope)
        if expression.root.type == nil || expression.type == .boolean { return expression }
        throw ExpressionFaults([.notACondition("a filter", expression.type, expression.root)])
    }

    /// The column that the expression is, if it is nothing but one.
    package var plainColumn: String? {
        if case .column(_, let name) = root.kind { return name }
        return nil
    }

    /// The value, if it is the same for every row.
    package var constant: ScalarValue? { root.constant }

    /// The checked expression in standard SQL; parameters appear as their values.
    package var sql: String { root.sql }

    /// The results for every row of a batch.
    ///
    /// - Parameter batch: Rows of the schema that the expression was checked against.
    /// - Returns: As many slots as the batch has rows.
    /// - Throws: The fault of the lowest row that has one.
    /// - Complexity: O(rows) for each operator; nothing is allocated per row by operators on
    ///   numbers, dates and dictionaries.
    public func evaluate(_ batch: RecordBatch) throws(RowError) -> Column {
        try evaluate(batch, over: nil)
    }

    /// The value of each of these rows; what stands in the other slots means nothing.
    ///
    /// - Parameters:
    ///   - batch: Rows with the columns of the scope.
    ///   - rows: The rows that are asked; nil for all. No other row can be at fault.
    /// - Returns: A column as long as the batch.
    /// - Throws: The fault of the lowest row that has one.
    package func evaluate(
        _ batch: RecordBatch,
        over rows: Bitmap?
    ) throws(RowError) -> Column {
        var evaluator = Evaluator(batch)
        let selection = rows.map { Selection($0) } ?? Selection(all: batch.rowCount)
        let result = evaluator.evaluate(root, selection)
        if let error = evaluator.faults.first { throw error }
        return result.materialized(batch.rowCount)
    }

    /// The rows for which a condition is true; null counts as false.
    ///
    /// - Precondition: The expression gives true or false.
    /// - Throws: The fault of the lowest row that has one.
    public func selectedRows(of batch: RecordBatch) throws(RowError) -> Bitmap {
        var evaluator = Evaluator(batch)
        let result = evaluator.evaluate(root, Selection(all: batch.rowCount))
        if let error = evaluator.faults.first { throw error }
        return result.booleans(batch.rowCount).values
    }
}

extension Parser {
    /// The tree, its one fault as a list.
    static func tree(of text: String) throws(ExpressionFaults) -> SyntaxNode {
        do throws(ExpressionFault) {
            return try parse(text)
        } catch {
            throw ExpressionFaults([error])
        }
    }
}
