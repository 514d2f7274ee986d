// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// One SFTP server as one configured user sees it; it is only ever read from.
public final class SFTPServer: Sendable {
    /// What proves who asks.
    public enum Proof: Sendable, Hashable {
        case password(String)
        /// A private key in a file, and what unlocks it; nil if nothing locks it.
        case key(file: String, passphrase: String?)
    }

    /// How the server proves that it is the one meant.
    public enum Trust: Sendable, Hashable {
        /// By a key with one of these SHA-256 fingerprints.
        case fingerprints([String])
        /// By the key that this file has for it, as OpenSSH keeps such files.
        case knownHosts(file: String)

        /// Where the expected keys stand, for messages.
        var listName: String {
            switch self {
            case .fingerprints: "host_key_sha256"
            case .knownHosts(let file): "'\(file)'"
            }
        }
    }

    /// The connection's name in `fjord.yaml`, for messages.
    public let name: String
    /// The host's name or address, as it was given.
    public let host: String
    /// The port.
    public let port: Int
    /// Who asks.
    public let username: String
    /// What is asked of the server at most.
    public let limits: HTTPLimits
    let proof: Proof
    let trust: Trust
    let gate: ConnectionGate

    /// Describes a server; nothing is sent yet.
    ///
    /// - Throws: `PipelineError` `invalid-sftp-server` for a host or fingerprint that cannot be one.
    public init(
        name: String,
        host: String,
        port: Int = 22,
        username: String,
        proof: Proof,
        trust: Trust,
        limits: HTTPLimits = HTTPLimits()
    ) throws {
        let isHost =
            !host.isEmpty
            && host.unicodeScalars.allSatisfy {
                $0.isASCII && $0.value > 0x20 && !"/@?#%\\".unicodeScalars.contains($0)
            }
        guard isHost else {
            throw PipelineError.invalidSFTPServer(
                "host of connection '\(name)' is no host: '\(host)'",
                "write its name alone, as in 'host: sftp.example.com'"
            )
        }
        self.name = name
        self.host = host
        self.port = port
        self.username = username
        self.proof = proof
        self.trust = try Self.checked(trust, name)
        self.limits = limits
        gate = ConnectionGate(
            places: limits.requestsInFlight,
            startsPerSecond: limits.requestsPerSecond
        )
    }

    /// The host, with its port unless it is that of SSH.
    public var hostAndPort: String { port == 22 ? host : "\(host):\(port)" }

    /// The fingerprints as OpenSSH writes them.
    private static func checked(_ trust: Trust, _ name: String) throws -> Trust {
        guard case .fingerprints(let texts) = trust else { return trust }
        return .fingerprints(
            try texts.map { text in
                let hash = text.hasPrefix("SHA256:") ? String(text.dropFirst(7)) : text
                let digits = hash.prefix { $0 != "=" }
                guard digits.utf8.count == 43, digits.utf8.allSatisfy(\.isBase64) else {
                    throw PipelineError.invalidSFTPServer(
                        "host_key_sha256 of connection '\(name)' is no fingerprint: '\(text)'",
                        "write it as 'ssh-keygen -lf' does: SHA256: and 43 characters"
                    )
                }
                return "SHA256:\(digits)"
            }
        )
    }

    /// What libcurl asks for a path, whose segments are names as the server has them.
    func url(of path: String) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let encoded = segments.map { PercentEncoding.encoded(String($0)) }.joined(separator: "/")
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "sftp://\(name):\(port)" + (encoded.hasPrefix("/") ? "" : "/") + encoded
    }

    /// How messages name a path.
    func label(of path: String) -> String {
        "sftp://\(hostAndPort)" + (path.hasPrefix("/") ? "" : "/") + path
    }

    /// What to check when the server lets nobody in.
    func loginFix(_ connection: String) -> String {
        switch proof {
        case .password: "check username and password of \(connection)"
        case .key:
            "check username, private_key_file and passphrase of \(connection); an RSA key may be too old a kind "
                + "for the server: make one with ssh-keygen -t ed25519"
        }
    }
}

extension UInt8 {
    fileprivate var isBase64: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
