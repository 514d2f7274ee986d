// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTypes
import PluginTesting
import Synchronization
import Testing

@testable import Vipps

@Suite("What is sent")
struct RequestTests {
    /// Everything that all three stages ask with one set of keys.
    private func asked(
        _ keys: [String: StageOptions.Value] = [:]
    ) async throws -> [ScriptedServer.Asked] {
        let pages = [
            Entries.page(Entries.entry(), flags: #""hasMore":true,"cursor":"a""#), Entries.page(),
        ]
        return try await ScriptedServer.serve(dates: pages) { server in
            let bench = try Bench(keys, baseURL: server.baseURL)
            _ = try await bench.day(.funds(["personal_data": .boolean(true)]))
            _ = try await bench.day(.fees())
            _ = try await LedgersStage.ledgers().readAll(
                in: FetchContext(window: nil, connection: bench.connection)
            )
            return server.asked
        }
    }

    @Test("nothing but GET, and one POST for the token")
    func methods() async throws {
        for (keys, tokenPath) in [
            ([:], "/miami/v1/token"), (Bench.salesUnitKeys, "/accesstoken/get"),
        ] {
            let asked = try await asked(keys)
            #expect(asked.map(\.method) == ["POST"] + Array(repeating: "GET", count: 6))
            #expect(asked.first?.path == tokenPath)
            #expect(
                Set(asked.dropFirst().map(\.path)) == [
                    "/settlement/v1/ledgers",
                    "/report/v2/ledgers/418207/funds/dates/2026-10-01",
                    "/report/v2/ledgers/418207/fees/dates/2026-10-01",
                ]
            )
            #expect(asked.dropFirst().allSatisfy { $0.body.isEmpty })
        }
    }

    @Test("accounting keys: Basic for the token, then Bearer, never a subscription key")
    func specialisedHeaders() async throws {
        let asked = try await asked()
        let pair =
            "MmY2YzFiMWUtNGQwYS00YTM2LTljMWQtNWI3ZjBlOWFjMzExOmtUOXZRbTN4WXAwYVpyN0xoVzJlRGc9PQ=="
        #expect(asked[0].headers[.authorization] == "Basic \(pair)")
        #expect(asked[0].body == "grant_type=client_credentials")
        #expect(
            asked[0].headers[.contentType] == "application/x-www-form-urlencoded; charset=utf-8"
        )
        for request in asked {
            #expect(try header("Ocp-Apim-Subscription-Key", request) == nil)
            #expect(try header("Merchant-Serial-Number", request) == nil)
            #expect(try header("Vipps-System-Name", request) == "fjord")
            #expect(try header("Vipps-System-Version", request) == "0.1.0")
        }
        #expect(
            asked.dropFirst().allSatisfy {
                $0.headers[.authorization] == "Bearer \(ScriptedServer.token)"
            }
        )
    }

    @Test("sales-unit keys: in headers for the token, the subscription key with every request")
    func standardHeaders() async throws {
        let asked = try await asked(Bench.salesUnitKeys)
        #expect(try header("client_id", asked[0]) == "2f6c1b1e-4d0a-4a36-9c1d-5b7f0e9ac311")
        #expect(try header("client_secret", asked[0]) == Bench.secret)
        #expect(asked[0].body.isEmpty && asked[0].headers[.authorization] == nil)
        for request in asked {
            #expect(try header("Ocp-Apim-Subscription-Key", request) == Bench.subscriptionKey)
            #expect(try header("Merchant-Serial-Number", request) == "718204")
        }
        for request in asked.dropFirst() {
            #expect(request.headers[.authorization] == "Bearer \(ScriptedServer.token)")
            #expect(try header("client_secret", request) == nil)
        }
    }

    @Test("a token that the server no longer takes is renewed between two pages")
    func renewedToken() async throws {
        let tokens = Mutex(0)
        let (rows, paths) = try await ScriptedServer.serve { asked in
            switch asked.path {
            case "/miami/v1/token":
                let number = tokens.withLock { number in
                    number += 1
                    return number
                }
                return .json("{\"access_token\":\"token-number-\(number)\",\"expires_in\":900}")
            case "/settlement/v1/ledgers": return nil
            default:
                if asked.query.isEmpty {
                    return Entries.page(Entries.entry(), flags: #""hasMore":true,"cursor":"a""#)
                }
                guard asked.headers[.authorization] == "Bearer token-number-2" else {
                    return ScriptedServer.Reply(status: 401, body: #"{"code":"Unauthorized"}"#)
                }
                return Entries.page(Entries.entry())
            }
        } while: { server in
            let reading = try await Bench(baseURL: server.baseURL).day(.funds())
            return (reading.decoded.rows, server.asked.map(\.path))
        }
        #expect(rows == [Entries.row, Entries.row])
        #expect(paths.count { $0 == "/miami/v1/token" } == 2)
    }

    @Test("a token is renewed before it expires, and shared until then")
    func tokenLife() async throws {
        let time = FakeTime()
        let paths = try await ScriptedServer.serve { asked in
            // The second page takes the rest of the token's 900 seconds.
            if asked.query == "cursor=a" { time.advance(by: .seconds(850)) }
            switch asked.query {
            case "" where asked.path.hasPrefix("/report/"):
                return Entries.page(flags: #""hasMore":true,"cursor":"a""#)
            case "cursor=a": return Entries.page(flags: #""hasMore":true,"cursor":"b""#)
            default: return nil
            }
        } while: { server in
            _ = try await Bench(baseURL: server.baseURL, timing: time.timing).day(.funds())
            return server.asked.map(\.path)
        }
        let page = "/report/v2/ledgers/418207/funds/dates/2026-10-01"
        #expect(
            paths == [
                "/miami/v1/token", "/settlement/v1/ledgers", page, page, "/miami/v1/token", page,
            ]
        )
    }

    @Test("what tells connections apart holds no name and no secret")
    func identity() throws {
        let accounting = try Bench(baseURL: "https://api.vipps.no/").connection.identity
        #expect(
            accounting
                == "vipps https://api.vipps.no accounting 2f6c1b1e-4d0a-4a36-9c1d-5b7f0e9ac311 "
        )
        let unit = try Bench(Bench.salesUnitKeys, baseURL: "https://api.vipps.no").connection
        #expect(
            unit.identity
                == "vipps https://api.vipps.no sales_unit 2f6c1b1e-4d0a-4a36-9c1d-5b7f0e9ac311 718204"
        )
    }

    @Test("the limits are those of the options")
    func limits() throws {
        let connection = try Bench(
            ["requests_in_flight": .integer(9), "requests_per_second": .integer(3)],
            baseURL: "https://api.vipps.no"
        ).connection
        #expect(connection.requestsInFlight == 9)
        #expect(connection.http.limits.requestsInFlight == 9)
        #expect(connection.http.limits.requestsPerSecond == 3)
        let usual = try Bench(baseURL: "https://api.vipps.no").connection
        #expect(usual.http.limits == HTTPLimits())
    }

    private func header(_ name: String, _ request: ScriptedServer.Asked) throws -> String? {
        request.headers[try #require(HTTPField.Name(name))]
    }
}
