// SPDX-License-Identifier: Apache-2.0

import Diagnostics
package import FjordKit

extension TestSectionReader {
    private static let findingKeys = ["stage", "rule", "rows", "level"]

    /// The findings of `expect_findings`; nil if any are faulty.
    func readFindings(_ entry: YAMLNode.Entry) -> ExpectedFindings? {
        guard let items = text.list(entry.value, of: entry.key) else { return nil }
        let found = items.map { readFinding($0) }
        guard !found.contains(where: { $0 == nil }) else { return nil }
        return ExpectedFindings(
            items: found.compactMap { $0 },
            location: text.location(ofKey: entry)
        )
    }

    private func readFinding(_ item: YAMLNode) -> ExpectedFindings.Item? {
        let thing = "a finding"
        guard let keys = text.mapping(item, keys: Self.findingKeys, of: thing) else { return nil }
        let place = text.location(of: item)
        func required(_ key: String) -> String? {
            guard let entry = keys[key] else {
                let entries = item.entries ?? []
                text.missing(key, of: thing, among: entries, legal: Self.findingKeys, at: place)
                return nil
            }
            return text.text(entry.value, of: key)
        }
        let stage = required("stage"), rule = required("rule")
        if let stage, let entry = keys["stage"], !file.stages.contains(where: { $0.id == stage }) {
            let location = text.location(of: entry.value)
            let legal = file.stages.filter { $0.word != .sink }.compactMap(\.id)
            text.faults.add(.unknownTestStage(stage, legal: legal, at: location))
            return nil
        }
        let rows = keys["rows"].map { text.integer($0.value, of: "rows", in: 0...Int.max) }
        let words = Finding.Level.allCases.map(\.ruleWord)
        let level = keys["level"].map { text.choice($0.value, of: "level", among: words) }
        guard let stage, let rule, rows != .some(nil), level != .some(nil) else { return nil }
        return ExpectedFindings.Item(
            stage: stage,
            rule: rule,
            rowCount: rows ?? nil,
            level: level ?? nil,
            location: place
        )
    }
}

extension Finding.Level {
    /// As pipeline files spell it.
    package var ruleWord: String {
        switch self {
        case .notice: "notice"
        case .warning: "warn"
        case .failure: "fail"
        }
    }
}
