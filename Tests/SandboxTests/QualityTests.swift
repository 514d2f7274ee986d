// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("API quality")
struct QualityTests {
    private struct Report: Decodable {
        struct Item: Decodable {
            enum CodingKeys: String, CodingKey {
                case endpoint
                case total = "total Requests"
                case successRate
                case status200, status400, status401, status403, status404, status429, status500
            }

            let endpoint: String
            let total: Int
            let successRate: Double
            let status200: Int
            let status400: Int
            let status401: Int
            let status403: Int
            let status404: Int?
            let status429: Int
            let status500: Int

            var sum: Int {
                [
                    status200, status400, status401, status403, status404 ?? 0, status429,
                    status500,
                ].reduce(0, +)
            }
            /// How far the rate is from what the counts say.
            var rateError: Double {
                total == 0 ? 0 : abs(successRate - 100 * Double(status200) / Double(total))
            }
        }

        let ApiQualityItems: [Item]
    }

    private func items(_ query: String, _ kind: ManagedUnit.Kind = .trading) async throws
        -> [Report.Item]
    {
        let caller = try await SandboxCaller("\(query)&ledgers=6", as: .management)
        let units = caller.service.directory.merchants.filter(\.isActive).flatMap(\.units)
            .filter { $0.kind == kind }
        var items: [Report.Item] = []
        for unit in units {
            let path = "/management/v1/api-quality/sales-units/\(unit.msn)"
            items += try await caller.get(path).decoded(Report.self).ApiQualityItems
        }
        return items
    }

    @Test("counts add up, some requests are counted nowhere", arguments: 1...5)
    func consistent(seed: Int) async throws {
        let items = try await items("seed=\(seed)")
        #expect(items.allSatisfy { $0.sum <= $0.total && $0.rateError <= 0.5 && $0.total > 0 })
        #expect(items.contains { $0.sum < $0.total })
        #expect(items.allSatisfy { $0.endpoint.contains(":/") && !$0.endpoint.contains("://") })
    }

    @Test("a unit without traffic has no items, one for login has those of login")
    func kinds() async throws {
        #expect(try await items("seed=1", .new).isEmpty)
        let login = try await items("seed=1", .login)
        #expect(login.first?.endpoint == "POST:/access-management-1.0/access/oauth2/token")
    }

    @Test("endpoints with a double slash")
    func doubleSlash() async throws {
        let items = try await items("oddities=quality-double-slash")
        #expect(items.first?.endpoint == "POST://epayment/v1/payments")
    }

    @Test("rates with decimals")
    func fractions() async throws {
        let items = try await items("oddities=quality-fractions")
        #expect(items.contains { $0.successRate != $0.successRate.rounded() })
        #expect(items.allSatisfy { $0.rateError <= 0.005_001 })
    }

    @Test("endpoints that nobody called")
    func zeroTraffic() async throws {
        let items = try await items("oddities=quality-zero-traffic")
        let silent = items.filter { $0.total == 0 }
        #expect(!silent.isEmpty && silent.count < items.count)
        #expect(silent.allSatisfy { $0.sum == 0 && $0.successRate == 0 })
    }

    @Test("sums that are wrong in each way")
    func wrongSums() async throws {
        let items = try await items("oddities=quality-wrong-sums,quality-fractions")
        #expect(items.contains { $0.sum > $0.total })
        #expect(items.contains { $0.rateError > 0.5 && $0.sum <= $0.total })
        #expect(items.contains { $0.status404 == nil })
    }

    @Test("one unit may be odd, and one request")
    func targets() async throws {
        let units = try await SandboxCaller(as: .management).service.directory.merchants[0].units
        let path = "/management/v1/api-quality/sales-units/"
        var caller = try await SandboxCaller(
            "oddities=quality-zero-traffic@\(units[0].msn)",
            as: .management
        )
        func isSilent(_ unit: ManagedUnit) async throws -> Bool {
            try await caller.get(path + unit.msn).text.contains("\"total Requests\":0,")
        }
        #expect(try await isSilent(units[0]))
        #expect(try await !isSilent(units[1]))
        caller.headers[.sandboxOddities] = "quality-zero-traffic"
        #expect(try await isSilent(units[1]))
        caller.headers[.sandboxOddities] = "quality-zero"
        #expect(try await caller.get(path + units[1].msn).status == .badRequest)
    }

    @Test("the keys, word for word")
    func words() async throws {
        let caller = try await SandboxCaller("seed=7", as: .management)
        let answer = try await caller.get("/management/v1/api-quality/sales-units/605499")
        #expect(
            answer.text == """
                {"ApiQualityItems":[\
                {"endpoint":"POST:/access-management-1.0/access/oauth2/token",\
                "total Requests":4167,"successRate":100,"status200":4149,"status400":3,\
                "status401":3,"status403":0,"status404":4,"status429":3,"status500":5},\
                {"endpoint":"GET:/vipps-userinfo-api/userinfo/{sub}",\
                "total Requests":5447,"successRate":100,"status200":5443,"status400":1,\
                "status401":1,"status403":0,"status404":1,"status429":0,"status500":1}]}
                """
        )
    }
}
