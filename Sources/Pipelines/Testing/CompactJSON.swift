// SPDX-License-Identifier: Apache-2.0

/// Writes what stands in YAML as compact JSON.
///
/// Unquoted numbers, `true`, `false` and `null` are themselves, to the last digit; every other scalar is a text.
enum CompactJSON {
    static func text(of node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let style):
            let isBare = style == .plain && (isNumber(text) || ["true", "false"].contains(text))
            return node.isNull ? "null" : isBare ? text : quoted(text)
        case .list(let items):
            return "[\(items.map { self.text(of: $0) }.joined(separator: ","))]"
        case .mapping(let entries):
            let members = entries.map { "\(quoted($0.key)):\(text(of: $0.value))" }
            return "{\(members.joined(separator: ","))}"
        }
    }

    /// Whether a text is a number as JSON spells them.
    static func isNumber(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let hasZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !hasZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else {
            return rest.isEmpty
        }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            rest = rest.dropFirst()
        }
        return digits() > 0 && rest.isEmpty
    }

    /// A text between quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
