// SPDX-License-Identifier: Apache-2.0

/// Splits header texts into words that are ASCII and fit on a line, encoding what would not.
///
/// Words come back to be joined by one space or by a fold; two encoded words side by side read as
/// one text, so the spaces between them are encoded too.
///
/// - Source: RFC 2047, `Q` encoding in UTF-8.
enum EncodedWords {
    private static let prefix = "=?utf-8?Q?"
    private static let suffix = "?="
    /// RFC 2047 allows 75; less leaves room for a header's name on its first line.
    private static let longestWord = 64

    /// The words of free text, such as a subject.
    static func text(_ text: String) -> [String] {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        // Between words a reader may make one blank of two.
        guard !words.contains("") else { return encoded(text) }
        guard let first = words.firstIndex(where: needsEncoding),
            let last = words.lastIndex(where: needsEncoding)
        else { return words.map(String.init) }
        return words[..<first].map(String.init)
            + encoded(words[first...last].joined(separator: " "))
            + words[(last + 1)...].map(String.init)
    }

    /// The words of a display name: atoms as they are, a quoted string where that is enough.
    static func phrase(_ name: String) -> [String] {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        if words.contains(where: needsEncoding) || name.utf8.count > longestWord - 2 {
            return encoded(name)
        }
        if words.allSatisfy({ $0.allSatisfy(\.isAtomText) }) { return words.map(String.init) }
        let escaped = name.map { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return ["\"\(escaped)\""]
    }

    private static func needsEncoding(_ word: Substring) -> Bool {
        word.isEmpty || word.utf8.count > longestWord || word.hasPrefix("=?")
            || !word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// `text` as encoded words, never cut within a character that fits in one.
    private static func encoded(_ text: String) -> [String] {
        let room = longestWord - prefix.utf8.count - suffix.utf8.count
        var words: [String] = []
        var current = ""
        for piece in text.flatMap({ pieces(of: $0, room: room) }) {
            if current.utf8.count + piece.utf8.count > room {
                words.append(prefix + current + suffix)
                current = ""
            }
            current += piece
        }
        return words + [prefix + current + suffix]
    }

    /// One character encoded; its scalars one by one if it is too long for one word.
    private static func pieces(of character: Character, room: Int) -> [String] {
        let scalars = character.unicodeScalars.map(encoded)
        let whole = scalars.joined()
        return whole.utf8.count <= room ? [whole] : scalars
    }

    private static func encoded(_ scalar: Unicode.Scalar) -> String {
        if scalar == " " { return "_" }
        let character = Character(scalar)
        if scalar.isASCII && (character.isLetter || character.isNumber) { return String(scalar) }
        return String(scalar).utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "=0\(digits)" : "=\(digits)"
        }.joined()
    }
}
