// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Hummingbird
import Logging
import NIOCore
import NIOPosix

/// The local stand-in for the Vipps APIs.
package enum Sandbox {
    /// Serves on 127.0.0.1 for as long as `body` runs.
    ///
    /// No signal is trapped: cancelling the task cancels `body` and closes all connections.
    ///
    /// - Parameters:
    ///   - settings: How it behaves.
    ///   - port: 0 for a free one.
    ///   - body: Is given the place and the keys once connections are accepted.
    /// - Returns: What `body` returns.
    /// - Throws: `sandbox-port` when the port cannot be listened on; what `body` throws.
    package static func serve<Result: Sendable>(
        _ settings: SandboxSettings,
        port: Int = 0,
        while body: (SandboxEndpoint) async throws -> Result
    ) async throws -> Result {
        let service = SandboxService(settings: settings, threads: .singleton)
        let (ports, announcer) = AsyncStream<Int>.makeStream()
        let application = Application(
            responder: SandboxResponder(service: service),
            server: .closing,
            configuration: .init(address: .hostname("127.0.0.1", port: port), reuseAddress: true),
            onServerRunning: { channel in announcer.yield(channel.localAddress?.port ?? port) },
            // The process's own threads: those of one server could end before its last connection.
            eventLoopGroupProvider: .singleton,
            logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announcer.finish() }
                try await application.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                throw await Self.reason(of: group.nextResult(), port: port)
            }
            let endpoint = SandboxEndpoint(
                baseURL: "http://127.0.0.1:\(port)",
                keys: service.keys
            )
            let result = try await body(endpoint)
            group.cancelAll()
            // How a server ends that is no longer wanted does not matter.
            _ = await group.nextResult()
            return result
        }
    }

    /// Why there is no server.
    private static func reason(
        of end: Swift.Result<Void, any Error>?,
        port: Int
    ) -> any Error {
        guard case .failure(let error) = end, !(error is CancellationError) else {
            return CancellationError()
        }
        return PipelineError.sandboxPort(port, cause: "\(error)")
    }
}
