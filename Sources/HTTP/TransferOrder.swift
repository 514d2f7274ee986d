// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One exchange as libcurl is to do it: no retries, no redirects.
struct TransferOrder: Sendable {
    /// It may hold keys: only libcurl sees it.
    let url: String
    let isSecure: Bool
    let method: HTTPRequest.Method
    let headers: [HTTPHeader]
    let body: [UInt8]
    /// Whether it may reach the server twice.
    let isRepeatable: Bool
    let certificateFile: String?
    let limits: HTTPLimits
    /// Where a good answer's body goes; nil for memory.
    var destination: DownloadFile?
    /// Who asks an SFTP server, and how that one is known; nil for the web.
    var login: SFTPLogin?
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
        case loginRefused
        case fileNotFound
        case accessRefused
        /// The server's key is another than the expected one, or none is.
        case otherHostKey
        /// The file that the answer goes to could not be written.
        case diskFailed(Int32)
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
    /// The key that an SFTP server showed, if it came so far.
    var hostKey: SSHHostKey?
}

/// How one exchange ended.
enum TransferOutcome: Sendable {
    case answered(TransferAnswer)
    case failed(TransferFault)
    case cancelled
}
