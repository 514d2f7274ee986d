// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import Expressions
import FjordKit

/// Builds the stages of one pipeline for one set of values, and reports all that is wrong with them.
///
/// A check builds them for sample values, a run for its own; there is no second way. Behind a faulty stage the schema
/// is unknown, and whatever needs it is left alone.
struct GraphBuilder {
    let file: PipelineFile
    let registered: StageList
    let values: RunValues
    let text: DefinitionText
    private(set) var order: StageOrder
    var built: [BuiltStage]

    init(_ file: PipelineFile, registered: StageList, values: RunValues, faults: FaultList) {
        self.file = file
        self.registered = registered
        self.values = values
        text = DefinitionText(source: file.source, faults: faults)
        order = StageOrder(of: file.stages, text)
        built = file.stages.map { BuiltStage(label: $0.label) }
    }

    /// Builds every stage, each after its input.
    mutating func build() {
        for position in order.order {
            let stage = file.stages[position]
            built[position] = build(stage, input: input(of: position))
        }
        nameSinks()
        reportSharedPaths()
        reportUnread()
    }

    var expressions: ExpressionReader {
        ExpressionReader(
            text: text,
            parameters: values.bound,
            faultyParameters: file.faultyParameters
        )
    }

    /// What flows into a stage; nil if that is unknown.
    private func input(of position: Int) -> BuiltStage? {
        order.input(of: position).map { built[$0] }
    }

    private func build(_ stage: StageDefinition, input: BuiltStage?) -> BuiltStage {
        guard let word = stage.word, let argument = stage.argument else {
            return BuiltStage(label: stage.label)
        }
        switch word {
        case .fetch: return fetch(stage, argument.value)
        case .filter: return filter(stage, argument.value, input)
        case .transform where argument.value.scalarText == nil || argument.value.isNull:
            return columnTransform(stage, argument, input)
        case .transform: return namedTransform(stage, argument.value, input)
        case .aggregate: return aggregate(stage, argument, input)
        case .sink: return sink(stage, argument.value, input)
        }
    }

    private func filter(
        _ stage: StageDefinition,
        _ argument: YAMLNode,
        _ input: BuiltStage?
    ) -> BuiltStage {
        reportUnknownKeys(of: stage, legal: [])
        var result = BuiltStage(label: stage.label)
        result.schema = input?.schema
        result.additiveColumns = input?.additiveColumns ?? []
        guard let schema = input?.schema else {
            _ = text.text(argument, of: "filter")
            return result
        }
        guard let condition = expressions.condition(argument, in: schema) else { return result }
        result.operation = .filter(condition)
        return result
    }

    /// Reports keys that a stage of the language itself does not have.
    func reportUnknownKeys(of stage: StageDefinition, legal: [String]) {
        guard let word = stage.word else { return }
        let known = [word.rawValue, "id", "input"] + legal
        for entry in stage.options + [stage.connection].compactMap({ $0 })
        where !known.contains(entry.key) {
            let place = text.location(ofKey: entry)
            text.faults.add(.unknownKey(entry.key, of: word.thing, legal: known, at: place))
        }
    }
}
