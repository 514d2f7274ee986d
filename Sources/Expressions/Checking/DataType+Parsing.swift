// SPDX-License-Identifier: Apache-2.0

package import Columnar

extension DataType {
    /// Reads a type as SQL and pipeline files spell it: `decimal(18, 2)`, `bigint`.
    ///
    /// - Throws: What is wrong with the text, as for a type in an expression.
    package init(parsing text: String) throws(ExpressionFault) {
        let syntax = try Parser.parseType(text)
        guard let type = TypeRules.type(named: syntax.name, arguments: syntax.arguments) else {
            throw .unknownType(syntax)
        }
        self = type
    }
}
