// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One header line of a mail, folded so that no line is longer than 76 columns where its words
/// allow it.
struct MailHeader {
    /// RFC 5322 allows 78, lines with encoded words 76.
    private static let longestLine = 76

    private let name: String
    private let words: [String]

    /// A header whose text is put together from words that must each stay whole.
    private init(_ name: String, words: [String]) {
        self.name = name
        self.words = words
    }

    /// A header of ASCII words that the program itself makes.
    init(_ name: String, _ value: String) {
        self.init(name, words: value.split(separator: " ").map(String.init))
    }

    /// A header of free text.
    init(_ name: String, text: String) {
        self.init(name, words: EncodedWords.text(text))
    }

    /// A header of mailboxes.
    init(_ name: String, addresses: [MailAddress]) {
        var words: [String] = []
        for (index, address) in addresses.enumerated() {
            words += address.words
            if index < addresses.count - 1 { words[words.count - 1] += "," }
        }
        self.init(name, words: words)
    }

    /// Writes the header with its line ends.
    func append(to writer: inout ByteWriter) {
        var line = "\(name):"
        for word in words {
            if line.utf8.count + 1 + word.utf8.count > Self.longestLine, line != "\(name):" {
                writer.append(line + "\r\n")
                line = ""
            }
            line += " " + word
        }
        writer.append(line + "\r\n")
    }
}
