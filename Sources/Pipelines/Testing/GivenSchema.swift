// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Expressions
import FjordKit

/// The columns of given rows whose stage leaves them to its data.
///
/// Declared columns have their types; the others the narrowest that holds all values, as if the rows had come as JSON:
/// unquoted numbers, `true` and `false` are themselves, everything else is a text, which may read as a date or an
/// instant. What is nested is `json`.
enum GivenSchema {
    /// The columns; nil if nothing tells any, or they have too many.
    static func infer(_ rows: [YAMLNode], of stage: StageDefinition) -> Schema? {
        var declared = declared(by: stage)
        var names = Set(declared.map(\.name))
        for entry in rows.flatMap({ $0.entries ?? [] }) where entry.value.scalarText == nil {
            if names.insert(entry.key).inserted { declared.append(Field(entry.key, .json)) }
        }
        let records = rows.map { row in
            let flat = (row.entries ?? []).filter { $0.value.scalarText != nil }
            let members = flat.map {
                "\(CompactJSON.quoted($0.key)):\(CompactJSON.text(of: $0.value))"
            }
            return "{\(members.joined(separator: ","))}"
        }
        var inference = SchemaInference(.json(.list(at: [])))
        do {
            let page = Bytes("[\(records.joined(separator: ","))]")
            try inference.add(page, number: 1, partition: nil)
            return try inference.schema(declared: declared)
        } catch {
            return nil
        }
    }

    /// The columns of the stage's option `schema`, as far as they can be read.
    private static func declared(by stage: StageDefinition) -> [Field] {
        let option = stage.options.first { $0.key == DeclaredColumns.option.name }
        var names: Set<String> = []
        return (option?.value.entries ?? []).compactMap { entry in
            guard entry.key != "*", let text = entry.value.scalarText,
                let type = try? DataType(parsing: text), names.insert(entry.key).inserted
            else { return nil }
            return Field(entry.key, type)
        }
    }
}
