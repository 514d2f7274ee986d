// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Expressions
import FjordKit

/// Reads the rules of a check and compiles their expressions.
struct RuleReader {
    private static let keys = ["name", "expect", "level", "over", "by", "message"]

    let text: DefinitionText
    /// Nil where no option may hold expressions.
    let expressions: ExpressionReader?
    /// The columns of the stage's input; nil if they are unknown, so that no rule can be made.
    let columns: Schema?

    /// All rules; nil if one is faulty, which has been reported, or if the columns are unknown.
    func rules(_ node: YAMLNode, of option: String) -> [CheckRule]? {
        guard let items = text.list(node, of: option) else { return nil }
        if items.isEmpty { text.faults.add(.noRules(option, at: text.location(of: node))) }
        var names: Set<String> = []
        let rules = items.map { rule($0, &names) }
        let read = rules.compactMap { $0 }
        return read.isEmpty || read.count < rules.count ? nil : read
    }

    private func rule(_ node: YAMLNode, _ names: inout Set<String>) -> CheckRule? {
        guard let entries = text.mapping(node, keys: Self.keys, of: "a rule") else { return nil }
        var isSound = true
        for key in ["name", "expect"] where entries[key]?.value.isNull ?? true {
            let place = entries[key].map { text.location(ofKey: $0) } ?? text.location(of: node)
            text.missing(
                key,
                of: "a rule",
                among: Array(entries.values),
                legal: Self.keys,
                at: place
            )
            isSound = false
        }
        let name = written(entries["name"]) { text.text($0, of: "name") }
        if let name, let entry = entries["name"], !names.insert(name).inserted {
            text.faults.add(.duplicateRule(name, at: text.location(of: entry.value)))
            isSound = false
        }
        let level = written(entries["level"], else: "fail") {
            text.choice($0, of: "level", among: ["fail", "warn"])
        }
        let over = written(entries["over"], else: "rows") {
            text.choice($0, of: "over", among: ["rows", "run"])
        }
        let message = written(entries["message"], else: "") { text.text($0, of: "message") }
        let keys = keyColumns(entries["by"], over)
        guard let keys, let over, let columns, let expectation = entries["expect"]?.value,
            !expectation.isNull
        else { return nil }
        let parts = Parts(
            name: name ?? "",
            level: level == "warn" ? .warning : .failure,
            message: message.flatMap { $0.isEmpty ? nil : $0 }
        )
        let rule =
            over == "rows"
            ? rowRule(parts, expectation, isInFlow: node.isFlow, columns)
            : runRule(parts, expectation, isInFlow: node.isFlow, columns, by: keys)
        return isSound && name != nil && level != nil && message != nil ? rule : nil
    }

    private struct Parts {
        let name: String
        let level: Finding.Level
        let message: String?
    }

    private func rowRule(
        _ parts: Parts,
        _ node: YAMLNode,
        isInFlow: Bool,
        _ columns: Schema
    ) -> CheckRule? {
        let compiled = expressions?.expression(
            node,
            in: columns,
            isInFlow: isInFlow,
            fixes: [.misplacedAggregate: PipelineError.aggregateInRowRule]
        )
        guard let compiled, isCondition(compiled.type, parts.name, node) else { return nil }
        return CheckRule(parts.name, parts.level, rows: compiled, message: parts.message)
    }

    private func runRule(
        _ parts: Parts,
        _ node: YAMLNode,
        isInFlow: Bool,
        _ columns: Schema,
        by keys: [Field]
    ) -> CheckRule? {
        let names = keys.map(\.name)
        let compiled = expressions?.aggregate(node, in: columns, by: names, isInFlow: isInFlow)
        guard let compiled, isCondition(compiled.type, parts.name, node) else { return nil }
        return CheckRule(parts.name, parts.level, run: compiled, by: keys, message: parts.message)
    }

    private func isCondition(_ type: DataType, _ rule: String, _ node: YAMLNode) -> Bool {
        if type == .boolean { return true }
        text.faults.add(.ruleType(rule, type, at: text.location(of: node)))
        return false
    }

    /// The columns of `by`; nil if one is faulty, which has been reported.
    private func keyColumns(_ entry: YAMLNode.Entry?, _ over: String?) -> [Field]? {
        guard let entry, !entry.value.isNull else { return [] }
        if over == "rows" {
            text.faults.add(.groupedRowRule(at: text.location(ofKey: entry)))
            return nil
        }
        guard let items = text.texts(entry.value, of: "by"), let columns else { return nil }
        let limit = CompiledAggregate.maximumKeyCount
        guard items.count <= limit else {
            let location = text.location(of: items[limit])
            text.faults.add(.tooManyKeys(items.count, limit: limit, at: location))
            return nil
        }
        var keys: [Field] = []
        var isSound = true
        for item in items {
            let name = item.scalarText ?? ""
            let location = text.location(of: item)
            if let field = columns.field(named: name) {
                let isNew = !keys.contains(field)
                if !isNew { text.faults.add(.duplicateColumn(name, at: location)) }
                isSound = isSound && isNew
                keys.append(field)
            } else {
                text.faults.add(.unknownColumn(name, among: columns, at: location))
                isSound = false
            }
        }
        return isSound ? keys : nil
    }

    /// What a key holds, or its default if it is left out; nil if that is faulty, or there is no default.
    private func written(
        _ entry: YAMLNode.Entry?,
        else standard: String? = nil,
        _ read: (YAMLNode) -> String?
    ) -> String? {
        guard let entry, !entry.value.isNull else { return standard }
        return read(entry.value)
    }
}
