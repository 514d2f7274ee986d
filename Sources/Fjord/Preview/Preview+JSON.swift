// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

extension Preview {
    /// What a script reads: one JSON object, a row to a line.
    var json: String {
        let members = [
            ("pipeline", Self.quoted(pipeline)), ("window", window.map(Self.quoted) ?? "null"),
            ("complete", String(hasRows && !isCutShort)),
        ]
        let stages = stages.map { $0.json }.joined(separator: ",\n")
        let head = members.map { "  \"\($0.0)\": \($0.1),\n" }.joined()
        return "{\n\(head)  \"stages\": [\n\(stages)\n  ]\n}"
    }

    /// A text as JSON has it.
    fileprivate static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let bytes = try? encoder.encode(text)
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

extension Preview.Stage {
    fileprivate var json: String {
        let columns = schema.fields.map { field in
            "{\"name\": \(Preview.quoted(field.name)), \"type\": \"\(field.type)\"}"
        }
        let rows = batches.flatMap { batch in
            (0..<batch.rowCount).map { "        " + object(ofRow: $0, in: batch) }
        }
        let list = rows.isEmpty ? "[]" : "[\n\(rows.joined(separator: ",\n"))\n      ]"
        return """
                {
                  "stage": \(Preview.quoted(id)),
                  "kind": \(Preview.quoted(kind)),
                  "rows_in": \(rowsIn.map { "\($0.rows)" } ?? "null"),
                  "rows_in_exact": \(rowsIn?.isExact ?? true),
                  "rows_out": \(rowsOut.rows),
                  "rows_out_exact": \(rowsOut.isExact),
                  "columns": [\(columns.joined(separator: ", "))],
                  "rows": \(list)
                }
            """
    }

    private func object(ofRow row: Int, in batch: RecordBatch) -> String {
        let namesCurrency = schema.field(named: "currency")?.type == .text
        let members = zip(schema.fields, batch.columns).map { field, column in
            "\(Preview.quoted(field.name)): \(Self.value(ofSlot: row, in: column, namesCurrency))"
        }
        return "{\(members.joined(separator: ", "))}"
    }

    /// Numbers stay numbers to the last digit; what JSON cannot say as one, NaN, infinity and an amount whose currency
    /// no column names, is a text.
    private static func value(ofSlot slot: Int, in column: Column, _ namesCurrency: Bool) -> String
    {
        guard column.validity?[slot] ?? true else { return "null" }
        let written = column.writtenText(ofSlot: slot)
        switch column {
        case .boolean, .int64, .decimal, .json: return written
        case .float64(let array):
            return array.values[slot].isFinite ? written : Preview.quoted(written)
        case .money(let array):
            let currency = array.currency(ofSlot: slot)
            return namesCurrency ? written : Preview.quoted("\(written) \(currency)")
        case .text, .date, .timestamp: return Preview.quoted(written)
        }
    }
}
