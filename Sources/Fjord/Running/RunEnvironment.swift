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

    /// - Parameters:
    ///   - workerCount: How many threads decode, compute and encode; nil for one per core.
    ///   - isQuiet: Whether only errors are said.
    init(workerCount: Int?, isQuiet: Bool) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        threads = WorkerThreads(count: max(1, workerCount ?? cores))
        client = HTTPClient(
            userAgent: "fjord/\(FjordVersion.current)",
            environment: ProcessInfo.processInfo.environment,
            logger: Self.logger(isQuiet: isQuiet)
        )
    }

    /// Microseconds since 1970-01-01T00:00:00Z, from the machine's clock.
    static var nowMicroseconds: Int64 {
        Int64((Date().timeIntervalSince1970 * 1_000_000).rounded())
    }

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
