// SPDX-License-Identifier: Apache-2.0

package import Diagnostics

/// What a project remembers between runs, in `.fjord/` of its folder, and the way to begin a run.
///
/// Every call of this type, of `Run` and of `OutputFile` blocks on disk, and some on other
/// processes: call them from a plain thread or an actor with its own serial executor, never from
/// the cooperative pool. All are safe to call from several threads at once.
package final class ProjectState: Sendable {
    let settlement: Settlement

    private init(_ settlement: Settlement) {
        self.settlement = settlement
    }

    /// Opens the state of a project, or begins one: the folder `.fjord` (mode 0700), `state.sqlite`
    /// in it (0600).
    ///
    /// - Parameters:
    ///   - folder: The project folder, which exists.
    ///   - calls: The system calls used for outputs.
    ///   - reached: Called as each step of the commit protocol is complete; tests end the process
    ///     in it.
    /// - Returns: The state, its tables up to date.
    /// - Throws: `state-failed`, `state-newer`, or the fault of the folder.
    package static func open(
        folder: String,
        calls: FileCalls = .system,
        reached: @escaping @Sendable (CommitStep) -> Void = { _ in }
    ) throws(PipelineError) -> ProjectState {
        let project = ProjectFolder(folder)
        let store = try StateStore(in: project)
        return ProjectState(
            Settlement(project: project, store: store, calls: calls, reached: reached)
        )
    }

    /// Takes the lock of a pipeline and settles what a dead run of it left.
    ///
    /// - Throws: `pipeline-busy` when another run holds the lock; `commit-unfinished` or
    ///   `leftovers-remain` when an earlier run cannot be finished or undone, which blocks this
    ///   pipeline until the cause is gone.
    package func lock(pipeline: String) throws(PipelineError) -> PipelineLock {
        let lock = try PipelineLock(pipeline, in: settlement.project)
        _ = try settle(under: lock)
        return lock
    }

    /// Settles what dead runs left, for all pipelines whose lock is free.
    ///
    /// Call it at the start of every command that
    /// runs pipelines.
    ///
    /// - Throws: Faults of the state itself; what concerns one pipeline is in the report.
    package func recover() throws(PipelineError) -> RecoveryReport {
        let pipelines = try settlement.store.read { try RunRecords.unfinishedPipelines($0) }
        var report = RecoveryReport()
        for pipeline in pipelines {
            do throws(PipelineError) {
                let lock = try PipelineLock(pipeline, in: settlement.project)
                report.add(try settle(under: lock))
            } catch {
                guard error.code != .pipelineBusy else { continue }
                report.blocked.append(error)
            }
        }
        return report
    }

    /// The number that the next run of a pipeline with a feed has, from 1; only committed runs count.
    package func nextBatch(of pipeline: String, isProduction: Bool) throws(PipelineError) -> Int {
        try settlement.store.read {
            try FeedRecords.nextBatch(of: pipeline, isProduction: isProduction, $0)
        }
    }

    /// Begins a run; several under one lock may be active at once.
    ///
    /// - Throws: `batch-exists` for a numbered output that is there although no run of that number has committed;
    ///   `production-output` when a run that is not production would replace a file that
    ///   one committed; `duplicate-output` and `output-not-a-file` for outputs that cannot be
    ///   written; `commit-unfinished` when an earlier run under this lock could not finish its
    ///   commit; `batch-taken` when another run of the pipeline has committed the batch meanwhile.
    package func begin(
        _ description: RunDescription,
        under lock: PipelineLock
    ) throws(PipelineError) -> Run {
        precondition(lock.pipeline == description.pipeline, "a run begins under its own lock")
        if let blockage = lock.blockage { throw blockage }
        let targets = OutputTargets(settlement, description)
        try targets.check(description.outputs + [description.manifestPath].compactMap { $0 })
        if let batch = description.batch, !description.isReplay {
            let next = try nextBatch(
                of: description.pipeline,
                isProduction: description.isProduction
            )
            guard batch == next else { throw .batchTaken(batch, of: description.pipeline) }
            if let taken = targets.existing(among: description.numberedOutputs) {
                throw .batchExists(taken, batch, of: description.pipeline)
            }
        }
        let identifier = try settlement.store.write {
            try RunRecords.insert(description, token: RunIdentifier.randomToken(), $0)
        }
        settlement.reached(.runRecorded)
        return Run(identifier, description, targets, settlement, lock)
    }

    /// Nothing that is unfinished under a lock just taken is alive.
    private func settle(under lock: PipelineLock) throws(PipelineError) -> RecoveryReport {
        let runs = try settlement.store.read { try RunRecords.unfinished(of: lock.pipeline, $0) }
        var report = RecoveryReport()
        for run in runs {
            if run.phase == .committed {
                try finish(run)
                report.finished.append(run.identifier)
            } else {
                try undo(run)
                report.undone.append(run.identifier)
            }
        }
        return report
    }

    private func finish(_ run: UnfinishedRun) throws(PipelineError) {
        do throws(PipelineError) { try settlement.finish(run.identifier) } catch {
            throw .commitUnfinished(run.pipeline, run: run.identifier, because: error)
        }
    }

    private func undo(_ run: UnfinishedRun) throws(PipelineError) {
        do throws(PipelineError) { try settlement.undo(run.identifier) } catch {
            throw .leftoversRemain(run.pipeline, run: run.identifier, because: error)
        }
    }
}

/// What recovery found and did.
package struct RecoveryReport: Sendable, Hashable {
    /// Runs that had committed and now have all outputs in place.
    package fileprivate(set) var finished: [RunIdentifier] = []
    /// Runs that had not committed and left nothing behind now.
    package fileprivate(set) var undone: [RunIdentifier] = []
    /// Why some pipelines cannot run yet; each error names its pipeline.
    package fileprivate(set) var blocked: [PipelineError] = []

    fileprivate mutating func add(_ other: RecoveryReport) {
        finished += other.finished
        undone += other.undone
        blocked += other.blocked
    }
}
