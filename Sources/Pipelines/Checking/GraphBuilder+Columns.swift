// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import Expressions

extension GraphBuilder {
    /// A column transform: every expression sees the input's columns; then `drop`, `keep` and `rename` apply.
    func columnTransform(
        _ stage: StageDefinition,
        _ argument: YAMLNode.Entry,
        _ input: BuiltStage?
    ) -> BuiltStage {
        reportUnknownKeys(of: stage, legal: ["drop", "keep", "rename"])
        var result = BuiltStage(label: stage.label)
        let entries = argument.value.isNull ? [] : text.entries(argument.value, of: "transform")
        guard let entries else { return result }
        if entries.isEmpty, stage.options.isEmpty {
            text.faults.add(.emptyStage("a transform", at: text.location(ofKey: argument)))
        }
        guard let schema = input?.schema else { return result }
        let isFlow = argument.value.isFlow
        guard var columns = ColumnList(of: schema).adding(entries, isFlow: isFlow, expressions)
        else { return result }
        let isSound = columns.apply(stage.options, text)
        guard isSound else { return result }
        if columns.all.isEmpty {
            text.faults.add(.noColumnsLeft(at: stage.location))
            return result
        }
        let output = Schema(columns.all.map { Field($0.name, $0.type) })
        result.schema = output
        result.operation = .columns(ColumnPlan(sources: columns.all.map(\.source), schema: output))
        result.additiveColumns = columns.all.filter { column in
            guard case .input(let position) = column.source else { return false }
            return input?.additiveColumns.contains(schema.fields[position].name) ?? false
        }.map(\.name)
        return result
    }
}

/// The columns of a column transform while its keys apply one after the other.
struct ColumnList {
    struct Item {
        var name: String
        let type: DataType
        let source: ColumnPlan.Source
    }

    private(set) var all: [Item]
    private let input: Schema

    init(of schema: Schema) {
        input = schema
        all = schema.fields.enumerated().map { position, field in
            Item(name: field.name, type: field.type, source: .input(position))
        }
    }

    /// Replaces columns in their places and appends new ones; nil if an expression is faulty.
    ///
    /// `isFlow` says that the mapping stood in braces, where YAML cuts values at commas.
    func adding(
        _ entries: [YAMLNode.Entry],
        isFlow: Bool,
        _ expressions: ExpressionReader
    ) -> ColumnList? {
        var result = self
        var isSound = true
        for entry in entries {
            let compiled = expressions.expression(entry.value, in: input, isInFlow: isFlow)
            guard let compiled else {
                isSound = false
                // What follows are the pieces that YAML cut off.
                if isFlow, ManglingHint.isCut(entry.value) { break }
                continue
            }
            let taken = compiled.plainColumn.flatMap { input.index(of: $0) }
            let source = taken.map { ColumnPlan.Source.input($0) } ?? .expression(compiled)
            let item = Item(name: entry.key, type: compiled.type, source: source)
            if let position = result.all.firstIndex(where: { $0.name == entry.key }) {
                result.all[position] = item
            } else {
                result.all.append(item)
            }
        }
        return isSound ? result : nil
    }

    /// Carries out `drop`, `keep` and `rename`, in this order; false if one is faulty, which has been reported.
    mutating func apply(_ options: [YAMLNode.Entry], _ text: DefinitionText) -> Bool {
        func option(_ key: String) -> YAMLNode? {
            options.first { $0.key == key && !$0.value.isNull }?.value
        }
        var isSound = true
        if let drop = option("drop") {
            let dropped = named(drop, "drop", text)
            if let dropped { all.removeAll { dropped.contains($0.name) } }
            isSound = dropped != nil
        }
        if isSound, let keep = option("keep") {
            let kept = named(keep, "keep", text)
            if let kept { all = kept.compactMap { name in all.first { $0.name == name } } }
            isSound = kept != nil
        }
        if isSound, let rename = option("rename") { isSound = self.rename(rename, text) }
        return isSound
    }

    /// The names of a list, all of them of columns and none twice; nil if one is not.
    private func named(_ node: YAMLNode, _ key: String, _ text: DefinitionText) -> [String]? {
        guard let items = text.texts(node, of: key) else { return nil }
        var names: [String] = []
        var isSound = true
        for item in items {
            guard let name = item.scalarText else { continue }
            if !isKnown(name, item.range, text) {
                isSound = false
            } else if names.contains(name) {
                text.faults.add(.duplicateColumn(name, at: text.location(of: item)))
                isSound = false
            }
            names.append(name)
        }
        return isSound ? names : nil
    }

    private func isKnown(_ name: String, _ range: YAMLRange, _ text: DefinitionText) -> Bool {
        if all.contains(where: { $0.name == name }) { return true }
        let schema = Schema(all.map { Field($0.name, $0.type) })
        text.faults.add(.unknownColumn(name, among: schema, at: text.source.location(of: range)))
        return false
    }

    private mutating func rename(_ node: YAMLNode, _ text: DefinitionText) -> Bool {
        guard let entries = text.entries(node, of: "rename") else { return false }
        var names = all.map(\.name)
        var isSound = true
        for entry in entries {
            let isKnown = isKnown(entry.key, entry.keyRange, text)
            let new = text.text(entry.value, of: "rename")
            guard isKnown, let new, let position = all.firstIndex(where: { $0.name == entry.key })
            else {
                isSound = false
                continue
            }
            names[position] = new
        }
        for entry in entries {
            guard let new = entry.value.scalarText, names.filter({ $0 == new }).count > 1 else {
                continue
            }
            text.faults.add(.duplicateColumn(new, at: text.location(of: entry.value)))
            isSound = false
        }
        guard isSound else { return false }
        for position in all.indices { all[position].name = names[position] }
        return true
    }
}
