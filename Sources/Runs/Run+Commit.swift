// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
import enum FjordKit.Finality

// Who owns what, and what a crash leaves, from left to right:
//
//   temporary files      temporary files        journal + temporaries      final files
//   being written    ->  all on disk        ->  (state says committed)  -> journal empty
//   seal, manifest       one transaction        rename, unlink             phase done
//   |---- recovery undoes ----------------|---- recovery finishes -------|
extension Run {
    /// Puts all outputs in place, or none.
    ///
    /// The names are decided here: with one open partition every output is provisional and no final
    /// file is touched; else the provisional twins of the outputs go away. The manifest is written
    /// here, too.
    ///
    /// - Throws: Before the commit, `ledger-vanished` for a window that would lose a ledger, or the fault of a file or of the state: nothing has changed, call
    ///   `abandon`. After it `commit-unfinished`: the outputs are safe and the next recovery
    ///   finishes; or `output-gone` when another program removed a finished one. `abandon` tells
    ///   before from after.
    package func commit(_ result: RunResult) throws(PipelineError) -> CommittedOutputs {
        precondition(
            Set(result.outputs.map(\.file.target)) == Set(outputs.map(\.target)),
            "a commit names every output its run created"
        )
        if result.isWhole {
            try RecordedSources.check(result.partitions, of: description, in: settlement.store)
        }
        var committed: [CommittedOutput] = []
        var effects: [Effect] = []
        for output in result.outputs {
            let sealed = try seal(output.file, rowCount: output.rowCount, result.finality)
            committed.append(sealed.output)
            effects.append(sealed.effect)
        }
        if let path = description.manifestPath {
            let file = try createOutput(at: path)
            let manifest = Manifest(description: description, result: result, outputs: committed)
            try file.write(Bytes(manifest.text))
            let sealed = try seal(file, rowCount: nil, result.finality)
            committed.append(sealed.output)
            effects.append(sealed.effect)
        }
        var paths: [String] = []
        for memory in memories {
            let path = settlement.project.recorded(memory.file.target)
            _ = try memory.file.seal()
            settlement.reached(.outputSynchronized)
            effects.append(.rename(from: memory.file.temporary, to: path))
            paths.append(path)
        }
        effects += emptyMemories.map { .unlink($0.file.temporary) }
        if result.finality == .final {
            effects += outputs.map { .unlink(names(of: $0).provisional) }
        }
        try synchronizeFolders()
        settlement.reached(.foldersSynchronized)
        try record(result, committed, effects, zip(memories, paths).map { ($0, $1) })
        settlement.reached(.committed)
        try finish()
        return CommittedOutputs(finality: result.finality, outputs: committed)
    }

    private func seal(
        _ file: OutputFile,
        rowCount: Int?,
        _ finality: Finality
    ) throws(PipelineError) -> (output: CommittedOutput, effect: Effect) {
        let sealed = try file.seal()
        settlement.reached(.outputSynchronized)
        let names = names(of: file)
        let path = finality == .final ? names.final : names.provisional
        let output = CommittedOutput(
            path: path,
            rowCount: rowCount,
            byteCount: sealed.byteCount,
            sha256: sealed.sha256
        )
        return (output, .rename(from: file.temporary, to: path))
    }

    private func names(of file: OutputFile) -> (final: String, provisional: String) {
        let project = settlement.project
        return (
            project.recorded(file.target), project.recorded(OutputName.provisional(file.target))
        )
    }

    /// Makes the entries of the temporary files and of new folders durable.
    ///
    /// Folders inside the project are all synchronized up to it: one that another live run made may
    /// not be yet.
    private func synchronizeFolders() throws(PipelineError) {
        let project = settlement.project
        let files = outputs + memories.map(\.file)
        var folders = Set(files.map { OutputName.folder(of: project.absolute($0.target)) })
        let new = try settlement.store.read { [identifier] in
            try CommitRecords.newFolders(of: identifier, $0)
        }
        folders.formUnion(new.map { OutputName.folder(of: project.absolute($0)) })
        for folder in folders where project.contains(folder) {
            var outer = folder
            while outer != project.path {
                outer = OutputName.folder(of: outer)
                folders.insert(outer)
            }
        }
        for folder in folders.sorted(by: >) {
            try Folders.synchronize(folder, settlement.calls)
        }
    }

    /// The commit: one transaction.
    private func record(
        _ result: RunResult,
        _ committed: [CommittedOutput],
        _ effects: [Effect],
        _ memories: [(MemoryFile, path: String)]
    ) throws(PipelineError) {
        let (run, description) = (identifier, description)
        do throws(PipelineError) {
            try settlement.store.write { database in
                try CommitRecords.insertJournal(effects, of: run, database)
                try CommitRecords.insertOutputs(committed, of: run, database)
                let time = result.finishMicroseconds
                for partition in result.partitions {
                    try LedgerRecords.record(
                        partition,
                        in: description,
                        run: run,
                        at: time,
                        database
                    )
                    try FeedRecords.record(partition, in: description, run: run, at: time, database)
                }
                for (memory, path) in memories {
                    try MemoryRecords.record(memory, at: path, in: description, run: run, database)
                }
                try LedgerRecords.recordCommitted(description, result, run: run, database)
                var figures = result.figures
                figures.findings = result.findings
                try FigureRecords.insert(
                    figures,
                    partitionCount: result.partitions.count,
                    of: run,
                    database
                )
                try RunRecords.setFinish(of: run, microseconds: time, error: nil, database)
                try RunRecords.setPhase(.committed, of: run, database)
            }
        } catch {
            // A disk that fails at the very end may have kept the commit all the same; what can be
            // read back counts.
            let phase = try settlement.store.read { try RunRecords.phase(of: run, $0) }
            guard phase == .committed else { throw error }
        }
    }

    private func finish() throws(PipelineError) {
        let done: [Effect]
        do throws(PipelineError) { done = try settlement.finish(identifier) } catch {
            let blockage = PipelineError.commitUnfinished(
                description.pipeline,
                run: identifier,
                because: error
            )
            lock.blockage = blockage
            throw blockage
        }
        // Nobody but this process could have given a file its name.
        for case .rename(_, let path) in done { throw .outputGone(path) }
    }
}
