// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Replaces values by the SHA-256 of salt and value, the latter as CSV writes it.
struct HashedColumn {
    private static let schema = Schema([Field("value", .text)])

    let salt: String

    /// The hashes as 64 hexadecimal digits; null stays null.
    func hashes(of column: Column) throws -> Column {
        let texts = Self.texts(of: column)
        let parameters: [String: ScalarValue] = ["salt": .text(salt)]
        let scope = ExpressionScope(schema: Self.schema, parameters: parameters)
        let expression = try CompiledExpression.compile("sha256($salt || value)", in: scope)
        let batch = RecordBatch(
            schema: Self.schema,
            columns: [.text(texts)],
            rowCount: texts.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        return try expression.evaluate(batch)
    }

    private static func texts(of column: Column) -> TextArray {
        switch column {
        case .text(let texts), .json(let texts): return texts
        default:
            var builder = TextBuilder(capacity: column.count)
            for slot in 0..<column.count {
                if column.validity.map({ $0[slot] }) ?? true {
                    builder.append(column.writtenText(ofSlot: slot))
                } else {
                    builder.appendNull()
                }
            }
            return builder.finish()
        }
    }
}
