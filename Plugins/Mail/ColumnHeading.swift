// SPDX-License-Identifier: Apache-2.0

/// How a column's name reads as a heading: `ledgerDate` and `ledger_date` as `Ledger date`.
enum ColumnHeading {
    /// Short forms that the payment world writes in capitals.
    private static let capitals: Set<String> = ["id", "msn", "psp"]

    /// The headings of all columns; the names themselves if two would read alike.
    static func headings(of names: [String]) -> [String] {
        let headings = names.map(heading)
        return Set(headings).count == names.count ? headings : names
    }

    /// The heading of one column; a name with a blank in it was written to be read.
    private static func heading(_ name: String) -> String {
        guard !name.contains(" ") else { return name }
        let words = words(of: name)
        guard let first = words.first else { return name }
        let rest = words.dropFirst().map { capitals.contains($0) ? $0.uppercased() : $0 }
        let head = capitals.contains(first) ? first.uppercased() : capitalized(first)
        return ([head] + rest).joined(separator: " ")
    }

    /// The parts between `_`, `.` and changes from lower to upper case, in lower case unless all
    /// capitals.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var current = ""
        for character in name {
            let isSeparator = character == "_" || character == "."
            let beginsWord = character.isUppercase && current.last?.isUppercase == false
            if isSeparator || beginsWord {
                if !current.isEmpty { words.append(current) }
                current = ""
            }
            if !isSeparator { current.append(character) }
        }
        if !current.isEmpty { words.append(current) }
        return words.map { $0.count > 1 && $0.allSatisfy(\.isUppercase) ? $0 : $0.lowercased() }
    }

    private static func capitalized(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }
}
