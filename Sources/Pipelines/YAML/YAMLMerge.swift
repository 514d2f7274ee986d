// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Turns the pairs of a mapping into entries with unique keys: reports duplicates and carries out `<<` merges.
enum YAMLMerge {
    typealias Pair = (key: YAMLNode, value: YAMLNode)

    /// Merged entries stand where their `<<` stood; what the mapping itself says wins, then the earlier merge.
    static func entries(
        of pairs: [Pair],
        source: SourceText,
        faults: FaultList
    ) -> [YAMLNode.Entry] {
        let own = Set(pairs.compactMap { isMerge($0.key) ? nil : $0.key.scalarText })
        var seen: Set<String> = []
        var entries: [YAMLNode.Entry] = []
        for pair in pairs {
            guard let key = pair.key.scalarText else {
                faults.add(.complexKey(at: source.location(of: pair.key)))
                continue
            }
            if isMerge(pair.key) {
                let merged = merged(pair.value, source: source, faults: faults)
                entries += merged.filter { !own.contains($0.key) && seen.insert($0.key).inserted }
            } else if seen.insert(key).inserted {
                let range = pair.key.range
                entries.append(YAMLNode.Entry(key: key, keyRange: range, value: pair.value))
            } else {
                faults.add(.duplicateKey(key, at: source.location(of: pair.key)))
            }
        }
        return entries
    }

    private static func isMerge(_ key: YAMLNode) -> Bool {
        key.content == .scalar("<<", .plain)
    }

    private static func merged(
        _ value: YAMLNode,
        source: SourceText,
        faults: FaultList
    ) -> [YAMLNode.Entry] {
        switch value.content {
        case .mapping(let entries):
            return entries
        case .list(let items) where items.allSatisfy { $0.entries != nil }:
            return items.flatMap { $0.entries ?? [] }
        case .list, .scalar:
            faults.add(.mergeOfNoMapping(at: source.location(of: value)))
            return []
        }
    }
}
