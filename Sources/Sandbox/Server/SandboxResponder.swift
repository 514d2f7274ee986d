// SPDX-License-Identifier: Apache-2.0

import Glibc
import Hummingbird
import NIOCore

/// The connection a request came on.
struct SandboxContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}

/// Between Hummingbird and the service.
struct SandboxResponder: HTTPResponder {
    let service: SandboxService

    /// More than any body that is read.
    private static let longestBody = 64 << 10

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        var body = ByteBuffer()
        if request.method != .get && request.method != .head {
            body = try await request.body.collect(upTo: Self.longestBody)
        }
        let answer = try await service.answer(
            SandboxRequest(
                method: request.method,
                target: request.head.path ?? "",
                headers: request.headers,
                body: String(buffer: body)
            )
        )
        if answer.delivery == .reset { try await Self.reset(context.channel) }
        return Self.response(answer)
    }

    private static func response(_ answer: Answer) -> Response {
        guard answer.delivery == .truncated else {
            return Response(
                status: answer.status,
                headers: answer.headers,
                body: ResponseBody(byteBuffer: answer.body)
            )
        }
        let half = answer.body.getSlice(at: 0, length: answer.body.readableBytes / 2)
        let body = ResponseBody(contentLength: answer.body.readableBytes) { writer in
            try await writer.write(half ?? ByteBuffer())
            throw DeliveryFault.truncated
        }
        return Response(status: answer.status, headers: answer.headers, body: body)
    }

    /// Closes a connection in such a way that the client sees a reset.
    private static func reset(_ channel: any Channel) async throws {
        if let options = channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close().get()
        throw DeliveryFault.reset
    }
}

/// Ends a connection on purpose.
enum DeliveryFault: Error {
    case truncated
    case reset
}
