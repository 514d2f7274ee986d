// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// How a run ends, forwards or backwards, in the process that began it or at the next start.
///
/// Whoever calls it holds the pipeline's lock. State decides the direction: before the commit only
/// backwards, after it only forwards. Each part may be cut off anywhere and done again.
struct Settlement: Sendable {
    let project: ProjectFolder
    let store: StateStore
    let calls: FileCalls
    let reached: @Sendable (CommitStep) -> Void

    /// Finishes a committed run: applies its journal, makes the changes durable, forgets the
    /// journal.
    ///
    /// - Returns: What had been done already.
    /// - Throws: The fault of the first effect that could not be applied; it and all later ones
    ///   stay in the journal.
    @discardableResult
    func finish(_ run: RunIdentifier) throws(PipelineError) -> [Effect] {
        let effects = try store.read { try CommitRecords.journal(of: run, $0) }
        var done: [Effect] = []
        for (index, effect) in effects.enumerated() {
            if try effect.apply(in: project, calls) == .wasDone { done.append(effect) }
            reached(.effectApplied(index + 1))
        }
        // The journal may only be forgotten when a power cut cannot undo the renames.
        try synchronizeFolders(of: effects)
        reached(.effectsSynchronized)
        try store.write { database in
            try RunRecords.setPhase(.done, of: run, database)
            try RunRecords.clear(run, database)
        }
        reached(.cleared)
        return done
    }

    /// Removes all that a run which will never commit has left.
    ///
    /// - Throws: The first fault; what is left stays in state for the next attempt.
    func undo(_ run: RunIdentifier) throws(PipelineError) {
        let (effects, folders) = try store.read { database in
            (
                try CommitRecords.prepared(by: run, database),
                try CommitRecords.newFolders(of: run, database)
            )
        }
        for effect in effects { try effect.discard(in: project) }
        for folder in folders { try Folders.removeIfEmpty(project.absolute(folder)) }
        try synchronizeFolders(of: effects)
        try store.write { try RunRecords.endWithoutCommit(run, $0) }
    }

    private func synchronizeFolders(of effects: [Effect]) throws(PipelineError) {
        for folder in Set(effects.map { $0.folder(in: project) }).sorted() {
            try Folders.synchronize(folder, calls)
        }
    }
}
