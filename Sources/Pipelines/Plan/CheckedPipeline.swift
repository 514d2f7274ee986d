// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
package import Engine
package import FjordKit

/// A pipeline that a check found sound, ready to be planned for any window and values.
package struct CheckedPipeline: Sendable {
    /// One sink, as it is written.
    package struct SinkOutline: Sendable, Hashable {
        /// The sink's id, or a name made from what feeds it.
        package let stage: String
        /// The registered name, `csv`.
        package let type: String
        /// The path as the file has it, with its `${…}`; nil for a sink without one.
        package let path: String?
    }

    /// By which a project knows the pipeline.
    package let name: String
    /// One sentence for people; nil if there is none.
    package let description: String?
    /// When it runs by itself; nil if it does not.
    package let schedule: ScheduleDefinition?
    /// What one run covers; nil for a pipeline whose fetches know no dates.
    package let window: WindowDefinition?
    /// In the order of the file.
    package let parameters: [ParameterDefinition]
    /// What the check found odd, by position.
    package let warnings: [PipelineError]
    /// What its stages speak over, in the order of the file.
    package let connections: [ConnectionUse]
    /// Its sinks, in the order of the file.
    package let sinks: [SinkOutline]
    /// The `tests:` of the file; nil if it has none.
    package let tests: YAMLNode?
    /// Where the connections' names lead.
    package let connectionTable: ConnectionTable
    /// The file itself: a hash of its text tells one definition from another.
    package let source: DefinitionSource
    /// The project that the file belongs to; outputs go below its folder.
    package let project: Project

    /// Whether only the data of a fetch tells its columns, so that what uses them has not been checked.
    package let hasUndeclaredSchemas: Bool
    /// Whether a fetch goes on where the last committed run ended.
    package let readsFeed: Bool
    /// The ids of the fetches that go on where the last committed run ended.
    package var feedStages: Set<String> {
        Set(file.stages.filter { $0.readsFeed(among: registered.fetches) }.map(\.label))
    }
    /// Whether each run has a number: a fetch reads a feed or, without a window, a stage remembers the last run.
    package let isNumbered: Bool

    let file: PipelineFile
    let registered: StageList

    /// The warnings that a run repeats: not that columns are undeclared, for it checks them itself.
    package var runWarnings: [PipelineError] { warnings.filter { $0.code != .undeclaredSchema } }

    /// Whether runs cover windows: whether any fetch knows dates.
    package var isDated: Bool { window != nil }

    /// Whether a stage keeps something from one run to the next, so that the order of runs matters.
    package var remembersRuns: Bool {
        file.stages.contains { $0.remembers(among: registered.wholeRunTransforms) }
    }

    /// The values in force for a run.
    ///
    /// - Parameter settings: The texts behind `--set`, each `name=value`.
    /// - Returns: One value per parameter.
    /// - Throws: Every setting that is wrong, naming its flag, and every parameter left without a value.
    package func parameterValues(settings: [String]) throws(PipelineErrors) -> ParameterValues {
        try ParameterValues(of: parameters, settings: settings)
    }

    /// Builds the stages for one run.
    ///
    /// - Parameters:
    ///   - window: The days to cover; ignored by a pipeline without a window.
    ///   - batch: The number of the run, for a pipeline whose runs have one.
    ///   - parameters: The values in force.
    ///   - inferred: What `inferSchemas` found for the same window and values.
    ///   - connect: Makes a stage's connection; called once per fetch stage that needs one.
    /// - Returns: The stages, each after its inputs.
    /// - Throws: `PipelineErrors` for what only these values make wrong, such as two sinks on one path, and for
    ///   connections that cannot be made.
    /// - Precondition: A window is given to a pipeline that has one.
    package func plan(
        window: DateWindow?,
        batch: Int = 1,
        parameters: ParameterValues,
        inferred: InferredFetches = .none,
        connect: (ConnectionUse) throws -> any Connection
    ) throws(PipelineErrors) -> StageGraph {
        let faults = FaultList()
        var builder = builder(window, batch, parameters, inferred: inferred, faults)
        builder.build()
        let graph = faults.hasErrors ? nil : graph(of: builder, faults, connect)
        guard let graph, !faults.hasErrors else { throw errors(faults) }
        return graph
    }

    func builder(
        _ window: DateWindow?,
        _ batch: Int,
        _ parameters: ParameterValues,
        inferred: InferredFetches?,
        _ faults: FaultList
    ) -> GraphBuilder {
        precondition(!isDated || window != nil, "a pipeline of windows needs one")
        return GraphBuilder(
            file,
            registered: registered,
            values: RunValues(
                window: isDated ? window : nil,
                batch: isNumbered ? batch : nil,
                parameters: parameters
            ),
            folder: project.folder,
            inferred: inferred,
            faults: faults
        )
    }

    /// Makes the connections of all stages, so that it is known what they are before any window is planned.
    ///
    /// - Parameter connect: Makes a stage's connection; called once per stage that needs one.
    /// - Throws: What is wrong with connections, as `plan` does.
    package func connectAll(
        by connect: (ConnectionUse) throws -> any Connection
    ) throws(PipelineErrors) {
        let faults = FaultList()
        for use in connections { _ = connection(for: use, faults, connect) }
        if faults.hasErrors { throw errors(faults) }
    }

    func errors(_ faults: FaultList) -> PipelineErrors {
        let files = [file.source.name] + [project.file?.name].compactMap { $0 }
        return PipelineErrors(faults.sorted(files: files).filter { $0.severity == .error })
    }

    /// What is wrong with pipelines that stand in one project: names that two of them bear.
    ///
    /// - Returns: One fault per pipeline whose name an earlier one has.
    package static func sharedNames(among pipelines: [CheckedPipeline]) -> [PipelineError] {
        var owners: [[String]: CheckedPipeline] = [:]
        return pipelines.compactMap { pipeline in
            let key = [pipeline.project.folder, pipeline.name]
            guard let first = owners[key] else {
                owners[key] = pipeline
                return nil
            }
            let other = first.source.name
            return .sharedName(pipeline.name, other: other, at: pipeline.file.nameLocation)
        }
    }
}

extension CheckedPipeline {
    /// The graph of stages that were all built, each fetch with its connection; nil if one cannot be made, which is
    /// reported.
    private func graph(
        of builder: GraphBuilder,
        _ faults: FaultList,
        _ connect: (ConnectionUse) throws -> any Connection
    ) -> StageGraph? {
        var nodes: [StageGraph.Node] = []
        var places: [Int: Int] = [:]
        for position in builder.order.order {
            let stage = builder.built[position]
            guard var operation = stage.operation, let schema = stage.schema else { return nil }
            var inputs = builder.order.sources(of: position).compactMap { source in
                source.flatMap { places[$0] }
            }
            if case .fetch(let fetch, let context) = operation,
                let context = connected(context, stage.connection, faults, connect)
            {
                operation = .fetch(fetch, context)
                if let following = fetch.following, let entries = fetch.schema {
                    inputs = [nodes.count]
                    nodes.append(stage.node(operation, inputs: [], entries, isInner: true))
                    operation = following.operation
                }
            }
            places[position] = nodes.count
            nodes.append(stage.node(operation, inputs: inputs, schema))
        }
        return StageGraph(nodes: nodes)
    }

    /// The context of a fetch with the connection it asks for; nil if that cannot be made, which is reported.
    func connected(
        _ context: FetchContext,
        _ use: ConnectionUse?,
        _ faults: FaultList,
        _ connect: (ConnectionUse) throws -> any Connection
    ) -> FetchContext? {
        guard let use else { return context }
        return connection(for: use, faults, connect).map { context.connected(by: $0) }
    }

    private func connection(
        for use: ConnectionUse,
        _ faults: FaultList,
        _ connect: (ConnectionUse) throws -> any Connection
    ) -> (any Connection)? {
        do {
            return try connect(use)
        } catch let several as PipelineErrors {
            for fault in several.all { faults.add(fault) }
        } catch let fault as PipelineError {
            var placed = fault
            if fault.location == .unknown { placed.location = .source(use.location) }
            faults.add(placed)
        } catch {
            faults.add(.stageRefused("\(error)", at: use.location))
        }
        return nil
    }
}
