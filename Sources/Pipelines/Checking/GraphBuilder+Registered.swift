// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import FjordKit

extension GraphBuilder {
    /// A registered fetch stage; its connection is resolved only for a run.
    ///
    /// `inferred` is the stage that has looked at its data, if one had to.
    func fetch(
        _ stage: StageDefinition,
        _ argument: YAMLNode,
        _ inferred: (any FetchStage)?
    ) -> BuiltStage {
        var result = BuiltStage(label: stage.label)
        guard let type = find(argument, .fetch, among: registered.fetches, { $0.spec }) else {
            return result
        }
        result.connection = connection(of: stage, argument, type.spec)
        let reading = reading(of: stage, argument, type.spec, columns: nil)
        guard let options = reading.options else { return result }
        result.type = type.spec.name
        result.options = options.canonicalText
        attempt(at: argument, reports: reading.hasKnownKeys) {
            let fetch = try inferred ?? type.init(options)
            let window = type.isDated(stage.writtenOption) ? values.window : nil
            let context = FetchContext(window: window, connection: nil, folder: folder)
            result.schema = try fetch.outputSchema()
            result.operation = .fetch(fetch, context)
            // A key that is not understood may be the one that tells the columns.
            if fetch.schema == nil, reading.hasKnownKeys { reportUndeclaredSchema(stage, argument) }
        }
        return result
    }

    private func reportUndeclaredSchema(_ stage: StageDefinition, _ argument: YAMLNode) {
        let location = text.location(of: argument)
        text.faults.add(
            inferred == nil
                ? .undeclaredSchema(stage.label, at: location) : .schemaNotFound(at: location)
        )
    }

    /// Whether any fetch was made that only its data can tell the columns of.
    var hasUndeclaredSchemas: Bool {
        built.contains { stage in
            if case .fetch(let fetch, _) = stage.operation { fetch.schema == nil } else { false }
        }
    }

    /// A registered transform.
    func namedTransform(
        _ stage: StageDefinition,
        _ argument: YAMLNode,
        _ inputs: [BuiltStage?]
    ) -> BuiltStage {
        var result = BuiltStage(label: stage.label)
        let found = find(argument, .transform, among: registered.transforms, \.spec)
        let first = inputs.first ?? nil
        guard let found,
            let options = options(of: stage, argument, found.spec, columns: first?.schema)
        else { return result }
        result.type = found.spec.name
        result.options = options.canonicalText
        let schemas = inputs.compactMap { $0?.schema }
        attempt(at: argument) {
            let transform = try found.make(options)
            guard schemas.count == inputs.count else { return }
            result.schema = try transform.outputSchema(for: schemas)
            result.operation = transform.operation
        }
        // Whoever leaves the columns alone gives rows of its input, whose counts and sums still add up.
        if inputs.count == 1, let schema = result.schema, schema == first?.schema {
            result.additiveColumns = first?.additiveColumns ?? []
        }
        return result
    }

    /// A registered sink.
    func sink(
        _ stage: StageDefinition,
        _ argument: YAMLNode,
        _ input: BuiltStage?
    ) -> BuiltStage {
        let stream = registered.streamSinks.map { Sink.stream($0) }
        let batch = registered.batchSinks.map { Sink.batch($0) }
        var result = BuiltStage(label: stage.label, schema: input?.schema)
        guard let found = find(argument, .sink, among: stream + batch, \.spec) else {
            return result
        }
        let options = options(of: stage, argument, found.spec, columns: input?.schema)
        guard let options else { return result }
        result.type = found.spec.name
        result.options = options.canonicalText
        warnOfWindowlessPath(of: stage, found.spec)
        reportBatchlessPath(of: stage, found.spec)
        attempt(at: argument) {
            switch found {
            case .stream(let type):
                let sink = try type.init(options)
                checkPath(of: stage, sink.path)
                guard let schema = input?.schema else { return }
                _ = try sink.makeEncoder(for: schema)
                result.operation = .streamSink(sink)
            case .batch(let type):
                let sink = try type.init(options)
                checkPath(of: stage, sink.path)
                guard let input, let schema = input.schema else { return }
                let columns = input.additiveColumns
                let outline = SinkInput(schema: schema, additiveColumns: columns)
                _ = try sink.makeDocument(for: outline)
                result.operation = .batchSink(sink, outline)
            }
        }
        return result
    }

    private enum Sink {
        case stream(any StreamSink.Type)
        case batch(any BatchSink.Type)

        var spec: StageSpec {
            switch self {
            case .stream(let type): type.spec
            case .batch(let type): type.spec
            }
        }
    }

    /// The registered stage of a name; nil if there is none, which is reported.
    private func find<Registered>(
        _ argument: YAMLNode,
        _ word: StageWord,
        among candidates: [Registered],
        _ spec: (Registered) -> StageSpec
    ) -> Registered? {
        guard let name = text.text(argument, of: word.rawValue) else { return nil }
        if let found = candidates.first(where: { spec($0).name == name }) { return found }
        let names = candidates.map { spec($0).name }
        let location = text.location(of: argument)
        text.faults.add(
            .unknownStage(name, word, legal: names, otherWord: otherWord(for: name), at: location)
        )
        return nil
    }

    /// Another kind of stage that has this name.
    private func otherWord(for name: String) -> StageWord? {
        if registered.fetchSpecs.contains(where: { $0.name == name }) { return .fetch }
        if registered.transformSpecs.contains(where: { $0.name == name }) { return .transform }
        return registered.sinkSpecs.contains { $0.name == name } ? .sink : nil
    }

    /// The options of a stage; nil if anything is wrong with them, which is reported.
    private func options(
        of stage: StageDefinition,
        _ argument: YAMLNode,
        _ spec: StageSpec,
        columns: Schema?
    ) -> StageOptions? {
        let reading = reading(of: stage, argument, spec, columns: columns)
        return reading.hasKnownKeys ? reading.options : nil
    }

    /// The options of a stage as far as its keys are known, nil if one of them is faulty, and whether all are known.
    private func reading(
        of stage: StageDefinition,
        _ argument: YAMLNode,
        _ spec: StageSpec,
        columns: Schema?
    ) -> (options: StageOptions?, hasKnownKeys: Bool) {
        guard let word = stage.word else { return (nil, false) }
        let reader = TextReader(
            text: text,
            values: values,
            faultyParameters: file.faultyParameters,
            kept: spec.ownReferences
        )
        let decoder = OptionDecoder(
            text: text,
            readText: reader.interpolated,
            columns: columns,
            expressions: expressions
        )
        var entries = stage.options
        var otherKeys = [word.rawValue, "id"]
        if word != .fetch, !spec.options.contains(where: { $0.kind == .stages }) {
            otherKeys.append("input")
        }
        if spec.connection(where: stage.writtenOption) != nil {
            otherKeys.append("connection")
        } else if let connection = stage.connection {
            entries.append(connection)
        }
        let thing = "\(word.rawValue) '\(spec.name)'"
        let legal = spec.options.map(\.name) + otherKeys
        let options = decoder.decodeKnown(
            spec.options,
            from: entries,
            otherKeys: otherKeys,
            of: thing,
            at: text.location(of: argument)
        )
        return (options, decoder.reportUnknown(entries, legal, thing))
    }

    private func connection(
        of stage: StageDefinition,
        _ argument: YAMLNode,
        _ spec: StageSpec
    ) -> ConnectionUse? {
        guard let need = spec.connection(where: stage.writtenOption) else { return nil }
        let node = stage.connection?.value
        let name = node.flatMap { text.text($0, of: "connection") }
        return ConnectionUse(
            stage: stage.label,
            need: need,
            name: name ?? need.type,
            location: text.location(of: node ?? argument),
            isNamed: name != nil
        )
    }

    /// Makes a stage; what it finds wrong is reported where it says, else where the stage is named.
    ///
    /// `reports` is false where it may follow from what has been reported.
    private func attempt(
        at argument: YAMLNode,
        reports: Bool = true,
        _ make: () throws -> Void
    ) {
        do {
            try make()
        } catch {
            if reports { report(error, at: argument) }
        }
    }

    private func report(_ error: any Error, at argument: YAMLNode) {
        switch error {
        case let fault as PipelineError:
            var placed = fault
            if case .source = fault.location {
            } else {
                placed.location = .source(text.location(of: argument))
            }
            text.faults.add(placed)
        default:
            let location = text.location(of: argument)
            text.faults.add(.stageRefused("\(error)", at: location))
        }
    }
}
