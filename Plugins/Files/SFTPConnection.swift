// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Glibc

/// Reaches one SFTP server as one user, to read.
struct SFTPConnection: Connection {
    static let spec = StageSpec(
        "sftp",
        "An SFTP server to read files from; its key is always checked before anything is said to it.",
        .text("host", "The server's name or address."),
        .int("port", "The port.", in: 1...65_535, default: 22),
        .text("username", "The user."),
        OptionSpec("password", .secret, "The user's password, if no key proves who asks."),
        OptionSpec(
            "private_key_file",
            .path,
            "The file of the user's private key, as ssh-keygen makes it, if no password proves who asks."
        ),
        OptionSpec("passphrase", .secret, "What unlocks the private key, if anything does."),
        OptionSpec(
            "host_key_sha256",
            .textList,
            "The fingerprint of the server's key, SHA256:…, or several of which one has to fit."
        ),
        OptionSpec(
            "known_hosts",
            .path,
            "A file of known servers as OpenSSH keeps it, where no fingerprint is given; ~/.ssh/known_hosts, "
                + "if left out."
        ),
        .int(
            "requests_in_flight",
            "How many files may be got at once.",
            in: 1...16,
            default: 2
        ),
        example: """
            bank:
              type: sftp
              host: sftp.bank.example
              username: shop
              private_key_file: /etc/fjord/shop_ed25519
              host_key_sha256: SHA256:czAIcfRMFo58lJ3ix1DmDCybuP9TABfFomcjTpy0244
            """
    )

    let identity: String
    let requestsInFlight: Int
    let server: SFTPServer
    let client: HTTPClient

    init(name: String, _ options: StageOptions, client: HTTPClient) throws {
        self.client = client
        requestsInFlight = options.int("requests_in_flight")
        var limits = HTTPLimits()
        limits.requestsInFlight = requestsInFlight
        server = try SFTPServer(
            name: name,
            host: options.text("host"),
            port: options.int("port"),
            username: options.text("username"),
            proof: Self.proof(options),
            trust: Self.trust(options),
            limits: limits
        )
        let user = Secrets.masked(server.username) == server.username ? server.username : ""
        identity = "sftp \(user)@\(server.host):\(server.port)"
    }

    private static func proof(_ options: StageOptions) throws -> SFTPServer.Proof {
        let password = options.optionalText("password")
        let passphrase = options.optionalText("passphrase")
        guard let file = options.optionalText("private_key_file") else {
            if passphrase != nil { throw FilesErrors.passphraseWithoutKey(options) }
            guard let password else { throw FilesErrors.noProof(options) }
            return .password(password)
        }
        if password != nil { throw FilesErrors.twoProofs(options) }
        return .key(file: absolute(file), passphrase: passphrase)
    }

    private static func trust(_ options: StageOptions) throws -> SFTPServer.Trust {
        guard let fingerprints = options.texts("host_key_sha256"), !fingerprints.isEmpty else {
            return .knownHosts(
                file: absolute(options.optionalText("known_hosts") ?? "~/.ssh/known_hosts")
            )
        }
        if options.optionalText("known_hosts") != nil { throw FilesErrors.twoTrusts(options) }
        return .fingerprints(fingerprints)
    }

    /// A path in which `~` is the user's home.
    private static func absolute(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = unsafe getenv("HOME") else { return path }
        return unsafe String(cString: home) + path.dropFirst()
    }
}
