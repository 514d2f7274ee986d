// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One mailbox of a header: `a@b`, `Name <a@b>` or `"Name, with comma" <a@b>`.
struct MailAddress: Sendable, Hashable {
    /// What people see beside the address, unquoted; empty if there is none.
    let name: String
    /// `local@domain`, ASCII.
    let address: String

    /// Reads one mailbox; nil if it is none.
    init?(_ text: String) {
        let text = text.trimmed
        guard text.hasSuffix(">") else {
            self.init(name: "", address: text)
            return
        }
        guard let open = text.lastIndex(of: "<") else { return nil }
        let address = text[text.index(after: open)...].dropLast()
        guard let name = Self.unquoted(String(text[..<open]).trimmed) else { return nil }
        self.init(name: name, address: String(address))
    }

    private init?(name: String, address: String) {
        guard Self.isAddress(address) else { return nil }
        self.name = name
        self.address = address
    }

    /// What stands behind the `@`.
    var domain: Substring {
        address[address.index(after: address.lastIndex(of: "@") ?? address.startIndex)...]
    }

    /// The words of the header in which it stands, to be put together with spaces.
    var words: [String] {
        guard !name.isEmpty else { return [address] }
        return EncodedWords.phrase(name) + ["<\(address)>"]
    }

    /// A name without its quotes and the backslashes in them; nil for quotes or brackets out of
    /// place.
    private static func unquoted(_ name: String) -> String? {
        guard name.hasPrefix("\"") else {
            return name.contains { "\"<>".contains($0) } ? nil : name
        }
        var result = ""
        var isEscaped = false
        var inside = name.dropFirst()
        while let character = inside.popFirst() {
            if !isEscaped && character == "\"" { return inside.isEmpty ? result : nil }
            if !isEscaped && character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return nil
    }

    /// Whether the text has the form of RFC 5322's `dot-atom@domain`, with the length limits of RFC
    /// 5321.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 64, parts[1].utf8.count <= 255 else {
            return false
        }
        return parts[0].isDotSeparated { $0.isAtomText }
            && parts[1].isDotSeparated { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

extension Character {
    /// Whether RFC 5322 lets it stand in an atom, that is, without quotes.
    var isAtomText: Bool {
        isASCII && (isLetter || isNumber || "!#$%&'*+-/=?^_`{|}~".contains(self))
    }
}

extension StringProtocol {
    /// The text without blanks and line ends at both ends.
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return String(self[start..<end])
    }

    fileprivate func isDotSeparated(of isAllowed: (Character) -> Bool) -> Bool {
        split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAllowed) }
    }
}
