// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
package import FjordKit

extension CheckedPipeline {
    /// Checks a pipeline file against what is registered, as `fjord lint` does: without a window, a connection or a
    /// secret.
    ///
    /// - Parameters:
    ///   - source: The pipeline file's text.
    ///   - project: The project it belongs to.
    ///   - registered: The stages and connections of this binary.
    ///   - overrides: What the command line says about connections.
    /// - Throws: All faults of both files by position, warnings included.
    package init(
        checking source: DefinitionSource,
        in project: Project,
        registered: StageList,
        overrides: ConnectionOverrides = .none
    ) throws(PipelineErrors) {
        let faults = FaultList()
        let files = [source.name] + [project.file?.name].compactMap { $0 }
        let projectFile = project.file.map { ProjectFile.read($0, faults: faults) }
        // What is wrong with the project must not hide what is wrong with the pipeline.
        let pipelineFaults = FaultList()
        let file = PipelineFile.read(source, faults: pipelineFaults)
        guard let file else {
            faults.add(contentsOf: pipelineFaults)
            throw PipelineErrors(faults.sorted(files: files))
        }
        let isDated = file.mayBeDated(among: registered.fetches)
        let values = RunValues(
            window: isDated ? RunValues.sampleWindow(file.window) : nil,
            batch: file.isNumbered(among: registered) ? 1 : nil,
            parameters: ParameterValues(samplesFor: file.parameters),
            areSamples: true
        )
        var builder = GraphBuilder(
            file,
            registered: registered,
            values: values,
            folder: project.folder,
            faults: pipelineFaults
        )
        builder.build()
        ParameterUse.reportUnused(in: file, pipelineFaults)
        TestPreparation(over: builder, faults: pipelineFaults).check()
        let uses = builder.built.compactMap(\.connection)
        let table = ConnectionTable(
            definitions: projectFile?.connections ?? [],
            overrides: overrides
        )
        table.check(uses, among: registered.connections, pipelineFaults)
        faults.add(contentsOf: pipelineFaults)
        let sorted = faults.sorted(files: files)
        guard !faults.hasErrors else { throw PipelineErrors(sorted) }
        self.init(
            name: file.name,
            description: file.description,
            schedule: file.schedule,
            window: isDated ? file.window : nil,
            parameters: file.parameters,
            warnings: sorted,
            connections: uses,
            sinks: builder.sinkOutlines,
            tests: file.tests,
            connectionTable: table,
            source: source,
            project: project,
            hasUndeclaredSchemas: builder.hasUndeclaredSchemas,
            readsFeed: file.readsFeed(among: registered.fetches),
            isNumbered: file.isNumbered(among: registered),
            file: file,
            registered: registered
        )
    }
}

extension PipelineFile {
    /// Whether any registered fetch of the pipeline knows dates, or has `${window}` in its options.
    func isDated(among fetches: [any FetchStage.Type]) -> Bool {
        dated(among: fetches).contains(true)
    }

    /// Whether any fetch knows dates, or is not registered and might.
    func mayBeDated(among fetches: [any FetchStage.Type]) -> Bool {
        dated(among: fetches).contains { $0 ?? true }
    }

    /// Per stage, nil for what is no known stage.
    private func dated(among fetches: [any FetchStage.Type]) -> [Bool?] {
        stages.map { stage in
            guard let word = stage.word else { return nil }
            guard word == .fetch else { return false }
            let name = stage.argument?.value.scalarText
            guard let fetch = fetches.first(where: { $0.spec.name == name }) else { return nil }
            return fetch.isDated(stage.writtenOption) || stage.namesWindow
        }
    }

    /// Whether any registered fetch of the pipeline goes on where the last run ended.
    func readsFeed(among fetches: [any FetchStage.Type]) -> Bool {
        stages.contains { $0.readsFeed(among: fetches) }
    }

    /// Whether its runs have a number: those of a pipeline that reads a feed or, without a window, remembers the last
    /// run, since each of its runs tells what no other does.
    func isNumbered(among registered: StageList) -> Bool {
        if readsFeed(among: registered.fetches) { return true }
        guard !mayBeDated(among: registered.fetches) else { return false }
        return stages.contains { $0.remembers(among: registered.wholeRunTransforms) }
    }
}

extension StageDefinition {
    /// The text of an option as it stands in the file; nil if it is left out, or no text.
    func writtenOption(_ name: String) -> String? {
        options.first { $0.key == name }?.value.scalarText
    }

    /// Whether it is a registered fetch that goes on where the last run ended.
    func readsFeed(among fetches: [any FetchStage.Type]) -> Bool {
        guard word == .fetch, let name = argument?.value.scalarText else { return false }
        return fetches.first { $0.spec.name == name }?.isFeed(writtenOption) ?? false
    }

    /// Whether it is a registered transform that keeps something from run to run.
    func remembers(among transforms: [any WholeRunTransform.Type]) -> Bool {
        guard word == .transform, let name = argument?.value.scalarText else { return false }
        return transforms.contains {
            $0.spec.name == name && $0 is any RememberingTransform.Type
        }
    }

    /// Whether an option depends on the window.
    var namesWindow: Bool {
        options.contains { option in
            ParameterUse.scalars(of: option.value).contains { $0.contains("${window") }
        }
    }
}

extension GraphBuilder {
    /// The sinks as they are written.
    var sinkOutlines: [CheckedPipeline.SinkOutline] {
        zip(file.stages, built).compactMap { stage, result in
            guard stage.word == .sink, let type = stage.argument?.value.scalarText else {
                return nil
            }
            let options = registered.sinkSpecs.first { $0.name == type }?.options ?? []
            let names = options.filter { $0.kind == .path }.map(\.name)
            let path = stage.options.first { names.contains($0.key) }?.value.scalarText
            return CheckedPipeline.SinkOutline(stage: result.label, type: type, path: path)
        }
    }
}

extension ConnectionTable {
    /// Reports connections that are named and unknown, or faulty as they are written.
    ///
    /// A name that the pipeline leaves to its default may be given on the command line later, and is no fault here.
    func check(_ uses: [ConnectionUse], among types: [any Connection.Type], _ faults: FaultList) {
        for use in uses {
            let isGiven = overrides.targets[use.name] != nil
            let isDefined = definitions.contains { $0.name == use.name }
            guard use.isNamed || isGiven || isDefined else { continue }
            do throws(PipelineError) {
                let choice = try choice(for: use)
                if case .defined(let definition) = choice { definition.check(among: types, faults) }
            } catch {
                faults.add(error)
            }
        }
        let used = Set(uses.map(\.name))
        for name in overrides.targets.keys.sorted() where !used.contains(name) {
            faults.add(.unusedOverride(name, legal: used.sorted()))
        }
    }
}

/// Finds parameters that no stage uses.
enum ParameterUse {
    static func reportUnused(in file: PipelineFile, _ faults: FaultList) {
        let texts = file.stages.flatMap { stage in
            ([stage.argument] + stage.options).flatMap { $0.map { scalars(of: $0.value) } ?? [] }
        }
        let used = texts.reduce(into: Set<String>()) { $0.formUnion(names(in: $1)) }
        for parameter in file.parameters where !used.contains(parameter.name) {
            faults.add(.unusedParameter(parameter.name, at: parameter.location))
        }
    }

    fileprivate static func scalars(of node: YAMLNode) -> [String] {
        switch node.content {
        case .scalar(let text, _): [text]
        case .list(let items): items.flatMap(scalars)
        case .mapping(let entries): entries.flatMap { scalars(of: $0.value) }
        }
    }

    /// The names behind `$` and `${`.
    private static func names(in text: String) -> [String] {
        text.split(separator: "$", omittingEmptySubsequences: false).dropFirst().map { part in
            let name = part.hasPrefix("{") ? part.dropFirst() : part
            return String(name.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) })
        }
    }
}
