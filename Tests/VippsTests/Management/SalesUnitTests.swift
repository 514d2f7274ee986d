// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Sales units")
struct SalesUnitTests {
    private static let list = "/management/v1/sales-units"
    private static let merchant =
        "/management/v1/merchants/business%3ANO%3AORG/923456781/sales-units"

    private func unit(_ msn: String, _ name: String, _ rest: String = "") -> ScriptedServer.Reply {
        .json(
            """
            {"msn":\(msn),"name":"\(name)","businessIdentifier":{"scheme":"business:NO:ORG",\
            "id":"923456781"}\(rest)}
            """
        )
    }

    private func row(_ msn: String, _ name: String) -> [String?] {
        [msn, "active", name, "business:NO:ORG", "923456781"] + Array(repeating: nil, count: 11)
    }

    private func missing(_ msn: String) -> [String?] {
        [msn, "not_found"] + Array(repeating: nil, count: 14)
    }

    @Test(
        "the list in each of its shapes, without details",
        arguments: [
            #"[{"msn":"718204","name":"Nettbutikk"},{"msn":"718311","name":"Kiosk"}]"#,
            #"[{"name":"Nettbutikk","msn":718204},{"msn":"718311","name":"Kiosk"}]"#,
        ]
    )
    func list(body: String) async throws {
        let stage = try SalesUnitsStage.salesUnits(["details": .boolean(false)])
        #expect(
            stage.schema?.names == [
                "msn", "name", "businessIdentifier.scheme", "businessIdentifier.id",
            ]
        )
        let all = try await ManagementReading(stage, [Self.list: .json(body)])
        #expect(
            all.rows == [["718204", "Nettbutikk", nil, nil], ["718311", "Kiosk", nil, nil]]
        )
        #expect(all.asked == [Self.list])
        let own = try await ManagementReading(
            .salesUnits(["details": .boolean(false), "merchants": .texts(["923456781"])]),
            [Self.merchant: .json(body)]
        )
        #expect(
            own.rows == [
                ["718204", "Nettbutikk", "business:NO:ORG", "923456781"],
                ["718311", "Kiosk", "business:NO:ORG", "923456781"],
            ]
        )
        #expect(own.asked == [Self.merchant])
    }

    @Test(
        "lists of bare numbers",
        arguments: [
            #"["718204",718311]"#, #"{"msn":["718204","718311"]}"#, #"{"msn":[718204,718311]}"#,
        ]
    )
    func bareList(body: String) async throws {
        let reading = try await ManagementReading(
            .salesUnits(["details": .boolean(false)]),
            [Self.list: .json(body)]
        )
        #expect(reading.rows == [["718204", nil, nil, nil], ["718311", nil, nil, nil]])
    }

    @Test("details of all that are listed, in ascending order, one of them closed meanwhile")
    func details() async throws {
        let stage = try SalesUnitsStage.salesUnits()
        #expect(
            stage.schema?.names == [
                "msn", "state", "name", "businessIdentifier.scheme", "businessIdentifier.id",
                "configuration.paymentAllowed", "configuration.captureType",
                "configuration.skipLandingPageAllowed", "configuration.recurringAllowed",
                "configuration.partialCaptureAllowed", "configuration.lateCaptureAllowed",
                "configuration.landingPagePhoneNumberLocked",
                "configuration.longLivingPaymentAllowed",
                "configuration.creditCardPaymentAllowed", "settlementBankAccount.scheme",
                "settlementBankAccount.id",
            ]
        )
        let rest = """
            ,"configuration":{"paymentAllowed":true,"captureType":"ReserveCapture",\
            "skipLandingPageAllowed":false,"creditCardPaymentAllowed":true},\
            "settlementBankAccount":{"scheme":"BBAN:NO","id":"05038812345"}
            """
        let reading = try await ManagementReading(
            stage,
            [
                Self.list: .json(
                    #"[{"msn":1000001},{"msn":"718311"},{"msn":718204},{"msn":"718311"}]"#
                ),
                "\(Self.list)/718204": unit("718204", "Nettbutikk", rest),
                "\(Self.list)/718311": unit(#""718311""#, "Kiosk", #","configuration":null"#),
            ]
        )
        #expect(
            reading.rows == [
                [
                    "718204", "active", "Nettbutikk", "business:NO:ORG", "923456781", "true",
                    "ReserveCapture", "false", nil, nil, nil, nil, nil, "true", "BBAN:NO",
                    "05038812345",
                ],
                row("718311", "Kiosk"), missing("1000001"),
            ]
        )
        #expect(
            reading.asked == ["", "/718204", "/718311", "/1000001"].map { Self.list + $0 }
        )
        #expect(reading.findings.isEmpty && reading.unknownFields.isEmpty)
    }

    @Test("units that are asked for by number, in the order in which they are written")
    func units() async throws {
        let reading = try await ManagementReading(
            .salesUnits(["units": .texts(["718311", "999999", "718204", "718311"])]),
            [
                "\(Self.list)/718204": unit("718204", "Nettbutikk"),
                "\(Self.list)/718311": unit("718311", "Kiosk"),
            ],
            as: Bench.partnerKeys
        )
        #expect(
            reading.rows == [
                row("718311", "Kiosk"), missing("999999"), row("718204", "Nettbutikk"),
            ]
        )
        #expect(reading.asked == ["/718311", "/999999", "/718204"].map { Self.list + $0 })
    }

    @Test("units of some merchants, one of which is not there", arguments: [true, false])
    func merchants(details: Bool) async throws {
        let reading = try await ManagementReading(
            .salesUnits([
                "merchants": .texts(["923456781", "918237465"]), "details": .boolean(details),
            ]),
            [
                Self.merchant: .json(#"[{"msn":"718204","name":"Nettbutikk"}]"#),
                "\(Self.list)/718204": unit("718204", "Nettbutikk"),
            ]
        )
        #expect(
            reading.rows == [
                details
                    ? row("718204", "Nettbutikk")
                    : ["718204", "Nettbutikk", "business:NO:ORG", "923456781"]
            ]
        )
        #expect(
            reading.findings == [
                "warning not-found: merchant business:NO:ORG/918237465 is unknown, not active, or "
                    + "not yours (404): its sales units are missing"
            ]
        )
        #expect(!reading.asked.contains(Self.list))
    }

    @Test("keys that reach no sales unit")
    func none() async throws {
        let reading = try await ManagementReading(.salesUnits(), [Self.list: .json("[]")])
        #expect(reading.rows.isEmpty)
        #expect(
            reading.findings == [
                "warning no-sales-units: the vendor lists no sales unit for these keys: either none "
                    + "is active, or none is connected to the partner"
            ]
        )
    }

    @Test("a field that is not listed is counted, and kept on request")
    func extra() async throws {
        let rest = #","configuration":{"userinfoNinAllowed":true},"changelog":[{"change":"name"}]"#
        let script = ["\(Self.list)/718204": unit("718204", "Nettbutikk", rest)]
        let units = ["units": StageOptions.Value.texts(["718204"])]
        let counted = try await ManagementReading(.salesUnits(units), script)
        #expect(counted.unknownFields == ["configuration.userinfoNinAllowed": 1, "changelog": 1])
        let kept = try await ManagementReading(
            .salesUnits(units.merging(["extra": .boolean(true)]) { $1 }),
            script
        )
        let expected =
            #"{"changelog":[{"change":"name"}],"configuration.userinfoNinAllowed":true}"#
        #expect(kept.rows.first?.last == expected)
    }
}
