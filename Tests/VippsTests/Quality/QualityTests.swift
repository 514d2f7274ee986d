// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("API quality")
struct QualityTests {
    private static let quality = "/management/v1/api-quality/sales-units"

    private static let good = """
        {"endpoint":"POST:/epayment/v1/payments","total Requests":2480,"successRate":97.5,\
        "status200":2418,"status400":31,"status401":6,"status403":2,"status404":18,"status429":4,\
        "status500":0}
        """

    /// The usual item with some members replaced, or removed by nil.
    private func item(_ changes: [String: String?]) throws -> String {
        var members = try #require(JSONDocument(parsing: Bytes(Self.good)).members)
        for (key, value) in changes {
            members[key] = try value.map { try JSONDocument(parsing: Bytes("[\($0)]")) }?
                .elements?.first
        }
        return JSONDocument.object(members).json
    }

    /// The row of one item, by column.
    private func row(_ item: String) async throws -> [String: String] {
        let reading = try await ManagementReading(
            .apiQuality(["units": .texts(["718204"])]),
            ["\(Self.quality)/718204": .json(#"{"ApiQualityItems":[\#(item)]}"#)]
        )
        let values = try #require(reading.rows.first)
        let names = try #require(try APIQualityStage.apiQuality().schema?.names)
        let pairs = zip(names, values).compactMap { name, value in value.map { (name, $0) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test("a row per endpoint, with what follows from its counts")
    func columns() async throws {
        let stage = try APIQualityStage.apiQuality(["units": .texts(["718311", "718204"])])
        #expect(
            stage.schema?.names == [
                "msn", "method", "path", "endpoint", "totalRequests", "successRate", "status200",
                "status400", "status401", "status403", "status404", "status429", "status500",
                "statusOther", "failingRate", "sumsAddUp", "rateAgrees", "countsPlausible",
            ]
        )
        let refund = """
            {"endpoint":"POST:/ecomm/v2/payments/{orderId}/refund","total Requests":2372,\
            "successRate":97.05,"status200":2302,"status400":67,"status401":3,"status403":0,\
            "status404":0,"status429":0,"status500":0}
            """
        let reading = try await ManagementReading(
            stage,
            [
                "\(Self.quality)/718204": .json(#"{"ApiQualityItems":[\#(Self.good),\#(refund)]}"#),
                "\(Self.quality)/718311": .json(#"{"ApiQualityItems":[]}"#),
            ]
        )
        #expect(
            reading.rows == [
                [
                    "718204", "POST", "/epayment/v1/payments", "POST:/epayment/v1/payments", "2480",
                    "97.5000", "2418", "31", "6", "2", "18", "4", "0", "1", "2.5000", "true",
                    "true", "true",
                ],
                [
                    "718204", "POST", "/ecomm/v2/payments/{orderId}/refund",
                    "POST:/ecomm/v2/payments/{orderId}/refund", "2372", "97.0500", "2302", "67",
                    "3", "0", "0", "0", "0", "0", "2.9511", "true", "true", "true",
                ],
            ]
        )
        #expect(reading.unknownFields.isEmpty && reading.findings.isEmpty)
    }

    @Test("all units that the keys reach, if none are named")
    func allUnits() async throws {
        let reading = try await ManagementReading(
            .apiQuality(),
            [
                "/management/v1/sales-units": .json(#"[{"msn":718311},{"msn":"718204"}]"#),
                "\(Self.quality)/718204": .json(#"{"ApiQualityItems":[\#(Self.good)]}"#),
                "\(Self.quality)/718311": .json(#"{"ApiQualityItems":[\#(Self.good)]}"#),
            ]
        )
        #expect(reading.rows.map(\.first) == ["718204", "718311"])
    }

    @Test("traffic of zero: rates are undefined, not zero")
    func zeroTraffic() async throws {
        let zeros = [
            "total Requests", "status200", "status400", "status401", "status403", "status404",
            "status429", "status500",
        ]
        var changes = Dictionary(uniqueKeysWithValues: zeros.map { ($0, Optional("0")) })
        for rate in ["0", "null", nil] {
            changes["successRate"] = rate
            let row = try await row(item(changes))
            #expect(row["totalRequests"] == "0" && row["statusOther"] == "0")
            #expect(row["failingRate"] == nil && row["rateAgrees"] == nil)
            #expect(row["sumsAddUp"] == "true" && row["countsPlausible"] == "true")
            #expect(row["successRate"] == (rate == "0" ? "0.0000" : nil))
        }
    }

    @Test("more answers than requests")
    func sums() async throws {
        let row = try await row(item(["total Requests": "2470"]))
        #expect(row["statusOther"] == "-9" && row["sumsAddUp"] == "false")
        #expect(row["failingRate"] == "2.1053" && row["countsPlausible"] == "true")
    }

    @Test(
        "a rate within half of one percent of the counts agrees with them",
        arguments: [
            ("98", "true"), ("97", "true"), ("97.0", "true"), ("98.0001", "false"),
            ("96.99995", "true"), ("96.9999", "false"), ("0", "false"),
        ]
    )
    func rate(rate: String, agrees: String) async throws {
        #expect(try await row(item(["successRate": rate]))["rateAgrees"] == agrees)
    }

    @Test(
        "what is missing or negative is not plausible, and gives no figures",
        arguments: [
            ("status429", nil), ("status429", "-1"), ("status200", nil), ("total Requests", nil),
            ("total Requests", "-1"), ("successRate", nil), ("successRate", "100.1"),
            ("successRate", "-0.1"), ("status200", "null"),
        ] as [(String, String?)]
    )
    func implausible(key: String, value: String?) async throws {
        let row = try await row(item([key: value]))
        #expect(row["countsPlausible"] == "false")
        let lacksCount = value != "-1" && key != "successRate"
        #expect((row["sumsAddUp"] == nil) == lacksCount)
        #expect((row["statusOther"] == nil) == lacksCount)
        let lacksRate = key == "total Requests" || key == "status200"
        #expect((row["failingRate"] == nil) == lacksRate)
        let lacksAgreement = lacksRate || (key == "successRate" && value == nil)
        #expect((row["rateAgrees"] == nil) == lacksAgreement)
    }

    @Test("counts that are no whole numbers")
    func wrongType() async throws {
        let text = try item(["status404": "1.5"])
        #expect(
            try await managementFault(
                .apiQuality(["units": .texts(["718204"])]),
                ["\(Self.quality)/718204": .json(#"{"ApiQualityItems":[\#(text)]}"#)]
            ).contains("row 1, [0].status404: error:")
        )
    }

    @Test(
        "names of endpoints",
        arguments: [
            ("POST:/epayment/v1/payments", "POST", "/epayment/v1/payments"),
            ("POST://epayment/v1/payments", "POST", "/epayment/v1/payments"),
            ("get:/recurring/v3/agreements/{id}", "GET", "/recurring/v3/agreements/{id}"),
            ("GET /a:b", "GET", "/a:b"), ("GET: /a//b", "GET", "/a//b"),
            ("POST:a", "POST", "/a"), ("/a/b:c", nil, "/a/b:c"), ("", nil, "/"),
            ("POST:", "POST", "/"), (":/a", nil, "/:/a"),
        ] as [(String, String?, String)]
    )
    func names(name: String, method: String?, path: String) {
        let endpoint = EndpointName(name)
        #expect(endpoint.method == method && endpoint.path == path)
    }

    @Test(
        "percentages by their digits",
        arguments: [
            ("97.5", "97.5000"), ("100", "100.0000"), ("-0.5", "-0.5000"), ("0.00005", "0.0001"),
            ("97.00004999", "97.0000"), ("99.99995", "100.0000"), ("1e2", nil), ("-", nil),
            ("12345678901", nil), ("1.2.3", nil),
        ] as [(String, String?)]
    )
    func percentages(text: String, expected: String?) {
        #expect(QualityFigures.Percentage(text)?.text == expected)
    }

    @Test("counts near the end of 64 bits overflow nothing")
    func huge() {
        let most = Int64.max
        var figures = QualityFigures(total: most, successes: most, failures: [0], rate: nil)
        #expect(figures.others == 0 && figures.failingRate?.text == "0.0000")
        figures.failures = [1]
        #expect(figures.others == nil && figures.sumsAddUp == nil)
        figures = QualityFigures(total: .min, successes: 1, failures: [0], rate: nil)
        #expect(figures.others == nil && figures.failingRate == nil)
    }
}
