// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import HTTPTesting
import PluginTesting
import Synchronization
import Testing

@testable import Web

@Suite("connection http: keys and tokens")
struct WebProofTests {
    typealias Values = [String: StageOptions.Value]

    private func request(_ options: Values) async throws -> FaultServer.Received {
        let server = try FaultServer(.json(page([1])))
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(["url": .text("/list")])
        #expect(try await bench.read(stage, in: bench.home(options)).ids == ["1"])
        return try #require(server.requests.first)
    }

    @Test("a key goes into the header that a service wants, or into the usual one")
    func keyInHeader() async throws {
        let key: Values = ["auth": .text("api_key"), "api_key": .text("k-1 2/3")]
        #expect(try await request(key).headers["x-api-key"] == "k-1 2/3")
        let named = key.merging(["key_header": .text("X-Shop-Key")]) { $1 }
        #expect(try await request(named).headers["x-shop-key"] == "k-1 2/3")
    }

    @Test("a key goes into the query, and shows in no message")
    func keyInQuery() async throws {
        let key: Values = [
            "auth": .text("api_key"), "api_key": .text("query-key 2/3"),
            "key_parameter": .text("code"),
        ]
        #expect(try await request(key).target == "/api/list?code=query-key%202%2F3")
        let server = try FaultServer(.answer(503, "query-key 2/3 is busy"))
        defer { server.stop() }
        let bench = Bench(server), context = try bench.home(key)
        let stage = try HTTPStage.made(["url": .text("/list")])
        let fault = try await message { _ = try await bench.read(stage, in: context) }
        let said = fault + bench.log.lines.joined()
        #expect(said.contains("GET \(server.host)/api/list:"))
        #expect(said.contains("*** is busy"))
        #expect(!said.contains("query-key"))
    }

    /// A service that hands out tokens to the client `shop 1`.
    private struct Service {
        let server: FaultServer

        init(isStale: @escaping @Sendable (_ token: Int) -> Bool = { _ in false }) throws {
            let issued = Mutex(0)
            server = try FaultServer { request in
                guard request.target.hasPrefix("/token") else {
                    let number = request.headers["authorization"]?.split(separator: "-").last
                    let isGood = number.flatMap { Int($0) }.map { !isStale($0) } == true
                    return isGood ? .json(page([1])) : .answer(401, "{}")
                }
                let number = issued.withLock { number in
                    number += 1
                    return number
                }
                return .json(#"{"access_token":"issued-token-\#(number)","expires_in":600}"#)
            }
        }

        func options(_ more: Values = [:]) -> Values {
            let usual: Values = [
                "auth": .text("oauth2"), "token_url": .text(server.url + "/token"),
                "client_id": .text("shop 1"), "client_secret": .text("oauth+secret/é"),
            ]
            return usual.merging(more) { $1 }
        }
    }

    @Test("client and secret go into a header as RFC 6749 says, and one token serves all requests")
    func basicClient() async throws {
        let service = try Service()
        defer { service.server.stop() }
        let bench = Bench(service.server)
        let context = try bench.home(service.options())
        let stage = try HTTPStage.made(["url": .text("/list")])
        for _ in 0..<3 { #expect(try await bench.read(stage, in: context).ids == ["1"]) }
        let requests = service.server.requests
        #expect(requests.map(\.method) == ["POST", "GET", "GET", "GET"])
        let pair = Data("shop+1:oauth%2Bsecret%2F%C3%A9".utf8).base64EncodedString()
        #expect(requests[0].headers["authorization"] == "Basic \(pair)")
        #expect(requests[0].headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(requests[0].body == "grant_type=client_credentials")
        #expect(requests[1].headers["authorization"] == "Bearer issued-token-1")
    }

    @Test("client, secret, scope and further fields go into the form")
    func formClient() async throws {
        let service = try Service()
        defer { service.server.stop() }
        let bench = Bench(service.server)
        let context = try bench.home(
            service.options([
                "client_auth": .text("form"), "scope": .text("read:a read:b"),
                "token_fields": .mapping([StageOptions.Pair("audience", "https://api/?x=1&y")]),
            ])
        )
        let stage = try HTTPStage.made(["url": .text("/list")])
        #expect(try await bench.read(stage, in: context).ids == ["1"])
        let request = service.server.requests[0]
        #expect(request.headers["authorization"] == nil)
        #expect(
            request.body == "grant_type=client_credentials&client_id=shop+1"
                + "&client_secret=oauth%2Bsecret%2F%C3%A9&scope=read%3Aa+read%3Ab"
                + "&audience=https%3A%2F%2Fapi%2F%3Fx%3D1%26y"
        )
    }

    @Test("a token that is refused is renewed once")
    func stale() async throws {
        let service = try Service { $0 == 1 }
        defer { service.server.stop() }
        let bench = Bench(service.server)
        let context = try bench.home(service.options())
        let stage = try HTTPStage.made(["url": .text("/list")])
        #expect(try await bench.read(stage, in: context).ids == ["1"])
        #expect(
            service.server.requests.map(\.target) == ["/token", "/api/list", "/token", "/api/list"]
        )
    }

    @Test("a client that is refused is told of, without its secret")
    func refusedClient() async throws {
        let server = try FaultServer(
            .answer(
                400,
                #"{"error":"invalid_client","error_description":"oauth-secret-9 is wrong"}"#
            )
        )
        defer { server.stop() }
        let bench = Bench(server)
        let context = try bench.home([
            "auth": .text("oauth2"), "token_url": .text(server.url + "/token?tenant=1"),
            "client_id": .text("shop"), "client_secret": .text("oauth-secret-9"),
        ])
        let stage = try HTTPStage.made(["url": .text("/list")])
        let fault = try await message { _ = try await bench.read(stage, in: context) }
        #expect(
            fault.replacing(server.host, with: "HOST") == """
                page 1: error: POST HOST/token?tenant=1: the server does not accept the keys (400 Bad \
                Request) [unauthorized]
                  = cause: invalid_client: *** is wrong
                  = fix: check the keys of connection 'shop': all of them, and that they belong to this \
                server
                """
        )
    }

    @Test("a token's server that is no web address is told of by its key")
    func tokenURL() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let fault = try await message {
            _ = try Bench(server).home([
                "auth": .text("oauth2"), "token_url": .text("login.example.com/token"),
                "client_id": .text("shop"), "client_secret": .text("s3cr3t-o"),
            ])
        }
        #expect(
            fault == """
                error: token_url of connection 'shop' is not a web address: \
                'login.example.com/token' [invalid-base-url]
                  = fix: write it as https://host, without user, query or fragment
                """
        )
    }

    @Test("its identity names the client, and no secret")
    func identity() throws {
        let service = try Service()
        defer { service.server.stop() }
        let connection = try Bench(service.server).connection(
            service.options(["base_url": .text("https://api.example.com")])
        )
        #expect(connection.identity == "http https://api.example.com oauth2 shop 1")
    }

    private static let oauth = [
        "auth": "oauth2", "token_url": "https://h/t", "client_id": "c", "client_secret": "s",
    ]

    @Test(
        "keys that do not go together are refused",
        arguments: [
            (["auth": "api_key"], "'auth: api_key' needs a 'api_key'"),
            (["api_key": "k"], "'api_key' is for 'auth: api_key' only"),
            (
                ["auth": "api_key", "api_key": "k", "key_header": "A", "key_parameter": "b"],
                "'key_header' and 'key_parameter' both say where the key goes"
            ),
            (["auth": "oauth2", "token_url": "https://h/t"], "'auth: oauth2' needs a 'client_id'"),
            (["auth": "bearer", "token": "t", "scope": "s"], "'scope' is for 'auth: oauth2' only"),
            (
                oauth.merging(["client_auth": "header"]) { $1 },
                "'client_auth' is neither 'basic' nor 'form'"
            ),
        ] as [([String: String], String)]
    )
    func refused(options: [String: String], text: String) async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        let values = options.mapValues { StageOptions.Value.text($0) }
        let fault = try await message { _ = try Bench(server).home(values) }
        #expect(fault.hasPrefix("error: \(text) [http-keys-do-not-fit]\n  = fix: "))
    }

    @Test("fields of the form that have options of their own are refused")
    func tokenFields() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        var values = Self.oauth.mapValues { StageOptions.Value.text($0) }
        values["token_fields"] = .mapping([StageOptions.Pair("scope", "x")])
        let fault = try await message { _ = try Bench(server).home(values) }
        #expect(
            fault == """
                error: 'token_fields' sets 'scope', which has an option of its own \
                [http-keys-do-not-fit]
                  = fix: remove it from 'token_fields'
                """
        )
    }
}
