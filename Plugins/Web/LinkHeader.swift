// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The header `Link`, by which a server names related pages.
///
/// - Source: RFC 8288, Web Linking.
enum LinkHeader {
    /// The target of the first link whose relation is `next`; nil if there is none.
    static func next(in answer: HTTPResponse) -> String? {
        for header in answer.headers where header.name.lowercased() == "link" {
            if let target = next(in: header.value) { return target }
        }
        return nil
    }

    /// The same for one header's value: `<https://host/x?page=2>; rel="next", <…>; rel="last"`.
    static func next(in value: String) -> String? {
        var rest = Substring(value)
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let target = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            let parameters = takeParameters(&rest)
            if parameters.contains(where: isNext) { return String(target) }
        }
        return nil
    }

    /// The parameters up to the comma that ends the link; commas and semicolons within quotes do not count.
    private static func takeParameters(_ rest: inout Substring) -> [Substring] {
        var isQuoted = false
        let end = rest.firstIndex { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
        let text = rest[..<(end ?? rest.endIndex)]
        rest = rest[(end ?? rest.endIndex)...]
        return text.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }
    }

    private static func isNext(_ parameter: Substring) -> Bool {
        let parts = parameter.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, trimmed(parts[0]).lowercased() == "rel" else { return false }
        let relations = trimmed(parts[1]).split { $0 == "\"" || $0 == " " }
        return relations.contains { $0.lowercased() == "next" }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }
}
