// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension ErrorCode {
    static let hostNotFound = ErrorCode("host-not-found")
    static let proxyNotFound = ErrorCode("proxy-not-found")
    static let proxyRefused = ErrorCode("proxy-refused")
    static let connectionRefused = ErrorCode("connection-refused")
    static let hostUnreachable = ErrorCode("host-unreachable")
    static let connectionLost = ErrorCode("connection-lost")
    static let connectTimeout = ErrorCode("connect-timeout")
    static let idleTimeout = ErrorCode("idle-timeout")
    static let totalTimeout = ErrorCode("total-timeout")
    static let untrustedCertificate = ErrorCode("untrusted-certificate")
    static let certificateFileUnreadable = ErrorCode("certificate-file-unreadable")
    static let secureConnectionFailed = ErrorCode("secure-connection-failed")
    static let unauthorized = ErrorCode("unauthorized")
    static let forbidden = ErrorCode("forbidden")
    static let notFound = ErrorCode("not-found")
    static let gone = ErrorCode("gone")
    static let rateLimited = ErrorCode("rate-limited")
    static let serverFailed = ErrorCode("server-failed")
    static let requestRejected = ErrorCode("request-rejected")
    static let notJSON = ErrorCode("not-json")
    static let htmlPage = ErrorCode("html-page")
    static let truncatedAnswer = ErrorCode("truncated-answer")
    static let answerTooLarge = ErrorCode("answer-too-large")
    static let redirectRefused = ErrorCode("redirect-refused")
    static let transferFailed = ErrorCode("transfer-failed")
    static let tokenMissing = ErrorCode("token-missing")
    static let invalidBaseURL = ErrorCode("invalid-base-url")
    static let invalidURL = ErrorCode("invalid-url")
    static let invalidHeader = ErrorCode("invalid-header")
}

/// One fault in words, before it is known which request it befell.
struct HTTPWording: Sendable, Hashable {
    let code: ErrorCode
    let message: String
    var fix: String?
    var cause: String?
}

extension PipelineError {
    static func invalidBaseURL(
        _ text: String,
        _ key: String,
        connection: String
    ) -> PipelineError {
        PipelineError(
            .invalidBaseURL,
            "\(key) of connection '\(connection)' is not a web address: '\(text)'",
            fix: "write it as https://host, without user, query or fragment"
        )
    }

    static func invalidAddress(
        of request: HTTPRequest,
        connection: HTTPConnection
    ) -> PipelineError {
        guard request.url == nil else { return invalidURL(request.url ?? "") }
        return PipelineError(
            .invalidBaseURL,
            """
            '\(request.path.text)' below \(connection.addressKey) of connection '\(connection.name)' is not a web \
            address
            """
        )
    }

    static func invalidURL(_ text: String) -> PipelineError {
        PipelineError(
            .invalidURL,
            Secrets.masked("'\(text)' is not a web address"),
            fix: "write it as https://host/path, without a user"
        )
    }

    static func invalidHeader(_ name: String, connection: String) -> PipelineError {
        PipelineError(
            .invalidHeader,
            """
            the header '\(name)' of connection '\(connection)' holds a character that cannot be sent
            """,
            fix: "check the keys of connection '\(connection)' for line ends and control characters"
        )
    }

    static func tokenMissing(_ request: HTTPRequest, addressKey: String) -> PipelineError {
        let place = request.url.map { String($0.prefix { $0 != "?" }) } ?? request.path.text
        return PipelineError(
            .tokenMissing,
            Secrets.masked(
                "\(request.method.rawValue) \(place): the answer holds no access token"
            ),
            fix: "check \(addressKey): something else than the token service may answer there"
        )
    }
}

extension HTTPFailure {
    /// The fault as users read it; `ending` says why it was not tried again, nil when it makes no
    /// sense.
    func error(_ ending: RetryBudget.Decision?, attempts: Int) -> PipelineError {
        let wording = wording
        return PipelineError(
            wording.code,
            Secrets.masked("\(label): \(wording.message)\(Self.words(for: ending, attempts))"),
            fix: wording.fix,
            cause: wording.cause.map(Secrets.masked)
        )
    }

    /// One line for the log.
    func logLine(_ rest: String) -> String {
        let wording = wording
        let cause = wording.cause.map { " (\($0))" } ?? ""
        return Secrets.masked("\(label): \(wording.message)\(cause); \(rest)")
    }

    static func words(for ending: RetryBudget.Decision?, _ attempts: Int) -> String {
        switch ending {
        case .waitTooLong(let asked):
            "; the next attempt would have to wait \(asked.inSeconds), longer than allowed"
        case .attemptsUsedUp where attempts > 1: ", tried \(attempts) times"
        case .attemptsUsedUp, .wait, nil: attempts > 1 ? ", at attempt \(attempts)" : ""
        }
    }

    private var wording: HTTPWording {
        switch fault {
        case .transfer(let fault): wording(of: fault)
        case .status(let response): wording(of: response)
        case .notExpected(let finding, let expected, let response):
            HTTPWording(
                code: expected == "JSON" ? .notJSON : .htmlPage,
                message: finding == .html
                    ? "the answer is an HTML page instead of \(expected)"
                    : "the answer is text instead of \(expected)",
                fix:
                    """
                    check \(label.addressSource), and whether a proxy or a login page answers \
                    in its place
                    """,
                cause: VendorReport(response).line
            )
        case .cutOff:
            HTTPWording(
                code: .truncatedAnswer,
                message: "the answer ends before its JSON does",
                fix: Self.tryLater
            )
        case .tooManyRedirects:
            HTTPWording(
                code: .redirectRefused,
                message: "the server redirects more than \(Redirect.limit) times",
                fix: checkAddress
            )
        case .insecureRedirect:
            HTTPWording(
                code: .redirectRefused,
                message: "the server redirects from https to http, without encryption",
                fix: checkAddress
            )
        case .unusableRedirect:
            HTTPWording(
                code: .redirectRefused,
                message: "the server redirects without saying where to",
                fix: checkAddress
            )
        }
    }

    private func wording(of fault: TransferFault) -> HTTPWording {
        var wording: HTTPWording
        switch fault.kind {
        case .hostNotFound:
            wording = HTTPWording(
                code: .hostNotFound,
                message: "no host named \(host) was found",
                fix: "check \(label.addressSource), and this machine's network and name service"
            )
        case .proxyNotFound:
            wording = HTTPWording(
                code: .proxyNotFound,
                message: "the proxy was not found",
                fix: "check the environment variables http_proxy and https_proxy"
            )
        case .proxyRefused:
            wording = HTTPWording(
                code: .proxyRefused,
                message: "the proxy does not connect to \(host)",
                fix: "check the environment variables https_proxy and no_proxy"
            )
        case .refused:
            wording = HTTPWording(
                code: .connectionRefused,
                message: "\(host) refuses the connection",
                fix:
                    """
                    check host and port in \(label.addressSource), and that the server is running
                    """
            )
        case .unreachable:
            wording = HTTPWording(
                code: .hostUnreachable,
                message: "\(host) cannot be reached",
                fix: Self.checkNetwork
            )
        case .connectTimeout:
            wording = HTTPWording(
                code: .connectTimeout,
                message: "no connection to \(host) within \(limits.connectTimeout.inSeconds)",
                fix: Self.checkNetwork
            )
        case .idleTimeout:
            wording = HTTPWording(
                code: .idleTimeout,
                message: "\(host) sent nothing for \(limits.idleTimeout.inSeconds)",
                fix: Self.tryLater
            )
        case .totalTimeout:
            wording = HTTPWording(
                code: .totalTimeout,
                message: "the answer was not complete after \(limits.totalTimeout.inSeconds)",
                fix: Self.tryLater
            )
        case .certificate(let fault): wording = self.wording(of: fault)
        case .certificateFileUnreadable:
            wording = HTTPWording(
                code: .certificateFileUnreadable,
                message: "the file of trusted certificates cannot be read",
                fix: "check ca_file of \(connection) and the environment variable SSL_CERT_FILE"
            )
        case .secureConnectionFailed:
            wording = HTTPWording(
                code: .secureConnectionFailed,
                message: "no secure connection to \(host) could be made",
                fix: "check that the server at \(label.addressSource) speaks https"
            )
        case .connectionLost:
            wording = HTTPWording(
                code: .connectionLost,
                message: "\(host) ended the connection without an answer",
                fix: Self.tryLater
            )
        case .truncated, .garbled:
            wording = HTTPWording(
                code: .truncatedAnswer,
                message: fault.kind == .truncated
                    ? "the answer broke off before its end" : "the compressed answer is damaged",
                fix: Self.tryLater
            )
        case .tooLarge:
            return HTTPWording(
                code: .answerTooLarge,
                message: "the answer is larger than \(limits.responseByteCount) bytes",
                fix: label.isDownload
                    ? "if a file of that size is right, raise max_download_mb"
                    : "ask for less at once"
            )
        case .diskFailed(let reason):
            return DownloadFile.wording(reason)
        case .loginRefused, .fileNotFound, .accessRefused, .otherHostKey, .other:
            wording = HTTPWording(code: .transferFailed, message: "the request failed")
        }
        wording.cause = fault.detail
        return wording
    }

    private func wording(of fault: TransferFault.CertificateFault) -> HTTPWording {
        let trust = "if you trust this server, name its certificate in ca_file of \(connection)"
        let (message, fix) =
            switch fault {
            case .expired:
                ("the certificate of \(host) has expired", "tell whoever runs this server")
            case .notYetValid:
                ("the certificate of \(host) is not valid yet", "check this machine's clock")
            case .selfSigned:
                ("the certificate of \(host) is self-signed: nobody vouches for it", trust)
            case .unknownIssuer:
                ("the certificate of \(host) comes from an authority unknown here", trust)
            case .otherHost:
                ("the certificate shown is not for \(host)", checkAddress)
            case .invalid:
                ("the certificate of \(host) is not valid", "tell whoever runs this server")
            }
        return HTTPWording(code: .untrustedCertificate, message: message, fix: fix)
    }

    private func wording(of response: HTTPResponse) -> HTTPWording {
        let status = StatusPhrase.text(of: response.status)
        let cause = VendorReport(response).line
        let (code, message, fix): (ErrorCode, String, String?) =
            switch response.status {
            case 400 where cause?.hasPrefix("invalid_client") == true, 401:
                (
                    .unauthorized, "the server does not accept the keys (\(status))",
                    label.isConfigured
                        ? """
                        check the keys of \(connection): all of them, and that they belong to this \
                        server
                        """ : "name a connection that holds the keys, as in 'connection: api'"
                )
            case 403:
                (
                    .forbidden, "the keys do not allow this (\(status))",
                    label.isConfigured
                        ? "ask whoever issued the keys of \(connection) for access"
                        : "name a connection that holds keys with access, as in 'connection: api'"
                )
            case 404: (.notFound, "there is nothing at this address (\(status))", checkAddress)
            case 410:
                (
                    .gone, "this address was removed for good (\(status))",
                    "use the version of the service that replaced it"
                )
            case 429:
                (
                    .rateLimited, "the server is asked too often (\(status))",
                    "lower requests_in_flight or set requests_per_second in \(connection)"
                )
            case 500...: (.serverFailed, "the server failed (\(status))", Self.reportTrace)
            case 300..<400: (.redirectRefused, "unexpected redirect (\(status))", checkAddress)
            case 408, 423, 425: (.serverFailed, "the server is busy (\(status))", Self.tryLater)
            default: (.requestRejected, "the server rejects the request (\(status))", nil)
            }
        return HTTPWording(code: code, message: message, fix: fix, cause: cause)
    }

    private static let tryLater = "try again later"
    private static let checkNetwork =
        "check network, firewall and the environment variables https_proxy and no_proxy"
    private static let reportTrace =
        "try again later; if it stays, tell the vendor's support, with the trace id if one is shown"

    private var connection: String { label.connection }
    private var checkAddress: String { "check \(label.addressSource)" }

    /// The host the fault happened at, marked when a redirect led there.
    private var host: String {
        let isRedirected = address.origin != label.address.origin
        return "'\(address.hostAndPort)'" + (isRedirected ? ", where the server redirects," : "")
    }
}

extension Duration {
    /// `10 s` or `1.5 s`.
    var inSeconds: String {
        let tenths = (milliseconds + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
