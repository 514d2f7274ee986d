// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import HTTPTesting
import Testing

@testable import HTTP

@Suite("SFTP servers")
struct SFTPServerTests {
    private static let digits = "czAIcfRMFo58lJ3ix1DmDCybuP9TABfFomcjTpy0244"

    private static func server(
        _ host: String = "sftp.example.com",
        port: Int = 22,
        _ trust: SFTPServer.Trust = .fingerprints(["SHA256:" + digits]),
        proof: SFTPServer.Proof = .password("p")
    ) throws -> SFTPServer {
        try SFTPServer(
            name: "bank",
            host: host,
            port: port,
            username: "shop",
            proof: proof,
            trust: trust
        )
    }

    @Test("are asked for names as they are, whatever stands in them")
    func urls() throws {
        let server = try Self.server()
        #expect(
            server.url(of: "/a b/c%20#?.csv") == "sftp://sftp.example.com:22/a%20b/c%2520%23%3F.csv"
        )
        #expect(server.url(of: "/~/out/") == "sftp://sftp.example.com:22/~/out/")
        #expect(server.url(of: "/a/../b") == "sftp://sftp.example.com:22/a/%2E%2E/b")
        #expect(try Self.server("::1", port: 2022).url(of: "/x") == "sftp://[::1]:2022/x")
        #expect(try Self.server(port: 2022).label(of: "/x") == "sftp://sftp.example.com:2022/x")
    }

    @Test("take a fingerprint as tools write it", arguments: ["", "SHA256:"], ["", "="])
    func fingerprints(prefix: String, suffix: String) throws {
        let server = try Self.server("h", .fingerprints([prefix + Self.digits + suffix]))
        #expect(server.trust == .fingerprints(["SHA256:" + Self.digits]))
    }

    @Test("refuse what is no fingerprint, and what is no host")
    func refused() async throws {
        let other = try await pipelineError {
            _ = try Self.server("h", .fingerprints(["MD5:00:11"]))
        }
        #expect(
            other.description == """
                error: host_key_sha256 of connection 'bank' is no fingerprint: 'MD5:00:11' \
                [invalid-sftp-server]
                  = fix: write it as 'ssh-keygen -lf' does: SHA256: and 43 characters
                """
        )
        let host = try await pipelineError { _ = try Self.server("user@host") }
        #expect(
            host.description == """
                error: host of connection 'bank' is no host: 'user@host' [invalid-sftp-server]
                  = fix: write its name alone, as in 'host: sftp.example.com'
                """
        )
    }

    @Test("have keys whose fingerprints are those of OpenSSH")
    func hostKey() {
        let key = SSHHostKey(Bytes("abc"), type: 5)
        #expect(key.type == "Ed25519")
        #expect(key.fingerprint == "SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0")
    }

    @Test("that are not there are an error")
    func noServer() async throws {
        let web = try FaultServer(.answer(200, "x"))
        let port = web.port
        let bench = try Bench(web)
        web.stop()
        let error = try await pipelineError {
            _ = try await bench.client.names(in: "/", of: Self.server("127.0.0.1", port: port))
        }
        #expect(error.code == .connectionRefused)
        #expect(bench.log.lines.count == 1)
    }
}

@Suite("SFTP errors, word for word")
struct SFTPErrorsTests {
    private static func text(
        _ kind: TransferFault.Kind,
        key: SSHHostKey? = nil,
        proof: SFTPServer.Proof = .password("p"),
        trust: SFTPServer.Trust = .knownHosts(file: "/home/a/.ssh/known_hosts")
    ) throws -> String {
        let server = try SFTPServer(
            name: "bank",
            host: "sftp.example.com",
            username: "shop",
            proof: proof,
            trust: trust
        )
        let failure = SFTPFailure(
            fault: TransferFault(kind: kind, detail: "what libcurl says", hostKey: key),
            label: server.label(of: "/out/a.csv"),
            server: server,
            limits: server.limits
        )
        let text = failure.error(nil, attempts: 1).description
        return text.replacing("error: sftp://sftp.example.com/out/a.csv: ", with: "")
    }

    @Test("an unknown key is shown, with what to do about it")
    func unknownKey() throws {
        let key = SSHHostKey(Bytes("abc"), type: 5)
        #expect(
            try Self.text(.otherHostKey, key: key) == """
                'sftp.example.com' is not known: its key is Ed25519 \
                SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0, and nothing vouches for it \
                [host-key-refused]
                  = fix: ask whoever runs the server for its fingerprint; if it is this one, add \
                'host_key_sha256: SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0' to connection 'bank'
                """
        )
    }

    @Test("another key than the known one is a warning of what may have happened")
    func otherKey() throws {
        var key = SSHHostKey(Bytes("abc"), type: 4)
        key.isKnownOtherwise = true
        let digits = "SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"
        #expect(
            try Self.text(.otherHostKey, key: key) == """
                the key of 'sftp.example.com', ECDSA \(digits), is not the one in \
                '/home/a/.ssh/known_hosts': another server may have taken its place \
                [host-key-refused]
                  = fix: ask whoever runs the server for its fingerprint; only if it is this one, \
                set host_key_sha256: \(digits) in connection 'bank'
                """
        )
    }

    @Test("a key that could not be looked at says how to name it")
    func noKey() throws {
        #expect(
            try Self.text(.otherHostKey) == """
                the key of 'sftp.example.com' could not be checked [host-key-refused]
                  = cause: what libcurl says
                  = fix: name its fingerprint in host_key_sha256 of connection 'bank'
                """
        )
    }

    @Test("a login that is refused says which keys to check")
    func login() throws {
        #expect(
            try Self.text(.loginRefused) == """
                'sftp.example.com' does not let 'shop' in [sftp-login]
                  = cause: what libcurl says
                  = fix: check username and password of connection 'bank'
                """
        )
        let proof = SFTPServer.Proof.key(file: "/k", passphrase: nil)
        #expect(
            try Self.text(.loginRefused, proof: proof).hasSuffix(
                "= fix: check username, private_key_file and passphrase of connection 'bank'; an RSA key "
                    + "may be too old a kind for the server: make one with ssh-keygen -t ed25519"
            )
        )
    }

    @Test(
        "what is not there, not allowed or too large is said",
        arguments: [
            (
                TransferFault.Kind.fileNotFound, "there is no such file or folder [sftp-not-found]",
                "paths begin at the server's root, those in the user's home with /~/"
            ),
            (
                .tooLarge, "the file is larger than 268435456 bytes [answer-too-large]",
                "if a file of that size is right, raise max_download_mb"
            ),
            (
                .diskFailed(28),
                "the download cannot be written: No space left on device [download-file]",
                "make room on the disk that holds .fjord and the one that holds TMPDIR"
            ),
        ]
    )
    func files(kind: TransferFault.Kind, message: String, fix: String) throws {
        #expect(try Self.text(kind) == "\(message)\n  = fix: \(fix)")
    }

    @Test(
        "faults of the network and the server keep their cause",
        arguments: [
            (
                TransferFault.Kind.accessRefused, "'shop' may not read this [sftp-forbidden]",
                "ask whoever runs the server for access"
            ),
            (
                .other, "the server could not hand this over [sftp-failed]",
                "check that it is a file; where a pattern matches folders too, narrow it"
            ),
            (
                .hostNotFound, "no host named 'sftp.example.com' was found [host-not-found]",
                "check host of connection 'bank'"
            ),
            (
                .refused, "'sftp.example.com' refuses the connection [connection-refused]",
                "check host and port of connection 'bank', and that the server is running"
            ),
            (
                .connectTimeout,
                "no connection to 'sftp.example.com' within 10 s [connect-timeout]",
                "check network and firewall"
            ),
            (
                .truncated, "the file broke off before its end [truncated-answer]",
                "try again later"
            ),
        ]
    )
    func network(kind: TransferFault.Kind, message: String, fix: String) throws {
        #expect(
            try Self.text(kind) == "\(message)\n  = cause: what libcurl says\n  = fix: \(fix)"
        )
    }
}
