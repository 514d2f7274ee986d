// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Merchants and contracts")
struct MerchantTests {
    private static let list = "/management/v1/merchants"
    private static let fjellbua = "/management/v1/merchants/business%3ANO%3AORG/923456781"

    @Test(
        "the list of merchants in each of its shapes",
        arguments: [
            #"{"MerchantList":[{"orgno":923456781,"name":"Fjellbua AS"},{"orgno":918237465,"name":"Havly Kafé"}]}"#,
            """
            {"merchants":[{"businessIdentifier":{"scheme":"business:NO:ORG","id":"923456781"},\
            "name":"Fjellbua AS"},{"name":"Havly Kaf\\u00e9","businessIdentifier":\
            {"id":"918237465","scheme":"business:NO:ORG"}}]}
            """,
            #"[{"orgno":"923456781","name":"Fjellbua AS"},{"orgno":918237465,"name":"Havly Kafé"}]"#,
        ]
    )
    func merchants(body: String) async throws {
        let reading = try await ManagementReading(.merchants(), [Self.list: .json(body)])
        #expect(
            reading.rows == [
                ["business:NO:ORG", "923456781", "Fjellbua AS"],
                ["business:NO:ORG", "918237465", "Havly Kafé"],
            ]
        )
        #expect(reading.asked == [Self.list])
        #expect(reading.findings.isEmpty && reading.unknownFields.isEmpty)
    }

    @Test("fields that no column takes are counted, and kept on request")
    func extra() async throws {
        let body = #"{"merchants":[{"name":"A","z":1.50,"b":"x\"\n","a":{"d":[true,null]}}]}"#
        let script = [Self.list: ScriptedServer.Reply.json(body)]
        let counted = try await ManagementReading(.merchants(), script)
        #expect(counted.rows == [[nil, nil, "A"]])
        #expect(counted.unknownFields == ["z": 1, "b": 1, "a": 1])
        let kept = try await ManagementReading(.merchants(extra: true), script)
        #expect(
            kept.rows == [[nil, nil, "A", #"{"a":{"d":[true,null]},"b":"x\"\u000a","z":1.50}"#]]
        )
    }

    @Test("a merchant with all that the vendor says, and one that is not there")
    func merchant() async throws {
        let body = """
            {"businessIdentifier":{"scheme":"business:NO:ORG","id":"923456781"},"name":"Fjellbua AS",\
            "status":"ACTIVE","createdAt":"2021-05-18T12:30:07.114902Z",\
            "updatedAt":"2024-01-19T10:02:11.00412+01:00","countryCode":"NO","businessAddress":\
            {"lines":["Storgata 4","2. etg"],"postCode":"7010","city":"Trondheim","countryCode":"NO"},\
            "businessPostAddress":null}
            """
        let stage = try MerchantStage.merchant([
            "923 456 781", "business:DK:CVR/12345678", "923456781",
        ])
        let reading = try await ManagementReading(stage, [Self.fjellbua: .json(body)])
        #expect(
            stage.schema?.names == [
                "businessIdentifier.scheme", "businessIdentifier.id", "state", "name", "status",
                "createdAt", "updatedAt", "countryCode", "businessAddress.lines",
                "businessAddress.postCode", "businessAddress.city", "businessAddress.countryCode",
                "businessPostAddress.lines", "businessPostAddress.postCode",
                "businessPostAddress.city", "businessPostAddress.countryCode",
            ]
        )
        #expect(
            reading.rows == [
                [
                    "business:NO:ORG", "923456781", "found", "Fjellbua AS", "ACTIVE",
                    "2021-05-18T12:30:07.114902Z", "2024-01-19T09:02:11.004120Z", "NO",
                    #"["Storgata 4","2. etg"]"#, "7010", "Trondheim", "NO", nil, nil, nil, nil,
                ],
                ["business:DK:CVR", "12345678", "not_found"] + Array(repeating: nil, count: 13),
            ]
        )
        #expect(
            reading.asked == [
                Self.fjellbua, "/management/v1/merchants/business%3ADK%3ACVR/12345678",
            ]
        )
        #expect(reading.findings.isEmpty && reading.unknownFields.isEmpty)
    }

    @Test(
        "a merchant as it was in 2023",
        arguments: [
            #"{"orgno":923456781,"name":"Fjellbua AS"}"#,
            #"{"data":{"orgno":923456781,"name":"Fjellbua AS"}}"#,
        ]
    )
    func oldMerchant(body: String) async throws {
        let reading = try await ManagementReading(
            .merchant(["923456781"], extra: true),
            [Self.fjellbua: .json(body)]
        )
        let row = try #require(reading.rows.first)
        #expect(reading.rows.count == 1)
        #expect(row[...3] == ["business:NO:ORG", "923456781", "found", "Fjellbua AS"])
        #expect(row[4...].allSatisfy { $0 == nil })
    }

    @Test("a row per contract and merchant")
    func contracts() async throws {
        let reading = try await ManagementReading(
            .contracts(["923456781", "918237465", "business:FI:Y-tunnus/1234567-8"]),
            [
                "\(Self.fjellbua)/contracts": .json(
                    #"{"urls":["https://portal.example/c-1.pdf","https://portal.example/c-2.pdf"]}"#
                ),
                "/management/v1/merchants/business%3ANO%3AORG/918237465/contracts": .json(
                    #"{"urls":[]}"#
                ),
                "/management/v1/merchants/business%3AFI%3AY-tunnus/1234567-8/contracts": .json(
                    #"{"urls":["https://portal.example/c-3.pdf"]}"#
                ),
            ]
        )
        #expect(
            reading.rows == [
                ["business:NO:ORG", "923456781", "https://portal.example/c-1.pdf"],
                ["business:NO:ORG", "923456781", "https://portal.example/c-2.pdf"],
                ["business:FI:Y-tunnus", "1234567-8", "https://portal.example/c-3.pdf"],
            ]
        )
        #expect(reading.findings.isEmpty)
    }
}
