// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
import GRDB
import Glibc

/// A project's state for commands that only look: it changes nothing, and works while runs are under way.
///
/// Calls block on the disk; see `ProjectState`.
package struct StateReader: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Opens the state of a project.
    ///
    /// Only tables of an older fjord are brought up to date first.
    ///
    /// - Returns: Nil for a project without state; none is begun.
    /// - Throws: `state-failed`, `state-newer`.
    package static func open(folder: String) throws(PipelineError) -> StateReader? {
        let project = ProjectFolder(folder)
        let path = "\(project.stateFolder)/state.sqlite"
        // One that cannot be looked at is there, and opening it says why it cannot.
        guard unsafe access(path, F_OK) == 0 || errno == EACCES else { return nil }
        let reader = try StateReader(path: path)
        if try reader.isOlder {
            // Between the file's creation and its tables another process may be at work.
            _ = try StateStore(in: project)
        }
        return reader
    }

    private init(path: String) throws(PipelineError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw .state(error, path)
        }
    }

    /// Whether tables are missing.
    private var isOlder: Bool {
        get throws(PipelineError) {
            let migrator = StateSchema.migrator
            let state = try read { database in
                (
                    isNewer: try migrator.hasBeenSuperseded(database),
                    isComplete: try migrator.hasCompletedMigrations(database)
                )
            }
            if state.isNewer { throw .stateNewer(path) }
            return !state.isComplete
        }
    }

    /// The latest runs, newest first, at most `limit`; only those of `pipeline` unless it is nil.
    package func runs(
        limit: Int,
        pipeline: String? = nil
    ) throws(PipelineError) -> [RunRecord] {
        try read { try RunQueries.runs(limit: limit, pipeline: pipeline, $0) }
    }

    /// The runs of a pipeline that began at an instant or later, oldest first.
    package func runs(
        of pipeline: String,
        sinceMicroseconds start: Int64
    ) throws(PipelineError) -> [RunRecord] {
        try read { try RunQueries.runs(of: pipeline, since: start, $0) }
    }

    /// One run with all that is known of it; nil if there is none of this number.
    package func run(_ number: Int64) throws(PipelineError) -> RunRecordDetail? {
        try read { try RunQueries.detail(of: number, $0) }
    }

    /// The number of the latest run; nil before the first one.
    package func latestNumber() throws(PipelineError) -> Int64? {
        try read { try Int64.fetchOne($0, sql: "SELECT max(number) FROM runs") }
    }

    /// All that is known of the pipelines that ever ran here, or of those named, in order of their names; the windows
    /// have their partitions only if asked for.
    package func pipelines(
        _ names: [String]? = nil,
        withPartitions: Bool = false
    ) throws(PipelineError) -> [PipelineRecord] {
        try read { database in
            let known = try RunQueries.pipelines(database)
            return try known.filter { names?.contains($0) ?? true }.compactMap {
                try StatusQueries.record(of: $0, withPartitions: withPartitions, database)
            }
        }
    }

    /// Reads from one consistent state.
    private func read<T>(_ body: (Database) throws -> T) throws(PipelineError) -> T {
        do { return try queue.read(body) } catch { throw .state(error, path) }
    }
}
