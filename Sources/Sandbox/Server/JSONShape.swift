// SPDX-License-Identifier: Apache-2.0

/// A JSON value with its members in order, for answers that are not pages.
indirect enum JSONShape: Sendable {
    case null
    case bool(Bool)
    case number(Int)
    /// A number as it shall stand there, `97.5`.
    case decimal(String)
    case string(String)
    case array([JSONShape])
    case object([(String, JSONShape)])

    /// Without spaces.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .decimal(let text): text
        case .string(let text): JSONText.quoted(text)
        case .array(let items): "[" + items.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.map { "\(JSONText.quoted($0.0)):\($0.1.text)" }.joined(separator: ",")
                + "}"
        }
    }
}
