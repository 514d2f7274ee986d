// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The secret values this process knows, so that they can be masked wherever text leaves the program.
///
/// A value read through `${env:…}` or `${file:…}` and every access token is registered before its first use.
public enum Secrets {
    private static let known = Mutex<[String]>([])

    /// Masks every later occurrence of this value; values shorter than four characters would mask ordinary text and
    /// are ignored.
    public static func register(_ value: String) {
        guard value.utf8.count >= 4 else { return }
        known.withLock { values in
            guard !values.contains(value) else { return }
            values.append(value)
            // A secret that contains another must be masked first, or its rest would show.
            values.sort { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
        }
    }

    /// `text` with every registered value replaced by `***`.
    ///
    /// - Complexity: O(length of the text x number of secrets); only for text that people read.
    public static func masked(_ text: String) -> String {
        known.withLock { values in
            values.reduce(text) { contains($0.utf8, $1.utf8) ? $0.replacing($1, with: "***") : $0 }
        }
    }

    /// Most texts are short and hold no secret, which bytes tell without the tables of a string search.
    private static func contains(_ text: String.UTF8View, _ value: String.UTF8View) -> Bool {
        guard let first = value.first, text.count >= value.count else { return false }
        var rest = text[...]
        while rest.count >= value.count, let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: value) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
