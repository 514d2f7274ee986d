// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Reads typed values out of the tree of one file and reports what is not as it must be.
///
/// Every reader gives nil for a faulty value, so that callers go on with what they have.
struct DefinitionText {
    let source: SourceText
    let faults: FaultList

    func location(of node: YAMLNode) -> SourceLocation { source.location(of: node) }

    func location(ofKey entry: YAMLNode.Entry) -> SourceLocation {
        source.location(of: entry.keyRange)
    }

    /// The entries of a mapping of which all keys are known; `thing` is what a sentence calls it, `a schedule`.
    func mapping(_ node: YAMLNode, keys: [String], of thing: String) -> [String: YAMLNode.Entry]? {
        guard let entries = entries(node, of: thing) else { return nil }
        for entry in entries where !keys.contains(entry.key) {
            faults.add(
                .unknownKey(entry.key, of: thing, legal: keys, at: location(ofKey: entry))
            )
        }
        return Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
    }

    /// Reports a key that must be there and is not, unless another key there was meant to be it.
    func missing(
        _ key: String,
        of thing: String,
        among entries: [YAMLNode.Entry],
        legal: [String],
        at location: SourceLocation
    ) {
        let isMistyped = entries.contains {
            !legal.contains($0.key) && Suggestion.nearest(to: $0.key, among: legal) == key
        }
        if !isMistyped { faults.add(.missingKey(key, of: thing, at: location)) }
    }

    /// The entries of a mapping whose keys are names.
    func entries(_ node: YAMLNode, of thing: String) -> [YAMLNode.Entry]? {
        if let entries = node.entries { return entries }
        wrongType(node, thing, "a mapping")
        return nil
    }

    func list(_ node: YAMLNode, of thing: String) -> [YAMLNode]? {
        if case .list(let items) = node.content { return items }
        wrongType(node, thing, "a list")
        return nil
    }

    func text(_ node: YAMLNode, of thing: String) -> String? {
        if node.isMangled { return nil }
        if let text = node.scalarText, !node.isNull { return text }
        wrongType(node, thing, "a text")
        return nil
    }

    /// A list of texts; a single one counts as a list of one.
    func texts(_ node: YAMLNode, of thing: String) -> [YAMLNode]? {
        if node.isMangled { return nil }
        if node.scalarText != nil, !node.isNull { return [node] }
        guard case .list(let items) = node.content else {
            wrongType(node, thing, "a list of texts")
            return nil
        }
        // Every item is looked at, so that each faulty one is reported.
        let isSound = items.map { text($0, of: thing) != nil }.allSatisfy { $0 }
        return isSound ? items : nil
    }

    func integer(_ node: YAMLNode, of thing: String, in bounds: ClosedRange<Int>) -> Int? {
        if node.isMangled { return nil }
        guard let text = node.scalarText, !node.isNull, let value = Int(text), text.first != "+"
        else {
            wrongType(node, thing, "a whole number")
            return nil
        }
        if bounds.contains(value) { return value }
        faults.add(.outOfBounds(thing, value, bounds, at: location(of: node)))
        return nil
    }

    func boolean(_ node: YAMLNode, of thing: String) -> Bool? {
        if node.isMangled { return nil }
        switch node.scalarText {
        case "true": return true
        case "false": return false
        default:
            wrongType(node, thing, "true or false")
            return nil
        }
    }

    func choice(_ node: YAMLNode, of thing: String, among words: [String]) -> String? {
        guard let text = text(node, of: thing) else { return nil }
        if words.contains(text) { return text }
        faults.add(.unknownChoice(text, of: thing, words, at: location(of: node)))
        return nil
    }

    func wrongType(_ node: YAMLNode, _ thing: String, _ expected: String) {
        faults.add(.wrongType(of: thing, expected: expected, found: node, at: location(of: node)))
    }
}
