// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What the fault server sends for one request, and what it does then.
package struct Reply: Sendable {
    /// What happens to the connection after the reply.
    package enum Ending: Sendable {
        case keepOpen
        case close
        /// The peer sees "connection reset".
        case reset
        /// Sends nothing more until the client hangs up.
        case hold
    }

    var bytes: [UInt8]
    var ending = Ending.keepOpen

    /// A complete answer.
    package static func answer(
        _ status: Int = 200,
        _ body: String = "",
        headers: [String] = [],
        type: String = "application/json"
    ) -> Reply {
        .answer(status, bytes: Array(body.utf8), headers: ["Content-Type: \(type)"] + headers)
    }

    /// A complete answer with a binary body; `announced` overrides its length.
    package static func answer(
        _ status: Int = 200,
        bytes body: [UInt8],
        headers: [String] = [],
        announced: Int? = nil,
        ending: Ending = .keepOpen
    ) -> Reply {
        let lines =
            ["HTTP/1.1 \(status) X", "Content-Length: \(announced ?? body.count)"] + headers
        let head = lines.joined(separator: "\r\n") + "\r\n\r\n"
        return Reply(bytes: Array(head.utf8) + body, ending: ending)
    }

    /// A complete good answer with a JSON body.
    package static func json(_ body: String) -> Reply { .answer(200, body) }

    /// An answer that sends the client on.
    package static func redirect(_ status: Int = 302, to location: String) -> Reply {
        .answer(status, "", headers: ["Location: \(location)"])
    }

    /// Bytes as they are.
    package static func raw(_ text: String, _ ending: Ending) -> Reply {
        Reply(bytes: Array(text.utf8), ending: ending)
    }
}

/// The server's end of one connection.
struct ClientSocket: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// False when the client has gone.
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor,
                    bytes.baseAddress.map { unsafe $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The next bytes; none when the client has gone.
    func receive() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = unsafe max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    func waitForHangUp() {
        while !receive().isEmpty {}
    }

    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size)
    }

    func close() {
        Glibc.close(descriptor)
    }
}

/// Cuts requests out of a connection's bytes.
struct RequestReader {
    private let client: ClientSocket
    private var pending: [UInt8] = []

    init(_ client: ClientSocket) {
        self.client = client
    }

    typealias Parts = (method: String, target: String, headers: [String: String], body: String)

    mutating func next() -> Parts? {
        if pending.isEmpty, !receive() { return nil }
        // A TLS greeting, to which this server speaks plainly.
        if pending[0] == 0x16 { return ("TLS", "", [:], "") }
        guard let head = take(through: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = head.split(separator: "\r\n").map(String.init)
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            headers[parts[0].lowercased()] = parts.last?.trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while pending.count < length, receive() {}
        let body = String(decoding: pending.prefix(length), as: UTF8.self)
        pending.removeFirst(min(length, pending.count))
        return (words[0], words[1], headers, body)
    }

    private mutating func take(through end: [UInt8]) -> String? {
        while true {
            if let range = pending.firstRange(of: end) {
                defer { pending.removeSubrange(..<range.upperBound) }
                return String(decoding: pending[..<range.lowerBound], as: UTF8.self)
            }
            guard receive() else { return nil }
        }
    }

    private mutating func receive() -> Bool {
        let bytes = client.receive()
        pending += bytes
        return !bytes.isEmpty
    }
}
