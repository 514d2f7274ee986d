// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import HTTPTesting
import Logging
import Testing

@testable import HTTP

@Suite("TLS", .enabled(if: TLSServer.isAvailable, "the openssl command is not installed"))
struct TLSTests {
    static let flaws: [(flaw: TLSServer.Flaw, isTrusted: Bool, message: String, fix: String)] = [
        (
            .selfSigned, false, "the certificate of 'HOST' is self-signed: nobody vouches for it",
            "if you trust this server, name its certificate in ca_file of connection 'vipps'"
        ),
        (
            .unknownIssuer, false,
            "the certificate of 'HOST' comes from an authority unknown here",
            "if you trust this server, name its certificate in ca_file of connection 'vipps'"
        ),
        (
            .expired, true, "the certificate of 'HOST' has expired",
            "tell whoever runs this server"
        ),
        (
            .notYetValid, true, "the certificate of 'HOST' is not valid yet",
            "check this machine's clock"
        ),
        (
            .otherHost, true, "the certificate shown is not for 'HOST'",
            "check base_url of connection 'vipps'"
        ),
    ]

    @Test("a certificate that proves nothing ends the request", arguments: flaws)
    func flaw(flaw: TLSServer.Flaw, isTrusted: Bool, message: String, fix: String) async throws {
        let server = try TLSServer(flaw)
        let error = try await pipelineError {
            _ = try await status(server.port, trusting: isTrusted ? server.certificate : nil)
        }
        let host = "127.0.0.1:\(server.port)"
        #expect(error.code.name == "untrusted-certificate")
        #expect(error.message == "GET \(host)/x: \(message.replacing("HOST", with: host))")
        #expect(error.fix == fix)
        #expect(error.cause != nil)
    }

    @Test("a certificate named in the connection or the environment is trusted")
    func trusted() async throws {
        let server = try TLSServer(.selfSigned)
        #expect(try await status(server.port, trusting: server.certificate) == 200)
        #expect(try await status(server.port, environment: server.certificate) == 200)
    }

    @Test("a file of certificates that is not there")
    func missingFile() async throws {
        let server = try TLSServer(.selfSigned)
        let error = try await pipelineError {
            _ = try await status(server.port, trusting: "/nowhere/ca.pem")
        }
        #expect(error.code.name == "certificate-file-unreadable")
        #expect(
            error.message
                == "GET 127.0.0.1:\(server.port)/x: the file of trusted certificates cannot be read"
        )
        #expect(
            error.fix
                == "check ca_file of connection 'vipps' and the environment variable SSL_CERT_FILE"
        )
    }

    @Test("a server that does not speak TLS")
    func plainServer() async throws {
        let server = try FaultServer(.raw("HTTP/1.1 400 Bad\r\n\r\n", .close))
        defer { server.stop() }
        let error = try await pipelineError { _ = try await status(server.port) }
        #expect(error.code.name == "secure-connection-failed")
        #expect(
            error.message
                == "GET \(server.host)/x: no secure connection to '\(server.host)' could be made"
        )
        #expect(
            error.fix == "check that the server at base_url of connection 'vipps' speaks https"
        )
    }

    private func status(
        _ port: Int,
        trusting file: String? = nil,
        environment: String? = nil
    ) async throws -> Int {
        let client = HTTPClient(
            userAgent: "fjord/test",
            environment: environment.map { ["SSL_CERT_FILE": $0] } ?? [:],
            timing: FakeTime().timing,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let connection = try HTTPConnection(
            name: "vipps",
            baseURL: "https://127.0.0.1:\(port)",
            certificateFile: file
        )
        var request = HTTPRequest(.get, "/x")
        request.expectedBody = .anything
        return try await client.send(request, over: connection).status
    }
}
