// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import NIOCore

/// What the sandbox says to one request, and how it gets there.
struct Answer: Sendable {
    enum Delivery: Sendable {
        case whole
        /// Half of the body, then the connection is closed.
        case truncated
        /// The connection is reset before the first byte.
        case reset
    }

    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer
    var delivery = Delivery.whole
    /// Wait before it is sent.
    var delayMilliseconds = 0

    init(_ status: HTTPResponse.Status, _ contentType: ContentType, _ body: ByteBuffer) {
        self.status = status
        headers = [.contentType: contentType.rawValue]
        self.body = body
    }

    init(_ status: HTTPResponse.Status, _ contentType: ContentType, _ text: String) {
        self.init(status, contentType, ByteBuffer(string: text))
    }

    enum ContentType: String {
        case json = "application/json;charset=UTF-8"
        case problem = "application/problem+json"
        case html = "text/html"
    }
}

/// Texts as JSON strings, for answers that are not pages.
enum JSONText {
    /// `text` with its quotes.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// Base64 with padding, as RFC 4648 has it.
enum Base64 {
    static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Nil for text that is not base64.
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        Data(base64Encoded: String(text)).map(Array.init)
    }
}
