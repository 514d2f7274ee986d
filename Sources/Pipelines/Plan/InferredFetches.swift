// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
package import FjordKit

/// The fetches of a pipeline whose columns only their data tells, once they have looked at it.
package struct InferredFetches: Sendable {
    /// All columns are declared.
    package static let none = InferredFetches()

    /// By the stages' positions in the file.
    var fetches: [Int: any FetchStage] = [:]
}

extension CheckedPipeline {
    /// Lets every fetch whose columns are not declared look at its data.
    ///
    /// Nothing is requested for a pipeline that declares all columns.
    ///
    /// - Parameters:
    ///   - window: The days to cover; ignored by a pipeline without a window.
    ///   - parameters: The values in force.
    ///   - worker: Where the fetches do what blocks.
    ///   - connect: Makes a stage's connection; called once per fetch stage that needs one.
    /// - Returns: What `plan` takes, with which it checks all stages again.
    /// - Throws: `PipelineErrors` for what only these values make wrong, before any request; what the sources
    ///   answered.
    package func inferSchemas(
        window: DateWindow?,
        parameters: ParameterValues,
        worker: @escaping FetchContext.Worker,
        connect: (ConnectionUse) throws -> any Connection
    ) async throws -> InferredFetches {
        guard hasUndeclaredSchemas else { return .none }
        let faults = FaultList()
        var builder = builder(window, 1, parameters, inferred: nil, faults)
        builder.build()
        var found = InferredFetches()
        guard !faults.hasErrors else { throw errors(faults) }
        for (position, stage) in builder.built.enumerated() {
            guard case .fetch(let fetch, let context)? = stage.operation, fetch.schema == nil,
                let ready = connected(context, stage.connection, faults, connect)
            else { continue }
            found.fetches[position] = try await inferring(
                fetch,
                in: ready.working(on: worker),
                stage.label
            )
        }
        guard !faults.hasErrors else { throw errors(faults) }
        return found
    }

    private func inferring(
        _ fetch: any FetchStage,
        in context: FetchContext,
        _ stage: String
    ) async throws -> any FetchStage {
        do {
            return try await fetch.inferringSchema(in: context)
        } catch let fault as PipelineError {
            throw fault.placed(in: DataPlace(stage: stage))
        }
    }
}
