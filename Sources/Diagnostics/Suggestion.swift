// SPDX-License-Identifier: Apache-2.0

/// Finds what a mistyped name was meant to be.
public enum Suggestion {
    /// The candidate nearest to `name`, if near enough to be worth offering: at most a third of the longer word is
    /// edited (at least one, but not all of it; a change of case alone counts as nothing).
    public static func nearest(to name: String, among candidates: some Sequence<String>) -> String?
    {
        let scored = candidates.map { ($0, distance(name.lowercased(), $0.lowercased())) }
        guard let (best, edits) = scored.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else {
            return nil
        }
        let length = max(name.count, best.count)
        return edits <= max(1, length / 3) && edits < length ? best : nil
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left), right = Array(right)
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for i in left.indices {
            var current = [i + 1]
            for j in right.indices {
                let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
                var best = min(substitution, last[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
