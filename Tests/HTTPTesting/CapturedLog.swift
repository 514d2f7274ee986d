// SPDX-License-Identifier: Apache-2.0

package import Logging
import Synchronization

/// Keeps what is logged.
package final class CapturedLog: LogHandler {
    private let captured = Mutex<[String]>([])

    /// Starts empty.
    package init() {}

    /// One line per message, its level first.
    package var lines: [String] { captured.withLock { $0 } }

    /// Keeps a message.
    package func log(event: LogEvent) {
        captured.withLock { $0.append("\(event.level): \(event.message)") }
    }

    /// Metadata are not kept.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    /// Metadata are not kept.
    package var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }

    /// Everything is kept.
    package var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }
}
