// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("Reading the sandbox's reports on API quality")
struct QualitySandboxTests {
    private struct Report: Decodable {
        struct Item: Decodable {
            let endpoint: String
            let total: Int
            let rate: Double
            let status200: Int
            let status400: Int
            let status401: Int
            let status403: Int
            let status404: Int?
            let status429: Int
            let status500: Int

            enum CodingKeys: String, CodingKey {
                case endpoint
                case total = "total Requests"
                case rate = "successRate"
                case status200, status400, status401, status403, status404, status429, status500
            }
        }

        let ApiQualityItems: [Item]
    }

    private static let oddities = [
        "", "quality-double-slash", "quality-fractions", "quality-wrong-sums",
        "quality-zero-traffic",
        "quality-double-slash,quality-fractions,quality-wrong-sums,quality-zero-traffic",
    ]

    @Test(
        "figures and checks as recomputed from the report, oddities included",
        arguments: 1...2,
        oddities
    )
    func recomputed(seed: Int, oddities: String) async throws {
        let settings = try SandboxSettings(
            query: "seed=\(seed)&ledgers=5&today=2026-10-05"
                + (oddities.isEmpty ? "" : "&oddities=\(oddities)")
        )
        let naive = try NaiveManagement(settings, as: .management)
        var expected: Rows = []
        for msn in naive.units {
            let report = try await naive.get("v1/api-quality/sales-units/\(msn)", as: Report.self)
            expected += report.ApiQualityItems.map { row($0, of: msn) }
        }
        let rows = try await Sandbox.serve(settings) { sandbox in
            let connection = try Bench(sandbox, as: .management).connection
            let context = FetchContext(window: nil, connection: connection)
            let readings = try await APIQualityStage.apiQuality().readAll(in: context)
            #expect(readings.allSatisfy { $0.decoded.summary.unknownFields.isEmpty })
            return readings.flatMap(\.decoded.rows)
        }
        #expect(rows == expected)
        #expect(rows.count > 10)
        if oddities.contains("wrong-sums") {
            #expect(Set(rows.map { $0[15] }) == ["true", "false", nil])
            #expect(Set(rows.map { $0[16] }).contains("false"))
            #expect(Set(rows.map { $0[17] }) == ["true", "false"])
        } else {
            #expect(rows.allSatisfy { $0[15] == "true" && $0[17] == "true" })
        }
        #expect(rows.contains { $0[14] == nil } == oddities.contains("zero-traffic"))
    }

    private func row(_ item: Report.Item, of msn: String) -> [String?] {
        let name = item.endpoint.split(separator: ":", maxSplits: 1).map(String.init)
        let failures = [
            item.status400, item.status401, item.status403, item.status404, item.status429,
            item.status500,
        ]
        let missing = item.status404 == nil
        let sum = failures.compactMap { $0 }.reduce(item.status200, +)
        let share = 100 * Double(item.status200) / Double(item.total)
        let failing = item.total == 0 ? nil : 100 - share
        return [
            msn, name[0], "/" + name[1].drop { $0 == "/" }, item.endpoint, String(item.total),
            decimals(item.rate), String(item.status200),
        ] + failures.map { $0.map(String.init) } + [
            missing ? nil : String(item.total - sum), failing.map(decimals),
            missing ? nil : String(sum <= item.total),
            item.total == 0 ? nil : String(abs(item.rate - share) <= 0.5), String(!missing),
        ]
    }

    private func decimals(_ value: Double) -> String {
        let units = Int((value * 10_000).rounded())
        return "\(units / 10_000).\(String(units % 10_000 + 10_000).dropFirst())"
    }
}
