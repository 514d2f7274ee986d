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
    /// The fetches that have looked at their data for their columns; nil if none has done so yet.
    let inferred: InferredFetches?
    private(set) var order: StageOrder
    var built: [BuiltStage]

    /// The absolute path of the folder from which the paths of fetches go.
    let folder: String

    init(
        _ file: PipelineFile,
        registered: StageList,
        values: RunValues,
        folder: String,
        inferred: InferredFetches? = nil,
        faults: FaultList
    ) {
        self.file = file
        self.registered = registered
        self.values = values
        self.folder = folder
        self.inferred = inferred
        text = DefinitionText(source: file.source, faults: faults)
        order = StageOrder(of: file.stages, transforms: registered.transformSpecs, text)
        built = file.stages.map { BuiltStage(label: $0.label) }
    }

    /// Builds every stage, each after its inputs.
    mutating func build() {
        for position in order.order {
            let inputs = order.sources(of: position).map { source in source.map { built[$0] } }
            built[position] = build(position, inputs)
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

    /// Builds one stage; an input is nil if what flows in there is unknown.
    private func build(_ position: Int, _ inputs: [BuiltStage?]) -> BuiltStage {
        let stage = file.stages[position]
        guard let word = stage.word, let argument = stage.argument else {
            return BuiltStage(label: stage.label)
        }
        let input = inputs.first ?? nil
        switch word {
        case .fetch: return fetch(stage, argument.value, inferred?.fetches[position])
        case .filter: return filter(stage, argument.value, input)
        case .transform where argument.value.scalarText == nil || argument.value.isNull:
            return columnTransform(stage, argument, input)
        case .transform: return namedTransform(stage, argument.value, inputs)
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
