// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Endpoints that the vendor has only proposed")
struct NotOfferedTests {
    private static let units = "/management/v1/sales-units"

    /// Each proposal: the stage, its addresses, the one the notice names, and how the notice begins.
    private static let proposals:
        [(stage: any FetchStage, addresses: [String], pattern: String, loss: String)] = {
            do {
                let merchants = "/management/v1/merchants"
                let quality = "/management/v1/api-quality/sales-units"
                return [
                    (
                        MerchantsStage.merchants(), [merchants], merchants,
                        "the list of merchants is not available"
                    ),
                    (
                        try ContractsStage.contracts(["923456781", "918237465"]),
                        [
                            "\(merchants)/business%3ANO%3AORG/923456781/contracts",
                            "\(merchants)/business%3ANO%3AORG/918237465/contracts",
                        ], "\(merchants)/{scheme}/{id}/contracts",
                        "contracts are not available, for one merchant or more"
                    ),
                    (
                        PartnerStage.partner(), ["/management/v1/partners/whoami"],
                        "/management/v1/partners/whoami",
                        "the partner's own data are not available"
                    ),
                    (
                        try APIQualityStage.apiQuality(["units": .texts(["718204", "718311"])]),
                        ["\(quality)/718204", "\(quality)/718311"], "\(quality)/{msn}",
                        "quality data is not available, for one sales unit or more"
                    ),
                ]
            } catch {
                Issue.record(error)
                return []
            }
        }()

    private static let statuses = [401, 403, 404, 405, 410, 501]

    private func script(_ proposal: Int, _ status: Int) -> ManagementScript {
        let addresses = Self.proposals[proposal].addresses
        return Dictionary(uniqueKeysWithValues: addresses.map { ($0, .problem(status)) })
    }

    @Test("no rows and one notice, whatever says so", arguments: 0..<4, statuses)
    func notice(proposal: Int, status: Int) async throws {
        var script = script(proposal, status)
        script[Self.units] = .json("[]")
        let (stage, addresses, pattern, loss) = Self.proposals[proposal]
        let reading = try await ManagementReading(stage, script, as: Bench.partnerKeys)
        #expect(reading.rows.isEmpty)
        #expect(
            reading.findings == [
                "notice not-offered: \(loss): GET \(pattern) answered \(status), and the vendor has "
                    + "only proposed it"
            ]
        )
        // Refused keys are tried, after one renewal of the token, on something that exists.
        let asked = Set(addresses + ([401, 403].contains(status) ? [Self.units] : []))
        #expect(Set(reading.asked) == asked)
        #expect(reading.asked.count { $0 == Self.units } <= 1)
    }

    @Test("keys that are refused everywhere are a fault", arguments: 0..<4, [401, 403])
    func refusedKeys(proposal: Int, status: Int) async throws {
        var script = script(proposal, status)
        script[Self.units] = .problem(status)
        let stage = Self.proposals[proposal].stage
        let error = try await managementFault(stage, script, as: Bench.partnerKeys)
        #expect(error.hasPrefix("error: GET ADDRESS\(Self.units): "))
        #expect(error.contains(status == 401 ? "[unauthorized]" : "[forbidden]"))
    }

    @Test("a server that fails is a fault, not an answer", arguments: 0..<4)
    func serverFault(proposal: Int) async throws {
        let error = try await managementFault(
            Self.proposals[proposal].stage,
            script(proposal, 500),
            as: Bench.partnerKeys
        )
        #expect(error.contains("[server-failed]"))
    }

    @Test("a token that is refused is a fault", arguments: 0..<4)
    func refusedToken(proposal: Int) async throws {
        let stage = Self.proposals[proposal].stage
        let error = try await ScriptedServer.serve { asked in
            asked.method == "POST" ? .problem(401) : .problem(404)
        } while: { server in
            let connection = try Bench(Bench.partnerKeys, baseURL: server.baseURL).connection
            let context = FetchContext(window: nil, connection: connection)
            return try await message { _ = try await stage.readAll(in: context) }
        }
        #expect(error.contains("/accesstoken/get: the server does not accept the keys"))
    }
}
