// SPDX-License-Identifier: Apache-2.0

/// Why one attempt gave nothing the caller asked for.
enum HTTPFault: Error, Sendable {
    case transfer(TransferFault)
    case status(HTTPResponse)
    /// Something else than the text of that name.
    case notExpected(BodyCheck.Finding, String, HTTPResponse)
    /// The server sent all it announced, but the JSON in it does not end.
    case cutOff
    case tooManyRedirects
    case insecureRedirect
    case unusableRedirect

    /// The answer, when one came.
    var response: HTTPResponse? {
        switch self {
        case .status(let response), .notExpected(_, _, let response): response
        case .transfer, .cutOff, .tooManyRedirects, .insecureRedirect, .unusableRedirect: nil
        }
    }

    /// Whether the same request may well succeed a little later.
    ///
    /// Only a server that answered before in this process, a known one, is taken to be away for a
    /// while when it cannot be reached: otherwise its name is more likely mistyped.
    func mayPass(serverIsKnown: Bool) -> Bool {
        switch self {
        case .status(let response):
            [408, 423, 425, 429].contains(response.status) || response.status >= 500
        case .transfer(let fault): fault.mayPass(serverIsKnown: serverIsKnown)
        case .cutOff: true
        case .notExpected, .tooManyRedirects, .insecureRedirect, .unusableRedirect: false
        }
    }
}

extension TransferFault {
    /// Whether the same exchange may well succeed a little later.
    func mayPass(serverIsKnown: Bool) -> Bool {
        switch kind {
        case .connectionLost, .truncated, .garbled: true
        case .hostNotFound, .proxyNotFound, .proxyRefused, .refused, .unreachable,
            .connectTimeout, .idleTimeout, .secureConnectionFailed:
            serverIsKnown
        case .totalTimeout, .certificate, .certificateFileUnreadable, .tooLarge, .loginRefused,
            .fileNotFound, .accessRefused, .otherHostKey, .diskFailed, .other:
            false
        }
    }
}

/// A fault and all that its message needs.
struct HTTPFailure: Error, Sendable {
    let fault: HTTPFault
    let label: RequestLabel
    /// Where the fault happened: another place than the label's after a redirect.
    let address: WebAddress
    let limits: HTTPLimits

    /// Whether the connection's own server rejects the credentials; another, after a redirect, saw none.
    var isUnauthorized: Bool {
        fault.response?.status == 401 && address.origin == label.address.origin
    }
}
