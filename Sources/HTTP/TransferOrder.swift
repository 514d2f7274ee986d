// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One exchange as libcurl is to do it: no retries, no redirects.
struct TransferOrder: Sendable {
    let address: WebAddress
    let method: HTTPRequest.Method
    let headers: [HTTPHeader]
    let body: [UInt8]
    /// Whether it may reach the server twice.
    let isRepeatable: Bool
    let certificateFile: String?
    let limits: HTTPLimits
}

/// A complete answer, whatever its status.
struct TransferAnswer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    /// Decompressed.
    let body: Bytes
    /// The length of the body as it came over the wire.
    let wireByteCount: Int
}

/// Why no complete answer came.
struct TransferFault: Error, Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case hostNotFound
        case proxyNotFound
        case proxyRefused
        case refused
        case unreachable
        case connectTimeout
        case idleTimeout
        case totalTimeout
        case certificate(CertificateFault)
        case certificateFileUnreadable
        case secureConnectionFailed
        case connectionLost
        case truncated
        case garbled
        case tooLarge
        case other
    }

    enum CertificateFault: Sendable, Hashable {
        case expired
        case notYetValid
        case selfSigned
        case unknownIssuer
        case otherHost
        case invalid
    }

    let kind: Kind
    /// What libcurl said, word for word.
    let detail: String
}

/// How one exchange ended.
enum TransferOutcome: Sendable {
    case answered(TransferAnswer)
    case failed(TransferFault)
    case cancelled
}
