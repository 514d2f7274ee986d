// SPDX-License-Identifier: Apache-2.0

/// The name of a sales unit within ledgers: `api:718204` for one with keys, `NO:61234` for a VM-number.
enum RecipientHandle {
    /// The latest spelling of a handle in any of the spellings there have been; anything else stays as it is.
    ///
    /// | spelling | from | becomes |
    /// | --- | --- | --- |
    /// | `msn/718204` | 2022 | `api:718204` |
    /// | `no/61234` | 2022 | `NO:61234` |
    /// | `nor:61234` | early 2023 | `NO:61234` |
    /// | `api:718204`, `NO:61234` | since | the same |
    ///
    /// - Source: The vendor's Report API guides and changelog; for Denmark, Finland and Sweden by analogy.
    static func normalized(_ text: String) -> String {
        guard let cut = text.firstIndex(where: { $0 == ":" || $0 == "/" }),
            let prefix = latestPrefixes[text[..<cut].lowercased()]
        else { return text }
        return prefix + ":" + text[text.index(after: cut)...]
    }

    /// Whether it is a known prefix and digits, in the latest spelling.
    static func isNormal(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && latestPrefixes.values.contains(String(parts[0]))
            && !parts[1].isEmpty && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static let latestPrefixes = [
        "api": "api", "msn": "api",
        "no": "NO", "nor": "NO",
        "dk": "DK", "dnk": "DK",
        "fi": "FI", "fin": "FI",
        "se": "SE", "swe": "SE",
    ]
}
