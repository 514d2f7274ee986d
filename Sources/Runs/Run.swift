// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
import Glibc
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
    private let kept = Mutex<[MemoryFile]>([])

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

    /// Starts the file in which a stage keeps what later runs shall know.
    ///
    /// - Parameter stage: The stage's id in the pipeline.
    /// - Returns: The file, empty, and where that of an earlier run is.
    /// - Throws: The fault of the file, of a folder or of the state.
    package func createMemory(of stage: String) throws(PipelineError) -> MemoryFile {
        let project = settlement.project
        let previous = try settlement.store.read { [description] in
            try MemoryRecords.previousPath(of: stage, in: description, $0)
        }
        let path = MemoryRecords.path(of: stage, in: description)
        let memory = MemoryFile(
            stage: stage,
            file: try registerAndOpen(path, attemptsLeft: 3),
            // One that somebody has moved away, as the advice on a damaged one says, is none.
            previousFile: previous.map(project.absolute).flatMap {
                unsafe access($0, F_OK) == 0 ? $0 : nil
            }
        )
        kept.withLock { $0.append(memory) }
        settlement.reached(.outputCreated)
        return memory
    }

    /// Sees to it that no feed begins anew only because something that its place hangs on was changed.
    ///
    /// A stage that is new beside others is no such feed; trials may begin anew.
    ///
    /// - Throws: `feed-starts-over`.
    package func checkFeeds(_ stages: [FeedStage]) throws(PipelineError) {
        guard description.isProduction else { return }
        let known = try settlement.store.read { [description] in
            try FeedRecords.keys(of: description, $0)
        }
        let wanted = stages.map { FeedRecords.Key($0, in: description) }
        let left = known.filter { !wanted.contains($0) }
        for key in wanted where !known.contains(key) {
            let near = left.first { $0.stage == key.stage } ?? left.first
            guard let near else { continue }
            throw .feedStartsOver(key.stage, known: near.difference(from: key))
        }
    }

    /// Where the feeds of a stage go on, by the keys of its partitions; empty if it was never read.
    package func cursors(of stage: FeedStage) throws(PipelineError) -> [String: String] {
        try settlement.store.read { [description] in
            try FeedRecords.cursors(of: stage, in: description, $0)
        }
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

    /// The memories begun so far that a stage has written to.
    var memories: [MemoryFile] { kept.withLock { $0.filter { $0.file.byteCount > 0 } } }

    /// The memories begun so far to which nothing was written: what was kept before stays.
    var emptyMemories: [MemoryFile] { kept.withLock { $0.filter { $0.file.byteCount == 0 } } }

    /// Ends the run without a commit: nothing it wrote stays.
    ///
    /// Without effect when the run has committed, so that every failure of a run may end here.
    ///
    /// - Parameters:
    ///   - error: Why; recorded with the window, unless an earlier run delivered it. Nil for a run
    ///     that was interrupted, which says nothing of its window.
    ///   - microseconds: When it ended, since 1970-01-01T00:00:00Z.
    ///   - figures: What it did until then, as far as known; recorded.
    /// - Returns: What kept it from tidying up, for the log; the next recovery does the rest.
    @discardableResult
    package func abandon(
        because error: PipelineError?,
        atMicroseconds microseconds: Int64,
        figures: RunFigures? = nil
    ) -> PipelineError? {
        do throws(PipelineError) {
            return try end(because: error, at: microseconds, figures)
        } catch {
            // A full disk may keep the end from being recorded; without this run's files there is room.
            guard removeFiles() else { return error }
        }
        do throws(PipelineError) {
            return try end(because: error, at: microseconds, figures)
        } catch let obstacle {
            return obstacle
        }
    }

    private func end(
        because error: PipelineError?,
        at microseconds: Int64,
        _ figures: RunFigures?
    ) throws(PipelineError) -> PipelineError? {
        guard try recordAbandoned(because: error, at: microseconds, figures) else { return nil }
        try settlement.undo(identifier)
        return nil
    }

    /// Removes the temporary files of a run that has not committed, and now never will; false if it may have.
    private func removeFiles() -> Bool {
        let phase = try? settlement.store.read { [identifier] in
            try RunRecords.phase(of: identifier, $0)
        }
        guard phase == .running else { return false }
        let project = settlement.project
        for file in outputs + kept.withLock({ $0.map(\.file) }) {
            try? Effect.rename(from: file.temporary, to: file.target).discard(in: project)
        }
        return true
    }

    /// False when the run has committed or ended: then nothing may be undone.
    private func recordAbandoned(
        because error: PipelineError?,
        at microseconds: Int64,
        _ figures: RunFigures?
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
            if let figures {
                try FigureRecords.insert(figures, partitionCount: 0, of: identifier, database)
            }
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
