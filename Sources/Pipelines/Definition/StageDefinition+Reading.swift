// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension StageDefinition {
    private static let commonKeys = ["id", "input", "connection"]

    /// Reads one item of the list of stages; its id is added to those of the items before, `ids`.
    init(
        reading item: YAMLNode,
        position: Int,
        ids: inout Set<String>,
        _ text: DefinitionText
    ) {
        let entries = text.entries(item, of: "a stage") ?? []
        self.position = position
        location = text.location(of: item)
        let words = entries.filter { StageWord(rawValue: $0.key) != nil }
        if words.count == 1, let only = words.first {
            argument = only
            word = StageWord(rawValue: only.key)
        } else {
            argument = nil
            word = nil
            Self.reportWords(words, of: entries, item, text)
        }
        id = Self.readID(entries.first { $0.key == "id" }, &ids, text)
        input = entries.first { $0.key == "input" }
        connection = entries.first { $0.key == "connection" }
        options = entries.filter {
            !Self.commonKeys.contains($0.key) && StageWord(rawValue: $0.key) == nil
        }
    }

    private static func reportWords(
        _ words: [YAMLNode.Entry],
        of entries: [YAMLNode.Entry],
        _ item: YAMLNode,
        _ text: DefinitionText
    ) {
        guard item.entries != nil else { return }
        if words.count > 1 {
            let second = text.location(ofKey: words[1])
            text.faults.add(.severalStageWords(words.map(\.key), at: second))
            return
        }
        let legal = StageWord.allCases.map(\.rawValue)
        let typo = entries.lazy
            .filter { !commonKeys.contains($0.key) }
            .compactMap { entry in
                Suggestion.nearest(to: entry.key, among: legal).map { (entry, $0) }
            }
            .first
        let location = typo.map { text.location(ofKey: $0.0) } ?? text.location(of: item)
        text.faults.add(.noStageWord(nearest: typo?.1, at: location))
    }

    private static func readID(
        _ entry: YAMLNode.Entry?,
        _ ids: inout Set<String>,
        _ text: DefinitionText
    ) -> String? {
        guard let entry, let id = text.text(entry.value, of: "id") else { return nil }
        let location = text.location(of: entry.value)
        guard Identifier.isValid(id, also: "-") else {
            text.faults.add(.invalidName(id, of: "a stage", at: location))
            return nil
        }
        if ids.insert(id).inserted { return id }
        text.faults.add(.duplicateID(id, at: location))
        return nil
    }
}
