// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import FjordKit

extension GraphBuilder {
    /// A registered fetch stage; its connection is resolved only for a run.
    func fetch(_ stage: StageDefinition, _ argument: YAMLNode) -> BuiltStage {
        var result = BuiltStage(label: stage.label)
        guard let type = find(argument, .fetch, among: registered.fetches, { $0.spec }) else {
            return result
        }
        result.connection = connection(of: stage, argument, type.spec)
        guard let options = options(of: stage, argument, type.spec, columns: nil) else {
            return result
        }
        result.type = type.spec.name
        result.options = options.canonicalText
        attempt(at: argument) {
            let fetch = try type.init(options)
            let window = type.isDated ? values.window : nil
            result.schema = fetch.schema
            result.operation = .fetch(fetch, FetchContext(window: window, connection: nil))
        }
        return result
    }

    /// A registered transform.
    func namedTransform(
        _ stage: StageDefinition,
        _ argument: YAMLNode,
        _ input: BuiltStage?
    ) -> BuiltStage {
        let batch = registered.batchTransforms.map { Transform.batch($0) }
        let ordered = registered.orderedTransforms.map { Transform.ordered($0) }
        var result = BuiltStage(label: stage.label)
        let found = find(argument, .transform, among: batch + ordered, \.spec)
        guard let found else { return result }
        let options = options(of: stage, argument, found.spec, columns: input?.schema)
        guard let options else { return result }
        attempt(at: argument) {
            switch found {
            case .batch(let type):
                let transform = try type.init(options)
                guard let schema = input?.schema else { return }
                result.schema = try transform.outputSchema(for: schema)
                result.operation = .batchTransform(transform)
            case .ordered(let type):
                let transform = try type.init(options)
                guard let schema = input?.schema else { return }
                result.schema = try transform.outputSchema(for: schema)
                result.operation = .orderedTransform(transform)
            }
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
        attempt(at: argument) {
            switch found {
            case .stream(let type):
                let sink = try type.init(options)
                guard let schema = input?.schema else { return }
                _ = try sink.makeEncoder(for: schema)
                result.operation = .streamSink(sink)
            case .batch(let type):
                let sink = try type.init(options)
                guard let input, let schema = input.schema else { return }
                let columns = input.additiveColumns
                let outline = SinkInput(schema: schema, additiveColumns: columns)
                _ = try sink.makeDocument(for: outline)
                result.operation = .batchSink(sink, outline)
            }
        }
        return result
    }

    private enum Transform {
        case batch(any BatchTransform.Type)
        case ordered(any OrderedTransform.Type)

        var spec: StageSpec {
            switch self {
            case .batch(let type): type.spec
            case .ordered(let type): type.spec
            }
        }
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

    private func options(
        of stage: StageDefinition,
        _ argument: YAMLNode,
        _ spec: StageSpec,
        columns: Schema?
    ) -> StageOptions? {
        guard let word = stage.word else { return nil }
        let reader = TextReader(
            text: text,
            values: values,
            faultyParameters: file.faultyParameters
        )
        let decoder = OptionDecoder(
            text: text,
            readText: reader.interpolated,
            columns: columns
        )
        var entries = stage.options
        var otherKeys = [word.rawValue, "id"] + (word == .fetch ? [] : ["input"])
        if spec.connection != nil {
            otherKeys.append("connection")
        } else if let connection = stage.connection {
            entries.append(connection)
        }
        return decoder.decode(
            spec.options,
            from: entries,
            otherKeys: otherKeys,
            of: "\(word.rawValue) '\(spec.name)'",
            at: text.location(of: argument)
        )
    }

    private func connection(
        of stage: StageDefinition,
        _ argument: YAMLNode,
        _ spec: StageSpec
    ) -> ConnectionUse? {
        guard let need = spec.connection else { return nil }
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
    private func attempt(at argument: YAMLNode, _ make: () throws -> Void) {
        do {
            try make()
        } catch let fault as PipelineError {
            var placed = fault
            if case .source = fault.location {
            } else {
                placed.location = .source(text.location(of: argument))
            }
            text.faults.add(placed)
        } catch {
            let location = text.location(of: argument)
            text.faults.add(.stageRefused("\(error)", at: location))
        }
    }
}
