// SPDX-License-Identifier: Apache-2.0

/// The handles in a small JSON text: all strings of a list, or those of one member of its objects.
///
/// The text is walked string by string, so that everything else in it, spaces and order of keys included, stays as it
/// came.
enum HandleList {
    /// The member of a sales unit that holds its handle.
    static let unitMember = "recipientHandle"

    /// The text with the handles in the latest spelling; handles are the strings of `member`, or all if it is nil.
    static func normalized(_ json: String, member: String?) -> String {
        var text = ""
        walk(json, member: member) { piece, isHandle in
            text += isHandle ? RecipientHandle.normalized(piece.replacing("\\/", with: "/")) : piece
        }
        return text
    }

    /// The handles, in the spelling that they have.
    static func handles(in json: String?, member: String?) -> [String] {
        var handles: [String] = []
        walk(json ?? "", member: member) { piece, isHandle in
            if isHandle { handles.append(piece) }
        }
        return handles
    }

    /// Gives the text in pieces: what stands in the quotes of a handle, and everything between.
    private static func walk(
        _ json: String,
        member: String?,
        _ body: (_ piece: String, _ isHandle: Bool) -> Void
    ) {
        var rest = json[...]
        var lastKey = ""
        while let opening = rest.firstIndex(of: "\"") {
            let start = rest.index(after: opening)
            guard let closing = closingQuote(in: rest[start...]) else { break }
            let string = String(rest[start..<closing])
            let isKey = rest[rest.index(after: closing)...].first { !$0.isWhitespace } == ":"
            if isKey { lastKey = string }
            body(String(rest[..<start]), false)
            body(string, !isKey && (member.map { $0 == lastKey } ?? true))
            rest = rest[closing...].dropFirst()
            body("\"", false)
        }
        body(String(rest), false)
    }

    private static func closingQuote(in text: Substring) -> Substring.Index? {
        var isEscaped = false
        return text.firstIndex { character in
            defer { isEscaped = character == "\\" && !isEscaped }
            return character == "\"" && !isEscaped
        }
    }
}
