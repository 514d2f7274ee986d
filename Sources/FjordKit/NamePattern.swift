// SPDX-License-Identifier: Apache-2.0

/// A pattern for one name of a path: `*` any characters, `?` one, `[a-z]` one of these, `[!a-z]` one of the others.
public struct NamePattern: Sendable {
    private enum Part: Sendable {
        case character(Unicode.Scalar)
        case any
        case anyRun
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let parts: [Part]
    private let takesHidden: Bool

    /// Whether a name has anything that stands for other characters.
    public static func isPattern(_ name: String) -> Bool {
        name.unicodeScalars.contains { "*?[".unicodeScalars.contains($0) }
    }

    /// Reads a pattern; a bracket that nothing closes stands for itself.
    public init(_ text: String) {
        takesHidden = text.hasPrefix(".")
        var rest = Array(text.unicodeScalars)[...], parts: [Part] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": parts.append(.anyRun)
            case "?": parts.append(.any)
            case "[": parts.append(Self.set(&rest) ?? .character("["))
            default: parts.append(.character(scalar))
            }
        }
        self.parts = parts
    }

    /// What stands between brackets, the first of which has been passed; nil if they are not closed.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Part? {
        var scalars = rest, ranges: [ClosedRange<Unicode.Scalar>] = []
        let isNegated = scalars.first == "!" || scalars.first == "^"
        if isNegated { scalars.removeFirst() }
        while let first = scalars.popFirst() {
            // A bracket that comes first is one of the characters.
            if first == "]", !ranges.isEmpty {
                rest = scalars
                return .oneOf(ranges, isNegated: isNegated)
            }
            let second = scalars.dropFirst().first
            if scalars.first == "-", let second, second != "]", first <= second {
                ranges.append(first...second)
                scalars.removeFirst(2)
            } else {
                ranges.append(first...first)
            }
        }
        return nil
    }

    /// Whether the whole name is one that the pattern stands for.
    ///
    /// - Complexity: O(name x pattern), whatever the pattern.
    public func matches(_ name: String) -> Bool {
        guard takesHidden || !name.hasPrefix(".") else { return false }
        let scalars = Array(name.unicodeScalars)
        // Only the latest run has to be tried again: an earlier one can gain nothing by taking more.
        var at = 0, part = 0, run: (part: Int, at: Int)?
        while at < scalars.count {
            if part < parts.count, case .anyRun = parts[part] {
                run = (part, at)
                part += 1
            } else if part < parts.count, matches(parts[part], scalars[at]) {
                (at, part) = (at + 1, part + 1)
            } else if let latest = run {
                run = (latest.part, latest.at + 1)
                (at, part) = (latest.at + 1, latest.part + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .anyRun = $0 { true } else { false } }
    }

    private func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .character(let wanted): wanted == scalar
        case .any: true
        case .anyRun: false
        case .oneOf(let ranges, let isNegated):
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
