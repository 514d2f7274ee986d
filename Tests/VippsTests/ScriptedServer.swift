// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Sandbox
import Synchronization

/// A server on a free port of this machine that answers as a test's script says.
///
/// Tokens and the list of ledgers are answered well unless the script has something else to say.
struct ScriptedServer: Sendable {
    /// A request as it came.
    struct Asked: Sendable, Hashable {
        let method: String
        let path: String
        /// As it stands behind the question mark; empty without one.
        let query: String
        let headers: HTTPFields
        let body: String
    }

    struct Reply: Sendable {
        var status = 200
        var type = "application/json"
        var body: String

        static func json(_ body: String) -> Reply { Reply(body: body) }
    }

    static let token = "eyJ0eXAi.token-of-the-script"
    static let ledgers = #"{"items":[{"ledgerId":"418207","currency":"NOK"}],"cursor":""}"#

    let baseURL: String
    private let log: RequestLog

    /// What was asked so far.
    var asked: [Asked] { log.all }

    /// Serves for as long as `body` runs; `script` gives nil for what it does not care about.
    static func serve<Result: Sendable>(
        _ script: @escaping @Sendable (Asked) -> Reply?,
        while body: @Sendable (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let log = RequestLog()
        let (ports, announcer) = AsyncStream<Int>.makeStream()
        let application = Application(
            responder: ScriptedResponder(log: log, script: script),
            server: .closing,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in announcer.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "script") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announcer.finish() }
                try await application.run()
            }
            let port = await ports.first { _ in true }
            let url = "http://127.0.0.1:\(port ?? 0)"
            let result = try await body(ScriptedServer(baseURL: url, log: log))
            group.cancelAll()
            return result
        }
    }

    /// Serves ledger dates that are answered by these, one after the other; the last one is repeated.
    static func serve<Result: Sendable>(
        dates: [Reply],
        while body: @Sendable (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await serve("/report/", dates, while: body)
    }

    /// Serves a list of ledgers whose pages are these.
    static func serve<Result: Sendable>(
        ledgers: [Reply],
        while body: @Sendable (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await serve("/settlement/", ledgers, while: body)
    }

    private static func serve<Result: Sendable>(
        _ prefix: String,
        _ replies: [Reply],
        while body: @Sendable (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let next = Mutex(0)
        return try await serve(
            { asked in
                guard asked.path.hasPrefix(prefix) else { return nil }
                let place = next.withLock { next in
                    defer { next += 1 }
                    return min(next, replies.count - 1)
                }
                return replies[place]
            },
            while: body
        )
    }
}

/// Keeps what was asked.
private final class RequestLog: Sendable {
    private let requests = Mutex<[ScriptedServer.Asked]>([])

    var all: [ScriptedServer.Asked] { requests.withLock { $0 } }

    func add(_ request: ScriptedServer.Asked) {
        requests.withLock { $0.append(request) }
    }
}

private struct ScriptedResponder: HTTPResponder {
    let log: RequestLog
    let script: @Sendable (ScriptedServer.Asked) -> ScriptedServer.Reply?

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let body = try await request.body.collect(upTo: 64 << 10)
        let target = (request.head.path ?? "").split(separator: "?", maxSplits: 1).map(String.init)
        let asked = ScriptedServer.Asked(
            method: request.method.rawValue,
            path: target.first ?? "",
            query: target.count > 1 ? target[1] : "",
            headers: request.headers,
            body: String(buffer: body)
        )
        log.add(asked)
        let reply = script(asked) ?? Self.usual(asked)
        return Response(
            status: .init(code: reply.status),
            headers: [.contentType: reply.type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: reply.body))
        )
    }

    private static func usual(_ asked: ScriptedServer.Asked) -> ScriptedServer.Reply {
        switch asked.path {
        case "/miami/v1/token":
            .json(#"{"access_token":"\#(ScriptedServer.token)","expires_in":900}"#)
        case "/accesstoken/get":
            .json(#"{"access_token":"\#(ScriptedServer.token)","expires_in":"86398"}"#)
        case "/settlement/v1/ledgers": .json(ScriptedServer.ledgers)
        default: .json(#"{"items":[],"hasMore":false,"tryLater":false}"#)
        }
    }
}
