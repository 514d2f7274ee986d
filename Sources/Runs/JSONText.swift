// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// JSON with its keys in the order they were given, so that the same facts always give the same
/// bytes.
///
/// Secrets in texts and keys are masked.
enum JSONText {
    case null
    case boolean(Bool)
    case number(Int)
    case text(String)
    case list([JSONText])
    case object([(key: String, value: JSONText)])

    /// On one line, without spaces.
    var compact: String {
        switch self {
        case .list(let items): "[" + items.map(\.compact).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.map { "\(Self.quoted($0.key)):\($0.value.compact)" }
                .joined(separator: ",") + "}"
        default: scalar
        }
    }

    /// One member to a line, two spaces for each level; no line end after the last line.
    func pretty(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .list(let items) where !items.isEmpty:
            let lines = items.map { inner + $0.pretty(indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map {
                "\(inner)\(Self.quoted($0.key)): \($0.value.pretty(indent: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        default:
            return compact
        }
    }

    /// A text, or null.
    static func optional(_ text: String?) -> JSONText {
        text.map(JSONText.text) ?? .null
    }

    /// `{"NOK": "12.00"}`: amounts are texts, since a JSON number would be read as binary floating
    /// point.
    static func sums(_ sums: [CurrencySum]) -> JSONText {
        .object(sums.sorted { $0.currency < $1.currency }.map { ($0.currency, .text($0.amount)) })
    }

    private var scalar: String {
        switch self {
        case .null, .list, .object: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .text(let text): Self.quoted(text)
        }
    }

    /// - Source: RFC 8259, section 7.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in Secrets.masked(text).unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
