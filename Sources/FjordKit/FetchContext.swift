// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a fetch stage may use while it reads.
public struct FetchContext: Sendable {
    /// Runs work that computes or blocks on a thread made for it, and waits for its end.
    public typealias Worker = @Sendable (_ work: @escaping @Sendable () -> Void) async -> Void

    /// The days to read; nil for stages that know no dates.
    public let window: DateWindow?
    /// The connection that the stage's spec asks for; nil if it asks for none.
    public let connection: (any Connection)?
    /// The absolute path of the folder from which the stage's paths go.
    public let folder: String
    /// Where each feed goes on, by the key of its partition; empty for one that has never been read.
    public let cursors: [String: String]
    /// Takes what the stage has to say beside its rows.
    public let findings: FindingLog
    private let worker: Worker

    /// Joins what a stage may use.
    ///
    /// - Parameters:
    ///   - window: The days to read.
    ///   - connection: The connection that the stage asks for.
    ///   - folder: The project's folder.
    ///   - cursors: Where each feed goes on, by the key of its partition.
    ///   - findings: Takes what the stage has to say beside its rows.
    ///   - worker: Where work that blocks is done; by default at once, in the caller's place.
    public init(
        window: DateWindow?,
        connection: (any Connection)?,
        folder: String = ".",
        cursors: [String: String] = [:],
        findings: FindingLog = FindingLog(),
        worker: @escaping Worker = { $0() }
    ) {
        self.window = window
        self.connection = connection
        self.folder = folder
        self.cursors = cursors
        self.findings = findings
        self.worker = worker
    }

    /// This context with the threads of a run.
    package func working(on worker: @escaping Worker) -> FetchContext {
        FetchContext(
            window: window,
            connection: connection,
            folder: folder,
            cursors: cursors,
            findings: findings,
            worker: worker
        )
    }

    /// This context with what one run knows of feeds and wants to hear.
    package func reading(from cursors: [String: String], into findings: FindingLog) -> FetchContext
    {
        FetchContext(
            window: window,
            connection: connection,
            folder: folder,
            cursors: cursors,
            findings: findings,
            worker: worker
        )
    }

    /// This context with a connection.
    package func connected(by connection: any Connection) -> FetchContext {
        FetchContext(
            window: window,
            connection: connection,
            folder: folder,
            cursors: cursors,
            findings: findings,
            worker: worker
        )
    }

    /// Does what would hold a task up, such as reading a file or inflating, away from the tasks that wait for answers.
    ///
    /// - Throws: What `work` throws.
    public func onWorker<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let box = ResultBox<Result>()
        await worker { box.result.withLock { $0 = Swift.Result { try work() } } }
        guard let result = box.result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}

/// Carries a result out of a closure that returns nothing.
private final class ResultBox<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}
