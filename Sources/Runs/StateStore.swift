// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import GRDB
import Glibc

/// The project's SQLite file: one connection, one statement at a time, durable when a write
/// returns.
///
/// Calls block on the disk and on other processes' writes (up to ten seconds).
struct StateStore: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Opens the file, or makes it and the folder it lies in, and brings its tables up to date.
    init(in project: ProjectFolder) throws(PipelineError) {
        path = "\(project.stateFolder)/state.sqlite"
        try Folders.create(project.stateFolder, mode: 0o700)
        // SQLite gives its side files the mode of this one.
        _ = try FileDescriptor(opening: path, O_RDWR | O_CREAT, mode: 0o600)
        let turn = try Self.turn(in: project)
        defer { withExtendedLifetime(turn) {} }
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
        } catch {
            throw .state(error, path)
        }
        try migrate()
        // SQLite makes the file durable, not the entries of the folders above it.
        for folder in [project.stateFolder, project.path] {
            try Folders.synchronize(folder, .system)
        }
    }

    /// Waits for other processes that open the same state: each step of a migration has to see that another process has
    /// not made it meanwhile.
    ///
    /// - Returns: What holds the turn until it is let go.
    private static func turn(in project: ProjectFolder) throws(PipelineError) -> FileDescriptor {
        let path = "\(project.stateFolder)/opening.lock"
        let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT, mode: 0o600)
        while flock(file.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .file(.lock, path, errno: errno) }
        }
        return file
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return configuration
    }

    private func migrate() throws(PipelineError) {
        let migrator = StateSchema.migrator
        guard try !read({ try migrator.hasBeenSuperseded($0) }) else { throw .stateNewer(path) }
        do { try migrator.migrate(queue) } catch { throw .state(error, path) }
    }

    /// Reads from one consistent state.
    func read<T>(_ body: (Database) throws -> T) throws(PipelineError) -> T {
        do { return try queue.read(body) } catch { throw .state(error, path) }
    }

    /// Writes in one transaction, which is durable when this returns and did not happen when this
    /// throws a fault of the statements; after a fault of the disk only a new read tells.
    func write<T>(_ body: (Database) throws -> T) throws(PipelineError) -> T {
        do { return try queue.write(body) } catch { throw .state(error, path) }
    }
}
