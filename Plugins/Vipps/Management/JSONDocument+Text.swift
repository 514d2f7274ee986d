// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension JSONDocument {
    /// The document as JSON without spaces, members in order of their keys, numbers as they were written.
    var json: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let digits): digits
        case .string(let text): Self.quoted(text)
        case .list(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension JSONDocument {
    /// The members of an object; nil for anything else.
    var members: [String: JSONDocument]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A text, or a number as the text of its digits; nil for anything else.
    var textOrDigits: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        default: nil
        }
    }

    /// This object with one member replaced, or removed by nil; anything else as it is.
    func replacing(_ key: String, with value: JSONDocument?) -> JSONDocument {
        guard case .object(var members) = self else { return self }
        members[key] = value
        return .object(members)
    }

    /// This object with a number under `key` turned into the text of its digits.
    func withText(at key: String) -> JSONDocument {
        guard case .number(let digits)? = self[key] else { return self }
        return replacing(key, with: .string(digits))
    }
}
