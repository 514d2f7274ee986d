// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

extension ErrorCode {
    static let downloadFile = ErrorCode("download-file")
    static let hostKeyRefused = ErrorCode("host-key-refused")
    static let sftpLogin = ErrorCode("sftp-login")
    static let sftpNotFound = ErrorCode("sftp-not-found")
    static let sftpForbidden = ErrorCode("sftp-forbidden")
    static let sftpFailed = ErrorCode("sftp-failed")
    static let invalidSFTPServer = ErrorCode("invalid-sftp-server")
}

extension PipelineError {
    /// A folder in which no file for a download can be made.
    static func downloadFile(in folder: String, reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .downloadFile,
            "no file for a download can be made in '\(folder)': \(words)",
            fix: "check that the folder may be written, or name another one in TMPDIR"
        )
    }

    /// Something in the description of an SFTP server that cannot be.
    static func invalidSFTPServer(_ problem: String, _ fix: String) -> PipelineError {
        PipelineError(.invalidSFTPServer, problem, fix: fix)
    }
}

extension DownloadFile {
    /// A disk that takes no more of a download.
    static func wording(_ reason: Int32) -> HTTPWording {
        let words = unsafe String(cString: strerror(reason))
        return HTTPWording(
            code: .downloadFile,
            message: "the download cannot be written: \(words)",
            fix: "make room on the disk that holds .fjord and the one that holds TMPDIR"
        )
    }
}

/// The wording of what can go wrong with an SFTP server.
struct SFTPFailure: Error, Sendable {
    let fault: TransferFault
    /// `sftp://host/path`, as messages name it.
    let label: String
    let server: SFTPServer
    let limits: HTTPLimits

    /// The fault as users read it.
    func error(_ ending: RetryBudget.Decision?, attempts: Int) -> PipelineError {
        let wording = wording
        return PipelineError(
            wording.code,
            Secrets.masked(
                "\(label): \(wording.message)" + HTTPFailure.words(for: ending, attempts)
            ),
            fix: wording.fix,
            cause: wording.cause.map(Secrets.masked)
        )
    }

    /// One line for the log.
    func logLine(_ rest: String) -> String {
        let cause = wording.cause.map { " (\($0))" } ?? ""
        return Secrets.masked("\(label): \(wording.message)\(cause); \(rest)")
    }

    private var connection: String { "connection '\(server.name)'" }
    private var host: String { "'\(server.hostAndPort)'" }

    private var wording: HTTPWording {
        var (wording, hasCause) = transferWording ?? sessionWording
        if hasCause { wording.cause = fault.detail }
        return wording
    }

    /// Faults of the network.
    private var transferWording: (HTTPWording, Bool)? {
        let (code, message, fix): (ErrorCode, String, String)
        switch fault.kind {
        case .hostNotFound:
            (code, message, fix) = (
                .hostNotFound, "no host named \(host) was found", "check host of \(connection)"
            )
        case .refused:
            (code, message, fix) = (
                .connectionRefused, "\(host) refuses the connection",
                "check host and port of \(connection), and that the server is running"
            )
        case .unreachable, .proxyNotFound, .proxyRefused:
            (code, message, fix) = (
                .hostUnreachable, "\(host) cannot be reached", "check network and firewall"
            )
        case .connectTimeout:
            (code, message, fix) = (
                .connectTimeout,
                "no connection to \(host) within \(limits.connectTimeout.inSeconds)",
                "check network and firewall"
            )
        case .idleTimeout:
            (code, message, fix) = (
                .idleTimeout, "\(host) sent nothing for \(limits.idleTimeout.inSeconds)",
                Self.tryLater
            )
        case .totalTimeout:
            (code, message, fix) = (
                .totalTimeout, "the file was not complete after \(limits.totalTimeout.inSeconds)",
                Self.tryLater
            )
        case .connectionLost:
            (code, message, fix) = (
                .connectionLost, "\(host) ended the connection", Self.tryLater
            )
        case .truncated, .garbled:
            (code, message, fix) = (
                .truncatedAnswer, "the file broke off before its end", Self.tryLater
            )
        default: return nil
        }
        return (HTTPWording(code: code, message: message, fix: fix), true)
    }

    /// Faults of what was asked, by whom, and of whom.
    private var sessionWording: (HTTPWording, hasCause: Bool) {
        switch fault.kind {
        case .otherHostKey: return (hostKeyWording, fault.hostKey == nil)
        case .diskFailed(let reason): return (DownloadFile.wording(reason), false)
        case .tooLarge:
            let message = "the file is larger than \(limits.responseByteCount) bytes"
            let fix = "if a file of that size is right, raise max_download_mb"
            return (HTTPWording(code: .answerTooLarge, message: message, fix: fix), false)
        case .loginRefused:
            return (
                HTTPWording(
                    code: .sftpLogin,
                    message: "\(host) does not let '\(server.username)' in",
                    fix: server.loginFix(connection)
                ), true
            )
        case .fileNotFound:
            return (
                HTTPWording(
                    code: .sftpNotFound,
                    message: "there is no such file or folder",
                    fix: "paths begin at the server's root, those in the user's home with /~/"
                ), false
            )
        case .accessRefused:
            return (
                HTTPWording(
                    code: .sftpForbidden,
                    message: "'\(server.username)' may not read this",
                    fix: "ask whoever runs the server for access"
                ), true
            )
        case .other where fault.detail.contains("exchange encryption keys"):
            return (
                HTTPWording(
                    code: .hostKeyRefused,
                    message: "\(host) has no key of a kind that both sides know",
                    fix:
                        "where known_hosts has a key of another kind for it, ask whoever runs the server for the "
                        + "fingerprint of the present one, and name it in host_key_sha256 of \(connection)"
                ), true
            )
        default:
            return (
                HTTPWording(
                    code: .sftpFailed,
                    message: "the server could not hand this over",
                    fix: "check that it is a file; where a pattern matches folders too, narrow it"
                ), true
            )
        }
    }

    private var hostKeyWording: HTTPWording {
        guard let key = fault.hostKey else {
            return HTTPWording(
                code: .hostKeyRefused,
                message: "the key of \(host) could not be checked",
                fix: "name its fingerprint in host_key_sha256 of \(connection)"
            )
        }
        let ask = "ask whoever runs the server for its fingerprint"
        let add = "host_key_sha256: \(key.fingerprint)"
        if key.isKnownOtherwise {
            let list = server.trust.listName
            return HTTPWording(
                code: .hostKeyRefused,
                message:
                    "the key of \(host), \(key.type) \(key.fingerprint), is not the one in \(list): "
                    + "another server may have taken its place",
                fix: "\(ask); only if it is this one, set \(add) in \(connection)"
            )
        }
        return HTTPWording(
            code: .hostKeyRefused,
            message:
                "\(host) is not known: its key is \(key.type) \(key.fingerprint), and nothing vouches "
                + "for it",
            fix: "\(ask); if it is this one, add '\(add)' to \(connection)"
        )
    }

    private static let tryLater = "try again later"
}
