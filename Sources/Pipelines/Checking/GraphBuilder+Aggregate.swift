// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import Expressions

extension GraphBuilder {
    /// An aggregate: the `by` columns first, then the aggregates as written.
    func aggregate(
        _ stage: StageDefinition,
        _ argument: YAMLNode.Entry,
        _ input: BuiltStage?
    ) -> BuiltStage {
        reportUnknownKeys(of: stage, legal: ["by"])
        var result = BuiltStage(label: stage.label)
        let entries = argument.value.isNull ? [] : text.entries(argument.value, of: "aggregate")
        guard let entries else { return result }
        let by = stage.options.first { $0.key == "by" && !$0.value.isNull }?.value
        if entries.isEmpty, by == nil {
            text.faults.add(.emptyStage("an aggregate", at: text.location(ofKey: argument)))
            return result
        }
        guard let schema = input?.schema else { return result }
        let keys = by.map { keyColumns($0, of: schema) } ?? []
        let isFlow = argument.value.isFlow
        guard let results = aggregates(entries, isFlow: isFlow, schema, keys), let keys else {
            return result
        }
        let keyFields = keys.map { schema.fields[$0] }
        let fields = keyFields + zip(entries, results).map { Field($0.key, $1.type) }
        let output = Schema(fields)
        result.schema = output
        result.operation = .aggregate(AggregatePlan(keys: keys, results: results, schema: output))
        result.additiveColumns = zip(entries, results).filter { $1.isPlainCountOrSum }.map(\.0.key)
        return result
    }

    /// The positions of the `by` columns; nil if one is faulty, which has been reported.
    private func keyColumns(_ node: YAMLNode, of schema: Schema) -> [Int]? {
        guard let items = text.texts(node, of: "by") else { return nil }
        let limit = CompiledAggregate.maximumKeyCount
        guard items.count <= limit else {
            let location = text.location(of: items[limit])
            text.faults.add(.tooManyKeys(items.count, limit: limit, at: location))
            return nil
        }
        var keys: [Int] = []
        var isSound = true
        for item in items {
            let name = item.scalarText ?? ""
            let location = text.location(of: item)
            guard let position = schema.index(of: name) else {
                text.faults.add(.unknownColumn(name, among: schema, at: location))
                isSound = false
                continue
            }
            if keys.contains(position) {
                text.faults.add(.duplicateColumn(name, at: location))
                isSound = false
            }
            keys.append(position)
        }
        return isSound ? keys : nil
    }

    /// The compiled aggregates; nil if one is faulty, which has been reported.
    ///
    /// Nil, too, if the `by` columns are faulty, whose positions `keys` holds. `isFlow` says that the mapping stood in
    /// braces, where YAML cuts values at commas.
    private func aggregates(
        _ entries: [YAMLNode.Entry],
        isFlow: Bool,
        _ schema: Schema,
        _ keys: [Int]?
    ) -> [CompiledAggregate]? {
        guard let keys else { return nil }
        let names = keys.map { schema.fields[$0].name }
        var results: [CompiledAggregate] = []
        for entry in entries {
            if names.contains(entry.key) {
                text.faults.add(.duplicateColumn(entry.key, at: text.location(ofKey: entry)))
                continue
            }
            let node = entry.value
            let compiled = expressions.aggregate(node, in: schema, by: names, isInFlow: isFlow)
            if let compiled { results.append(compiled) }
            // What follows are the pieces that YAML cut off.
            if compiled == nil, isFlow, ManglingHint.isCut(node) { break }
        }
        return results.count == entries.count ? results : nil
    }
}
