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
        var columns = ColumnList(of: schema)
        let added = columns.add(entries, isFlow: argument.value.isFlow, expressions)
        // Without all names, what names one cannot be judged.
        guard added != .cut else { return result }
        guard columns.apply(stage.options, text), added == .all else { return result }
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

    enum Added {
        case all
        /// All by name, some of them without a sound expression.
        case someFaulty
        /// YAML cut the mapping to pieces.
        case cut
    }

    /// Replaces columns in their places and appends new ones; faulty expressions are reported.
    ///
    /// `isFlow` says that the mapping stood in braces, where YAML cuts values at commas.
    mutating func add(
        _ entries: [YAMLNode.Entry],
        isFlow: Bool,
        _ expressions: ExpressionReader
    ) -> Added {
        var isSound = true
        for entry in entries {
            let compiled = expressions.expression(entry.value, in: input, isInFlow: isFlow)
            // What follows are the pieces that YAML cut off.
            if compiled == nil, isFlow, ManglingHint.isCut(entry.value) { return .cut }
            isSound = isSound && compiled != nil
            place(item(entry.key, compiled))
        }
        return isSound ? .all : .someFaulty
    }

    /// A column of an expression; of a faulty one only the name counts.
    private func item(_ name: String, _ compiled: CompiledExpression?) -> Item {
        guard let compiled else { return Item(name: name, type: .text, source: .input(0)) }
        let taken = compiled.plainColumn.flatMap { input.index(of: $0) }
        let source = taken.map { ColumnPlan.Source.input($0) } ?? .expression(compiled)
        return Item(name: name, type: compiled.type, source: source)
    }

    private mutating func place(_ item: Item) {
        if let position = all.firstIndex(where: { $0.name == item.name }) {
            all[position] = item
        } else {
            all.append(item)
        }
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
