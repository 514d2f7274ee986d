// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Pipelines
import Runs

/// What a project remembers, with the lock of the pipeline that is run.
struct OpenProject: Sendable {
    let state: ProjectState
    let lock: PipelineLock
}

extension PipelineRunner {
    /// Opens the state of a pipeline's project, recovers what dead runs left, and takes the pipeline's lock.
    ///
    /// - Throws: `pipeline-busy`, and the faults of the state. The caller releases the lock.
    func open(_ pipeline: CheckedPipeline) async throws -> OpenProject {
        let (folder, name) = (pipeline.project.folder, pipeline.name)
        return try await environment.blocking {
            let state = try ProjectState.open(folder: folder, reached: CrashPoint.reached)
            try Self.report(state.recover())
            return OpenProject(state: state, lock: try state.lock(pipeline: name))
        }
    }

    /// Says what a dead run left behind and what became of it.
    private static func report(_ recovery: RecoveryReport) throws {
        for run in recovery.finished {
            Terminal.printError("recovered: run \(run) had committed; its outputs are in place now")
        }
        for run in recovery.undone {
            Terminal.printError("recovered: run \(run) had not committed; nothing of it is left")
        }
        for error in recovery.blocked { Terminal.printError(error.description) }
    }
}
