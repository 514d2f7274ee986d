// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
import Synchronization

/// One run of a pipeline over one window, from its beginning to its commit or its end without one.
///
/// End each with `commit` or, when anything failed, `abandon`. One that its process never ended is
/// undone by the next recovery. Calls block on disk; see `ProjectState`.
package final class Run: Sendable {
    /// The run's name in state and messages.
    package let identifier: RunIdentifier
    let description: RunDescription
    let targets: OutputTargets
    let settlement: Settlement
    let lock: PipelineLock
    private let created = Mutex<[OutputFile]>([])

    init(
        _ identifier: RunIdentifier,
        _ description: RunDescription,
        _ targets: OutputTargets,
        _ settlement: Settlement,
        _ lock: PipelineLock
    ) {
        self.identifier = identifier
        self.description = description
        self.targets = targets
        self.settlement = settlement
        self.lock = lock
    }

    /// Starts one output, and makes the folders it lies in.
    ///
    /// - Parameter target: The final path, relative to the project folder or absolute.
    /// - Returns: The file under its temporary name, empty.
    /// - Throws: What `ProjectState.begin` throws for outputs, or the fault of the file or a
    ///   folder.
    package func createOutput(at target: String) throws(PipelineError) -> OutputFile {
        try targets.check(outputs.map(\.target) + [target])
        let file = try registerAndOpen(target, attemptsLeft: 3)
        created.withLock { $0.append(file) }
        settlement.reached(.outputCreated)
        return file
    }

    /// Tries again when a folder vanishes in between: a run that is undone removes the empty
    /// folders it made.
    private func registerAndOpen(
        _ target: String,
        attemptsLeft: Int
    ) throws(PipelineError) -> OutputFile {
        let project = settlement.project
        let temporary = project.recorded(OutputName.temporary(target, run: identifier))
        let missing = Folders.missing(upTo: OutputName.folder(of: project.absolute(target)))
        try register(temporary, target, missing.map(project.recorded))
        settlement.reached(.outputRegistered)
        do throws(PipelineError) {
            for folder in missing { try Folders.create(folder) }
            settlement.reached(.foldersCreated)
            return try OutputFile(
                target: target,
                temporary: temporary,
                in: project,
                settlement.calls
            )
        } catch {
            guard error.code == .fileGone, attemptsLeft > 1 else { throw error }
            return try registerAndOpen(target, attemptsLeft: attemptsLeft - 1)
        }
    }

    private func register(
        _ temporary: String,
        _ target: String,
        _ newFolders: [String]
    ) throws(PipelineError) {
        let (run, recordedTarget) = (identifier, settlement.project.recorded(target))
        try settlement.store.write { database in
            try CommitRecords.insertTemporary(
                temporary,
                target: recordedTarget,
                newFolders: newFolders,
                of: run,
                database
            )
        }
    }

    /// The outputs created so far.
    var outputs: [OutputFile] { created.withLock { $0 } }

    /// Ends the run without a commit: nothing it wrote stays.
    ///
    /// Without effect when the run has committed, so that every failure of a run may end here.
    ///
    /// - Parameters:
    ///   - error: Why; recorded with the window, unless an earlier run delivered it. Nil for a run
    ///     that was interrupted, which says nothing of its window.
    ///   - microseconds: When it ended, since 1970-01-01T00:00:00Z.
    /// - Returns: What kept it from tidying up, for the log; the next recovery does the rest.
    @discardableResult
    package func abandon(
        because error: PipelineError?,
        atMicroseconds microseconds: Int64
    ) -> PipelineError? {
        do throws(PipelineError) {
            guard try recordAbandoned(because: error, at: microseconds) else { return nil }
            try settlement.undo(identifier)
            return nil
        } catch let obstacle {
            return obstacle
        }
    }

    /// False when the run has committed or ended: then nothing may be undone.
    private func recordAbandoned(
        because error: PipelineError?,
        at microseconds: Int64
    ) throws(PipelineError) -> Bool {
        try settlement.store.write { [identifier, description] database in
            guard try RunRecords.phase(of: identifier, database) == .running else { return false }
            try RunRecords.setPhase(.abandoned, of: identifier, database)
            try RunRecords.setFinish(
                of: identifier,
                microseconds: microseconds,
                error: error,
                database
            )
            guard error != nil else { return true }
            try LedgerRecords.recordFailed(
                description,
                run: identifier,
                at: microseconds,
                database
            )
            return true
        }
    }
}
