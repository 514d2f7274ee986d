// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import Glibc
import HTTPTesting
import Logging
import Testing

@testable import HTTP

/// Each test runs in a process of its own, since the environment belongs to the whole process.
@Suite("proxies from the environment")
struct ProxyTests {
    @Test("http_proxy is asked for plain addresses, by their full name")
    func plain() async {
        await #expect(processExitsWith: .success) {
            let proxy = try FaultServer(.json("[7]"))
            unsafe setenv("http_proxy", proxy.url, 1)
            let text = try await ProxyTests.text("http://somewhere.invalid")
            #expect(text == "[7]")
            #expect(proxy.requests.map(\.target) == ["http://somewhere.invalid/x"])
        }
    }

    @Test("HTTP_PROXY in capitals is not: a request header could have set it")
    func capitals() async {
        await #expect(processExitsWith: .success) {
            let server = try FaultServer(.json("[1]"))
            unsafe setenv("HTTP_PROXY", "http://127.0.0.1:9", 1)
            #expect(try await ProxyTests.text(server.url) == "[1]")
        }
    }

    @Test("no_proxy names the hosts that are asked directly")
    func exception() async {
        await #expect(processExitsWith: .success) {
            let server = try FaultServer(.json("[1]"))
            unsafe setenv("http_proxy", "http://127.0.0.1:9", 1)
            unsafe setenv("no_proxy", "example.com,127.0.0.1", 1)
            #expect(try await ProxyTests.text(server.url) == "[1]")
        }
    }

    @Test("https_proxy is asked for a tunnel", arguments: ["https_proxy", "HTTPS_PROXY"])
    func tunnel(variable: String) async {
        await #expect(processExitsWith: .success) { [variable] in
            let proxy = try FaultServer(.answer(403, "{}"))
            unsafe setenv(variable, proxy.url, 1)
            let error = try await pipelineError {
                _ = try await ProxyTests.text("https://somewhere.invalid")
            }
            #expect(
                error.message == """
                    GET somewhere.invalid/x: the proxy does not connect to 'somewhere.invalid'
                    """
            )
            #expect(error.code.name == "proxy-refused")
            #expect(error.fix == "check the environment variables https_proxy and no_proxy")
            #expect(proxy.requests.map(\.method) == ["CONNECT"])
            #expect(proxy.requests.map(\.target) == ["somewhere.invalid:443"])
            #expect(proxy.requests.first?.headers["authorization"] == nil)
        }
    }

    static func text(_ baseURL: String) async throws -> String {
        let client = HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let headers = [HTTPHeader("Authorization", "Bearer proxy-must-not-see")]
        let connection = try HTTPConnection(name: "vipps", baseURL: baseURL, headers: headers)
        return try await client.send(HTTPRequest(.get, "/x"), over: connection).body.text
    }
}
