// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit

/// Decodes the options of a registered stage or a connection by their specs.
struct OptionDecoder {
    let text: DefinitionText
    /// Reads a text: replaces references in it; nil if that failed, which has been reported.
    ///
    /// The node is nil for a default.
    let readText: (String, YAMLNode?) -> String?
    /// The columns that an option may name; nil where they are unknown.
    var columns: Schema? = nil
    /// Reads the expressions of rules; nil where no option may hold any.
    var expressions: ExpressionReader? = nil

    /// Decodes options.
    ///
    /// - Parameters:
    ///   - specs: What the stage declares.
    ///   - entries: What was written, without the keys that every stage has.
    ///   - otherKeys: Keys that stand beside the options, for advice on mistyped ones.
    ///   - thing: What a sentence calls the stage, `the sink csv`.
    ///   - location: Where the stage is named.
    /// - Returns: Nil if anything is wrong, which has been reported.
    func decode(
        _ specs: [OptionSpec],
        from entries: [YAMLNode.Entry],
        otherKeys: [String],
        of thing: String,
        at location: SourceLocation
    ) -> StageOptions? {
        let legal = specs.map(\.name) + otherKeys
        let hasKnownKeys = reportUnknown(entries, legal, thing)
        let options = decodeKnown(
            specs,
            from: entries,
            otherKeys: otherKeys,
            of: thing,
            at: location
        )
        return hasKnownKeys ? options : nil
    }

    /// Decodes the options that a spec declares and leaves other keys alone.
    func decodeKnown(
        _ specs: [OptionSpec],
        from entries: [YAMLNode.Entry],
        otherKeys: [String],
        of thing: String,
        at location: SourceLocation
    ) -> StageOptions? {
        var values: [String: StageOptions.Value] = [:]
        var locations: [String: SourceLocation] = [:]
        let legal = specs.map(\.name) + otherKeys
        var isSound = true
        for spec in specs {
            let entry = entries.first { $0.key == spec.name }
            if let entry, !entry.value.isNull {
                locations[spec.name] = text.location(of: entry.value)
                let value = value(entry.value, spec)
                values[spec.name] = value
                isSound = isSound && value != nil
            } else if spec.isRequired {
                let place = entry.map { text.location(ofKey: $0) } ?? location
                text.missing(spec.name, of: thing, among: entries, legal: legal, at: place)
                isSound = false
            } else if let written = spec.defaultText {
                values[spec.name] = defaultValue(written, spec.kind)
            }
        }
        return isSound ? StageOptions(values, locations: locations) : nil
    }

    /// Reports keys that nothing declares; false if there are any.
    func reportUnknown(
        _ entries: [YAMLNode.Entry],
        _ legal: [String],
        _ thing: String
    ) -> Bool {
        let unknown = entries.filter { !legal.contains($0.key) }
        for entry in unknown {
            let place = text.location(ofKey: entry)
            text.faults.add(.unknownKey(entry.key, of: thing, legal: legal, at: place))
        }
        return unknown.isEmpty
    }

    private func value(_ node: YAMLNode, _ spec: OptionSpec) -> StageOptions.Value? {
        switch spec.kind {
        case .text, .path, .secret:
            guard let raw = text.text(node, of: spec.name) else { return nil }
            return readText(raw, node).map { .text($0) }
        case .integer(let bounds):
            return text.integer(node, of: spec.name, in: bounds).map { .integer($0) }
        case .boolean:
            return text.boolean(node, of: spec.name).map { .boolean($0) }
        case .choice(let words):
            return text.choice(node, of: spec.name, among: words).map { .text($0) }
        case .textList:
            return texts(node, spec.name)
        case .textListOr(let word):
            guard let scalar = node.scalarText, !node.isMangled else {
                return texts(node, spec.name)
            }
            if scalar == word { return .text(word) }
            text.faults.add(
                .neitherWordNorList(scalar, spec.name, word, at: text.location(of: node))
            )
            return nil
        case .columns:
            return columnNames(node, spec.name)
        case .mapping:
            return pairs(node, spec.name)
        case .rules:
            let reader = RuleReader(text: text, expressions: expressions, columns: columns)
            return reader.rules(node, of: spec.name).map { .rules($0) }
        case .stage:
            return text.text(node, of: spec.name).map { .text($0) }
        case .stages:
            let items = text.texts(node, of: spec.name)
            return items.map { .texts($0.compactMap(\.scalarText)) }
        }
    }

    private func texts(_ node: YAMLNode, _ name: String) -> StageOptions.Value? {
        guard let items = text.texts(node, of: name) else { return nil }
        let read = items.map { item in item.scalarText.flatMap { readText($0, item) } }
        return read.contains(nil) ? nil : .texts(read.compactMap { $0 })
    }

    private func pairs(_ node: YAMLNode, _ name: String) -> StageOptions.Value? {
        guard !node.isMangled, let entries = text.entries(node, of: name) else { return nil }
        var pairs: [StageOptions.Pair] = []
        for entry in entries {
            if node.isFlow, ManglingHint.isCut(entry.value) {
                text.faults.add(.cutPairInFlow(at: text.location(of: entry.value)))
                // What follows are the pieces that YAML cut off.
                return nil
            }
            let written = text.text(entry.value, of: entry.key)
            guard let read = written.flatMap({ readText($0, entry.value) }) else { continue }
            pairs.append(StageOptions.Pair(entry.key, read, at: text.location(ofKey: entry)))
        }
        return pairs.count == entries.count ? .mapping(pairs) : nil
    }

    private func columnNames(_ node: YAMLNode, _ name: String) -> StageOptions.Value? {
        guard let items = text.texts(node, of: name) else { return nil }
        let names = items.compactMap(\.scalarText)
        guard let columns else { return .texts(names) }
        let unknown = items.filter { columns.index(of: $0.scalarText ?? "") == nil }
        for item in unknown {
            let place = text.location(of: item)
            text.faults.add(.unknownColumn(item.scalarText ?? "", among: columns, at: place))
        }
        return unknown.isEmpty ? .texts(names) : nil
    }

    private func defaultValue(_ written: String, _ kind: OptionSpec.Kind) -> StageOptions.Value? {
        switch kind {
        case .text, .path, .secret: readText(written, nil).map { .text($0) }
        case .choice: .text(written)
        case .integer: Int(written).map { .integer($0) }
        case .boolean: .boolean(written == "true")
        case .textListOr(let word): written == word ? .text(word) : .texts([written])
        case .textList, .columns, .stages: .texts([written])
        case .stage: .text(written)
        case .mapping, .rules: nil
        }
    }
}
