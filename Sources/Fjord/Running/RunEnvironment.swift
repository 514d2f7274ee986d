// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Foundation
import HTTP
import Logging
import Pipelines

/// What all runs of this process share: threads, HTTP client, clock.
struct RunEnvironment: Sendable {
    let threads: WorkerThreads
    let client: HTTPClient
    let blocking = BlockingWork()
    /// What keeps the answers or gives them; nil in a run that is neither recorded nor a replay.
    let book: ExchangeBook?

    /// - Parameters:
    ///   - workerCount: How many threads decode, compute and encode; nil for one per core.
    ///   - isQuiet: Whether only errors are said.
    ///   - book: Keeps the answers or gives them; nil for neither.
    init(workerCount: Int?, isQuiet: Bool, book: ExchangeBook? = nil) {
        self.book = book
        let cores = ProcessInfo.processInfo.activeProcessorCount
        threads = WorkerThreads(count: max(1, workerCount ?? cores))
        client = HTTPClient(
            userAgent: "fjord/\(FjordVersion.current)",
            environment: ProcessInfo.processInfo.environment,
            logger: Self.logger(isQuiet: isQuiet),
            book: book
        )
    }

    /// Microseconds since 1970-01-01T00:00:00Z, from the machine's clock.
    static var nowMicroseconds: Int64 { machineMicroseconds + clockShift }

    private static var machineMicroseconds: Int64 {
        Int64((Date().timeIntervalSince1970 * 1_000_000).rounded())
    }

    /// How far `FJORD_NOW`, an instant like `2026-10-02T06:17:00Z` that tests pretend to start at, is from the start.
    private static let clockShift: Int64 = {
        let text = ProcessInfo.processInfo.environment["FJORD_NOW"]
        guard let start = text.flatMap({ try? Date($0, strategy: .iso8601) }) else { return 0 }
        return Int64(start.timeIntervalSince1970) * 1_000_000 - machineMicroseconds
    }()

    private static func logger(isQuiet: Bool) -> Logger {
        var logger = Logger(label: "fjord", factory: { _ in MessageLog() })
        logger.logLevel = isQuiet ? .error : .warning
        return logger
    }
}

/// Writes log messages to standard error as plain lines, secrets masked.
private struct MessageLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Terminal.printError("\(event.level): \(event.message)")
    }
}
