// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("connection http")
struct WebConnectionTests {
    private func headers(_ options: [String: StageOptions.Value]) async throws -> [String: String] {
        let server = try FaultServer(.json(page([1])))
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(["url": .text("/list")])
        #expect(try await bench.read(stage, in: bench.home(options)).ids == ["1"])
        let received = try #require(server.requests.first)
        #expect(received.target == "/api/list")
        return received.headers
    }

    @Test("sends a bearer token as it is")
    func bearer() async throws {
        let sent = try await headers(["auth": .text("bearer"), "token": .text("aB3.-_~+/=")])
        #expect(sent["authorization"] == "Bearer aB3.-_~+/=")
        #expect(sent["accept"] == "application/json")
    }

    @Test(
        "sends user and password as RFC 7617 says",
        arguments: [
            ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), ("key", nil, "a2V5Og=="),
            ("test", "123£", "dGVzdDoxMjPCow=="),
        ]
    )
    func basic(user: String, password: String?, encoded: String) async throws {
        var options: [String: StageOptions.Value] = [
            "auth": .text("basic"), "username": .text(user),
        ]
        options["password"] = password.map { .text($0) }
        #expect(try await headers(options)["authorization"] == "Basic \(encoded)")
    }

    @Test("sends headers of its own, which replace the usual ones")
    func ownHeaders() async throws {
        let sent = try await headers([
            "headers": .mapping([
                StageOptions.Pair("X-Api-Key", "k-123"),
                StageOptions.Pair("Accept", "application/hal+json"),
            ])
        ])
        #expect(sent["x-api-key"] == "k-123")
        #expect(sent["accept"] == "application/hal+json")
        #expect(sent["authorization"] == nil)
    }

    @Test("takes nothing along when the server redirects to another host")
    func redirect() async throws {
        let other = try FaultServer(.json(page([2])))
        defer { other.stop() }
        let server = try FaultServer(.redirect(to: other.url + "/moved"))
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(["url": .text("/list")])
        let context = try bench.home([
            "auth": .text("basic"), "username": .text("u"), "password": .text("redirected"),
            "headers": .mapping([StageOptions.Pair("X-Api-Key", "k-123")]),
        ])
        #expect(try await bench.read(stage, in: context).ids == ["2"])
        #expect(server.requests.first?.headers["x-api-key"] == "k-123")
        let received = try #require(other.requests.first)
        #expect(received.headers["authorization"] == nil && received.headers["x-api-key"] == nil)
    }

    @Test("a URL on another host than base_url takes no keys along")
    func otherHost() async throws {
        let other = try FaultServer(.json(page([1])))
        defer { other.stop() }
        let bench = Bench(other)
        let connection = try bench.connection([
            "base_url": .text("https://api.example.com"), "auth": .text("bearer"),
            "token": .text("not-for-others"),
        ])
        let stage = try HTTPStage.made(["url": .text(other.url + "/list")])
        let context = FetchContext(window: nil, connection: connection)
        #expect(try await bench.read(stage, in: context).ids == ["1"])
        #expect(other.requests.first?.headers["authorization"] == nil)
    }

    @Test("its identity tells services and users apart, and holds no secret")
    func identity() throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let bench = Bench(server)
        let base = StageOptions.Value.text("https://api.example.com/v2/")
        let bearer = try bench.connection([
            "base_url": base, "auth": .text("bearer"), "token": .text("identity-token"),
        ])
        #expect(bearer.identity == "http https://api.example.com/v2 bearer ")
        let basic = try bench.connection([
            "base_url": base, "auth": .text("basic"), "username": .text("anna"),
            "password": .text("identity-password"),
        ])
        #expect(basic.identity == "http https://api.example.com/v2 basic anna")
        Secrets.register("user-from-a-secret")
        let hidden = try bench.connection([
            "base_url": base, "auth": .text("basic"), "username": .text("user-from-a-secret"),
        ])
        #expect(hidden.identity == "http https://api.example.com/v2 basic ")
        #expect(try bench.connection().identity == "http")
    }

    @Test("a refused key is named, and nobody asks again")
    func unauthorized() async throws {
        let server = try FaultServer(.answer(401, #"{"message":"token was-it-secret expired"}"#))
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(["url": .text("/list")])
        let context = try bench.home(["auth": .text("bearer"), "token": .text("was-it-secret")])
        let fault = try await message { _ = try await bench.read(stage, in: context) }
        #expect(
            fault.replacing(server.host, with: "HOST") == """
                page 1: error: GET HOST/api/list: the server does not accept the keys \
                (401 Unauthorized) [unauthorized]
                  = cause: token *** expired
                  = fix: check the keys of connection 'shop': all of them, and that they belong to \
                this server
                """
        )
        #expect(server.requests.count == 1)
    }

    @Test("without keys the advice is a connection")
    func unauthorizedWithoutKeys() async throws {
        let server = try FaultServer(.answer(401, "{}"))
        defer { server.stop() }
        let fault = try await Bench(server).fault()
        #expect(
            fault.hasSuffix("= fix: name a connection that holds the keys, as in 'connection: api'")
        )
    }

    @Test(
        "keys that do not go together are refused",
        arguments: [
            (
                ["auth": "bearer"], "'auth: bearer' needs a 'token'",
                "add it, as in 'token: ${env:API_TOKEN}'"
            ),
            (
                ["auth": "basic"], "'auth: basic' needs a 'username'",
                "add it, as in 'username: ${env:API_USERNAME}'"
            ),
            (
                ["token": "t"], "'token' is for 'auth: bearer' only",
                "write 'auth: bearer', or remove 'token'"
            ),
            (
                ["auth": "bearer", "token": "t", "password": "p"],
                "'password' is for 'auth: basic' only",
                "write 'auth: basic', or remove 'password'"
            ),
            (
                ["username": "u"], "'username' is for 'auth: basic' only",
                "write 'auth: basic', or remove 'username'"
            ),
            (
                ["auth": "bearer", "token": "t", "base_url": ""],
                "there are keys, but no 'base_url' says which server may see them",
                "add 'base_url', as in 'base_url: https://api.example.com'"
            ),
        ] as [([String: String], String, String)]
    )
    func refused(options: [String: String], message text: String, fix: String) async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        var values = options.mapValues { StageOptions.Value.text($0) }
        values["base_url"] = options["base_url"] == nil ? .text("https://api.example.com") : nil
        let fault = try await message { _ = try Bench(server).connection(values) }
        #expect(fault == "error: \(text) [http-keys-do-not-fit]\n  = fix: \(fix)")
    }

    @Test("two Authorization headers are refused")
    func authorizationTwice() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let fault = try await message {
            _ = try Bench(server).home([
                "auth": .text("bearer"), "token": .text("t"),
                "headers": .mapping([StageOptions.Pair("authorization", "Token x")]),
            ])
        }
        #expect(
            fault == """
                error: 'headers' holds a header 'Authorization', and 'auth' makes another one \
                [http-keys-do-not-fit]
                  = fix: remove one of them
                """
        )
    }
}
