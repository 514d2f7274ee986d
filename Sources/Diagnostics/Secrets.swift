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
            values.reduce(text) { $0.contains($1) ? $0.replacing($1, with: "***") : $0 }
        }
    }
}
