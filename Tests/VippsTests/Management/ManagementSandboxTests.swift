// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("Reading the sandbox's Management API")
struct ManagementSandboxTests {
    private static let small = "ledgers=7&today=2026-10-05"

    /// What a stage gives over a sandbox, and what it has to say.
    private func read(
        _ stage: any FetchStage,
        _ query: String,
        as type: SandboxKeyType = .management
    ) async throws -> (rows: Rows, findings: [String], unknown: [String: Int]) {
        try await Sandbox.serve(SandboxSettings(query: "\(Self.small)&\(query)")) { sandbox in
            let log = FindingLog()
            let connection = try Bench(sandbox, as: type).connection
            let context = FetchContext(window: nil, connection: connection, findings: log)
            let readings = try await stage.readAll(in: context)
            return (
                readings.flatMap(\.decoded.rows), log.findings.map(\.rule),
                readings.reduce(into: [:]) {
                    $0.merge($1.decoded.summary.unknownFields, uniquingKeysWith: +)
                }
            )
        }
    }

    private func naive(
        _ query: String,
        as type: SandboxKeyType = .management
    ) throws -> NaiveManagement {
        try NaiveManagement(SandboxSettings(query: "\(Self.small)&\(query)"), as: type)
    }

    @Test(
        "every sales unit with its details, for each kind of keys",
        arguments: [SandboxKeyType.management, .partner, .salesUnit],
        ["seed=1", "seed=2&msn_type=number", "seed=3&management=2023"]
    )
    func salesUnits(type: SandboxKeyType, query: String) async throws {
        let naive = try naive(query, as: type)
        var expected: Rows = []
        for msn in naive.units { expected.append(try await naive.unit(msn)) }
        let (rows, findings, unknown) = try await read(.salesUnits(), query, as: type)
        #expect(rows == expected)
        #expect(!rows.isEmpty && findings.isEmpty && unknown.isEmpty)
    }

    @Test("units by merchant, closed units, and the list of each generation")
    func unitLists() async throws {
        let naive = try naive("seed=1")
        let merchants = StageOptions.Value.texts(
            naive.merchants.map { "\($0.identifier.scheme)/\($0.identifier.id)" }
        )
        let all = try await read(.salesUnits(), "seed=1")
        let byMerchant = try await read(.salesUnits(["merchants": merchants]), "seed=1")
        #expect(byMerchant.rows == all.rows && byMerchant.findings.isEmpty)

        let closed = naive.merchants.flatMap(\.units).filter { !$0.isActive }.map(\.msn)
        let gone = try await read(.salesUnits(["units": .texts(closed)]), "seed=1")
        #expect(gone.rows.map { $0.prefix(2) } == closed.map { [$0, "not_found"] })
        #expect(!closed.isEmpty)

        for generation in ["seed", "2023", "latest"] {
            let naive = try self.naive("seed=1&management=\(generation)")
            for type in ["string", "number"] {
                let (rows, _, _) = try await read(
                    .salesUnits(["details": .boolean(false)]),
                    "seed=1&management=\(generation)&msn_type=\(type)"
                )
                #expect(Set(rows.map(\.first)) == Set(naive.units))
                #expect(rows.allSatisfy { ($0[1] == nil) == (generation == "seed") })
            }
        }
    }

    @Test("the list of merchants and each merchant", arguments: ["2023", "latest"])
    func merchants(generation: String) async throws {
        let query = "seed=2&management=\(generation)"
        let naive = try naive(query)
        let list = try await read(.merchants(), query)
        #expect(
            list.rows == naive.merchants.map { [$0.identifier.scheme, $0.identifier.id, $0.name] }
        )
        let one = try await read(
            .merchant(naive.merchants.map { "\($0.identifier.scheme)/\($0.identifier.id)" }),
            query
        )
        #expect(one.unknown.isEmpty && list.unknown.isEmpty)
        #expect(one.rows.count == naive.merchants.count)
        for (row, merchant) in zip(one.rows, naive.merchants) {
            #expect(
                row.prefix(8) == [
                    merchant.identifier.scheme, merchant.identifier.id, "found", merchant.name,
                    merchant.isActive ? "ACTIVE" : "DEACTIVATED", merchant.createdAt,
                    merchant.updatedAt, merchant.country.code,
                ]
            )
            #expect(row[9...10] == [merchant.address?.postCode, merchant.address?.city])
            #expect(row[13...14] == [merchant.postAddress?.postCode, merchant.postAddress?.city])
        }
    }

    @Test("numbers of the first shape are Norwegian if they have nine digits")
    func oldMerchants() async throws {
        let naive = try naive("seed=2&management=seed")
        let (rows, _, _) = try await read(.merchants(), "seed=2&management=seed")
        #expect(rows.map { $0[1] } == naive.merchants.map(\.identifier.id))
        for row in rows {
            #expect(
                row[0]
                    == (row[1]?.count == 9 && row[1]?.contains("-") == false
                        ? "business:NO:ORG" : nil)
            )
        }
    }

    @Test("product orders by list and one by one, expired ones on request")
    func productOrders() async throws {
        let list = try await read(.productOrders(), "seed=3")
        let details = try await read(.productOrders(["details": .boolean(true)]), "seed=3")
        #expect(details.rows.map { $0[2...] } == list.rows.map { $0[1...] })
        #expect(details.rows.allSatisfy { $0[1] == "found" })
        let all = try await read(.productOrders(["include_expired": .boolean(true)]), "seed=3")
        let expired = all.rows.filter { $0[3] == "EXPIRED" }
        #expect(!expired.isEmpty && all.rows.count == list.rows.count + expired.count)
        #expect([list, details, all].allSatisfy { $0.unknown.isEmpty && $0.findings.isEmpty })
    }

    @Test("what only partners see", arguments: ["seed", "2023", "latest"])
    func partners(generation: String) async throws {
        let query = "seed=1&management=\(generation)"
        let prices = try await read(.pricePackages(), query, as: .partner)
        #expect(prices.rows.count == 3 && prices.unknown.isEmpty)
        #expect(prices.rows.allSatisfy { ($0[5] == nil) == (generation != "latest") })
        let partner = try await read(.partner(), query, as: .partner)
        #expect(partner.rows.map { $0[1] } == ["Nordlys Partner AS"] && partner.unknown.isEmpty)
    }

    @Test("what is not offered is a notice, and the rest goes on")
    func ideasOff() async throws {
        let merchants = try naive("seed=1", as: .partner).merchants.map {
            "\($0.identifier.scheme)/\($0.identifier.id)"
        }
        for stage in [
            MerchantsStage.merchants(), try ContractsStage.contracts(merchants),
            try APIQualityStage.apiQuality(), PartnerStage.partner(),
        ] as [any FetchStage] {
            let off = try await read(stage, "seed=1&ideas=off", as: .partner)
            #expect(off.rows.isEmpty && off.findings == ["not-offered"])
            let on = try await read(stage, "seed=1&ideas=on", as: .partner)
            #expect(!on.rows.isEmpty && on.findings.isEmpty)
        }
        let units = try await read(.salesUnits(), "seed=1&ideas=off", as: .partner)
        #expect(!units.rows.isEmpty && units.findings.isEmpty)
    }

    @Test("partner keys with the MSN of a unit that is not the partner's")
    func foreignMSN() async throws {
        let settings = try SandboxSettings(query: "\(Self.small)&seed=1")
        let own = try NaiveManagement(settings, as: .partner).units
        let foreign = try #require(
            try NaiveManagement(settings, as: .management).units.first { !own.contains($0) }
        )
        let error = try await Sandbox.serve(settings) { sandbox in
            let keys = Dictionary(
                uniqueKeysWithValues: sandbox.keys(.partner).members.map {
                    ($0.name, StageOptions.Value.text($0.value))
                }
            )
            let changes: [String: StageOptions.Value] = [
                "key_type": .text("partner"), "merchant_serial_number": .text(foreign),
            ]
            let bench = try Bench(keys.merging(changes) { $1 }, baseURL: sandbox.baseURL)
            let context = FetchContext(window: nil, connection: bench.connection)
            let stages: [any FetchStage] = [
                try SalesUnitsStage.salesUnits(), PartnerStage.partner(),
            ]
            for stage in stages {
                let error = try await message { _ = try await stage.readAll(in: context) }
                #expect(error.contains("[forbidden]"))
                #expect(error.contains("'merchant_serial_number' must be one of them"))
            }
            return true
        }
        #expect(error)
    }

    @Test("faults on the way leave the rows complete")
    func faults() async throws {
        let faults = "faults=429,500,503-html,423,truncated,reset,401&fault_every=3"
        let clean = try await read(.salesUnits(), "seed=5")
        let faulty = try await read(.salesUnits(), "seed=5&\(faults)")
        #expect(faulty.rows == clean.rows && faulty.findings.isEmpty)
        let quality = try await read(.apiQuality(), "seed=5")
        let faultyQuality = try await read(.apiQuality(), "seed=5&\(faults)")
        #expect(faultyQuality.rows == quality.rows && faultyQuality.findings.isEmpty)
    }

    @Test("the stages keep the contract of fetch stages")
    func conformance() async throws {
        let settings = try SandboxSettings(query: "\(Self.small)&seed=3")
        let merchants = try NaiveManagement(settings, as: .partner).merchants.prefix(2).map {
            "\($0.identifier.scheme)/\($0.identifier.id)"
        }
        let stages: [any FetchStage] = [
            MerchantsStage.merchants(), try MerchantStage.merchant(merchants),
            try ContractsStage.contracts(merchants), try SalesUnitsStage.salesUnits(),
            try SalesUnitsStage.salesUnits(["details": .boolean(false)]),
            ProductOrdersStage.productOrders(), PricePackagesStage.pricePackages(),
            PartnerStage.partner(), try APIQualityStage.apiQuality(),
        ]
        try await Sandbox.serve(settings) { sandbox in
            let connection = try Bench(sandbox, as: .partner).connection
            let context = FetchContext(window: nil, connection: connection)
            for stage in stages {
                #expect(try await Conformance.breaches(of: stage, in: context) == [])
            }
        }
    }

    @Test("pages without rows, of nulls, and of one row")
    func givenPages() throws {
        let merchant = BusinessIdentifierText.partition
        let unit = Partition(key: "718204", date: nil, constants: ["msn": "718204"])
        let listed: [any FetchStage] = [
            MerchantsStage.merchants(), ProductOrdersStage.productOrders(),
            PricePackagesStage.pricePackages(),
            try SalesUnitsStage.salesUnits(["details": .boolean(false)]),
        ]
        for stage in listed {
            #expect(breaches(stage, Partition(key: "list", date: nil), "[]", "[{}]") == [])
        }
        let single: [any FetchStage] = [
            PartnerStage.partner(), try SalesUnitsStage.salesUnits(),
            try MerchantStage.merchant(["923456781"]),
        ]
        for (stage, partition) in zip(single, [unit, unit, merchant]) {
            var decoder = try stage.makeDecoder()
            let page = Page(bytes: Bytes(#"{"name":null}"#), number: 1)
            let rows = try DecodedPages([page], of: partition, with: &decoder).rows
            #expect(rows.count == 1)
        }
        let contracts = try ContractsStage.contracts(["923456781"])
        #expect(breaches(contracts, merchant, #"{"urls":[]}"#, #"{"urls":[null]}"#) == [])
    }

    private func breaches(
        _ stage: any FetchStage,
        _ partition: Partition,
        _ empty: String,
        _ nulls: String
    ) -> [String] {
        Conformance.breaches(
            of: stage,
            partition: partition,
            empty: empty,
            allNull: nulls,
            oneRow: nulls
        )
    }
}

/// A merchant's partition, made where only the plugin's own type of that name is in sight.
private enum BusinessIdentifierText {
    static let partition = Vipps.BusinessIdentifier(
        scheme: Vipps.BusinessIdentifier.norway,
        id: "923456781"
    ).partition
}
