// SPDX-License-Identifier: Apache-2.0

package import HummingbirdCore
package import Logging
package import NIOCore
import Synchronization

/// HTTP connections of which none is left open when the server ends before it came to them.
///
/// A server that is cancelled drops the connections that it has accepted and not begun to serve, and NIO ends the process
/// for one that nobody closes.
package struct ClosingChannel: ServerChildChannel {
    /// A connection that closes itself if it is never served.
    package final class Connection: ServerChildChannelValue {
        let stream: HTTP1Channel.Value
        let isServed = Atomic<Bool>(false)

        package var channel: any Channel { stream.channel }

        init(_ stream: HTTP1Channel.Value) { self.stream = stream }

        deinit {
            guard !isServed.load(ordering: .acquiring) else { return }
            Task { [stream] in try? await stream.executeThenClose { _, _ in } }
        }
    }

    private let channel: HTTP1Channel

    package init(responder: @escaping HTTPChannelHandler.Responder) {
        channel = HTTP1Channel(responder: responder)
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        self.channel.setup(channel: channel, logger: logger).map(Connection.init)
    }

    package func handle(value: Connection, logger: Logger) async {
        value.isServed.store(true, ordering: .releasing)
        await channel.handle(value: value.stream, logger: logger)
    }
}

extension HTTPServerBuilder {
    /// A server that leaves no connection open, however it ends.
    package static var closing: HTTPServerBuilder {
        HTTPServerBuilder { ClosingChannel(responder: $0) }
    }
}
