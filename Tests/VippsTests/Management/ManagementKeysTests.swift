// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTypes
import PluginTesting
import Testing

@testable import Vipps

@Suite("What the Management stages send with each kind of keys")
struct ManagementKeysTests {
    /// Everything that reading two sales units sends, the token first.
    private func asked(_ type: KeyType) async throws -> [ScriptedServer.Asked] {
        try await ScriptedServer.serve {
            $0.path.hasPrefix("/management/") ? .json(#"{"name":"Nettbutikk"}"#) : nil
        } while: { server in
            let connection = try Bench(Bench.keys(type), baseURL: server.baseURL).connection
            let context = FetchContext(window: nil, connection: connection)
            let units = StageOptions.Value.texts(["718311", "718204"])
            let readings = try await SalesUnitsStage.salesUnits(["units": units])
                .readAll(in: context)
            #expect(readings.map { $0.decoded.rows.count } == [1, 1])
            return server.asked
        }
    }

    private func header(_ name: String, _ request: ScriptedServer.Asked) throws -> String? {
        request.headers[try #require(HTTPField.Name(name))]
    }

    @Test(
        "keys in headers, the subscription key and the connection's MSN with every request",
        arguments: [KeyType.partner, .salesUnit]
    )
    func standard(type: KeyType) async throws {
        let asked = try await asked(type)
        #expect(
            asked.map(\.path) == [
                "/accesstoken/get", "/management/v1/sales-units/718311",
                "/management/v1/sales-units/718204",
            ]
        )
        #expect(try header("client_secret", asked[0]) == Bench.secret)
        for request in asked {
            #expect(try header("Ocp-Apim-Subscription-Key", request) == Bench.subscriptionKey)
            // Not the MSN that is asked about: for one that is not the partner's the vendor would answer 403
            // in place of 404.
            #expect(try header("Merchant-Serial-Number", request) == "718204")
            #expect(try header("Vipps-System-Name", request) == "fjord")
        }
        for request in asked.dropFirst() {
            #expect(request.headers[.authorization] == "Bearer \(ScriptedServer.token)")
            #expect(try header("client_secret", request) == nil)
        }
    }

    @Test("management keys: Basic for the token, then Bearer, neither subscription key nor MSN")
    func specialised() async throws {
        let asked = try await asked(.management)
        #expect(asked.map(\.path).first == "/miami/v1/token")
        #expect(asked[0].headers[.authorization]?.hasPrefix("Basic ") == true)
        #expect(asked[0].body == "grant_type=client_credentials")
        for request in asked {
            #expect(try header("Ocp-Apim-Subscription-Key", request) == nil)
            #expect(try header("Merchant-Serial-Number", request) == nil)
        }
    }
}
