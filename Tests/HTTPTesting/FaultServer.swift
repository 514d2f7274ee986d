// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A server on a free port of this machine that answers as a test's script says, faults included.
///
/// It runs on threads of its own, one per connection.
package final class FaultServer: Sendable {
    /// A request as it came.
    package struct Received: Sendable, Hashable {
        /// The request's method.
        package let method: String
        /// Path and query as they stand in the request line.
        package let target: String
        /// By their names in lower case.
        package let headers: [String: String]
        /// The body as text.
        package let body: String
        /// Counted from 0 over all connections.
        package let number: Int
        /// Counted from 0.
        package let connection: Int
    }

    private struct State {
        var requests: [Received] = []
        var connections = 0
        var inFlight = 0
        var mostInFlight = 0
        var closedEarly = 0
        var open: Set<Int32> = []
        var isStopped = false
    }

    /// The free port that was found.
    package let port: Int
    /// Yields each request when it has come, and nil when a client hung up on `Reply.hold`.
    package let events: AsyncStream<Received?>
    private let socket: Int32
    private let state = Mutex(State())
    private let condition = NSCondition()
    private let event: AsyncStream<Received?>.Continuation
    private let answer: @Sendable (Received) -> Reply

    /// Answers each request with what `answer` makes of it.
    package init(_ answer: @escaping @Sendable (Received) -> Reply) throws {
        self.answer = answer
        (events, event) = AsyncStream.makeStream()
        (socket, port) = try Self.listen()
        startThread { $0.accept() }
    }

    /// Answers the first request with the first reply and so on; the last one is repeated.
    package convenience init(_ script: Reply...) throws {
        try self.init { script[min($0.number, script.count - 1)] }
    }

    deinit {
        close(socket)
    }

    /// Address and port.
    package var host: String { "127.0.0.1:\(port)" }
    /// The base URL.
    package var url: String { "http://\(host)" }
    /// What was asked so far, in the order in which it came.
    package var requests: [Received] { state.withLock { $0.requests } }
    /// How many connections were made.
    package var connectionCount: Int { state.withLock { $0.connections } }
    /// The most requests that were under way at once.
    package var mostInFlight: Int { state.withLock { $0.mostInFlight } }

    /// Ends all connections and the threads.
    package func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        // Under the lock, or a number could have become that of another server's socket meanwhile.
        state.withLock { state in
            state.isStopped = true
            state.open.forEach { shutdown($0, Int32(SHUT_RDWR)) }
        }
        announceChange()
    }

    /// Blocks the caller, a thread of this server, until so many requests were under way at once.
    package func waitForInFlight(_ count: Int) {
        condition.lock()
        defer { condition.unlock() }
        while state.withLock({ $0.mostInFlight < count && !$0.isStopped }) { condition.wait() }
    }

    /// Wakes who waits; under the lock, so that nobody is between its look at the state and its wait.
    private func announceChange() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    private static func listen() throws -> (Int32, Int) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, length) | Glibc.listen(socket, 64)
                    | getsockname(socket, pointer, &length)
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func startThread(_ work: @escaping @Sendable (FaultServer) -> Void) {
        Thread.detachNewThread { work(self) }
    }

    private func accept() {
        while true {
            let client = Glibc.accept(socket, nil, nil)
            guard client >= 0 else { return event.finish() }
            let number = state.withLock { state in
                state.open.insert(client)
                state.connections += 1
                return state.connections - 1
            }
            startThread { $0.serve(ClientSocket(client), number) }
        }
    }

    private func serve(_ client: ClientSocket, _ connection: Int) {
        var reader = RequestReader(client)
        while let parts = reader.next() {
            let received = state.withLock { state in
                let received = Received(
                    method: parts.method,
                    target: parts.target,
                    headers: parts.headers,
                    body: parts.body,
                    number: state.requests.count,
                    connection: connection
                )
                state.requests.append(received)
                state.inFlight += 1
                state.mostInFlight = max(state.mostInFlight, state.inFlight)
                return received
            }
            announceChange()
            event.yield(received)
            let reply = answer(received)
            state.withLock { $0.inFlight -= 1 }
            guard perform(reply, client) else { break }
        }
        state.withLock { state in
            state.open.remove(client.descriptor)
            client.close()
        }
    }

    /// False when the connection is to be closed.
    private func perform(_ reply: Reply, _ client: ClientSocket) -> Bool {
        guard client.send(reply.bytes) else { return false }
        switch reply.ending {
        case .keepOpen: return true
        case .close: return false
        case .reset:
            client.resetOnClose()
            return false
        case .hold:
            client.waitForHangUp()
            event.yield(nil)
            return false
        }
    }
}
