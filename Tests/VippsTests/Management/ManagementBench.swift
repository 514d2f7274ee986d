// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

extension Bench {
    static let managementKeys: [String: StageOptions.Value] = ["key_type": .text("management")]

    static let partnerKeys: [String: StageOptions.Value] = [
        "key_type": .text("partner"),
        "subscription_key": .text(subscriptionKey),
        "merchant_serial_number": .text("718204"),
    ]

    /// The options that make this bench's keys those of one type.
    static func keys(_ type: KeyType) -> [String: StageOptions.Value] {
        switch type {
        case .accounting: [:]
        case .salesUnit: salesUnitKeys
        case .partner: partnerKeys
        case .management: managementKeys
        }
    }
}

extension StageOptions {
    /// What a stage is given when a pipeline writes only `changes`.
    init(of spec: StageSpec, _ changes: [String: Value] = [:]) {
        var values: [String: Value] = [:]
        for option in spec.options {
            guard let text = option.defaultText else { continue }
            switch option.kind {
            case .boolean: values[option.name] = .boolean(text == "true")
            case .integer: values[option.name] = Int(text).map { .integer($0) }
            default: values[option.name] = .text(text)
            }
        }
        self.init(values.merging(changes) { $1 })
    }
}

/// Answers by path and query; what it does not know is not there.
typealias ManagementScript = [String: ScriptedServer.Reply]

extension ScriptedServer.Reply {
    static func problem(_ status: Int) -> Self {
        Self(
            status: status,
            type: "application/problem+json",
            body: #"{"title":"No","detail":"The script says so.","status":\#(status)}"#
        )
    }
}

/// What reading one stage of the Management API came to.
struct ManagementReading {
    var rows: Rows = []
    var unknownFields: [String: Int] = [:]
    /// `notice not-offered: …`.
    var findings: [String] = []
    /// The addresses asked with GET, in order.
    var asked: [String] = []

    /// Reads all of a stage over a server that answers by `script`.
    init(
        _ stage: any FetchStage,
        _ script: ManagementScript,
        as keys: [String: StageOptions.Value] = Bench.managementKeys
    ) async throws {
        self = try await ScriptedServer.serve(answering(script)) { server in
            let log = FindingLog()
            let connection = try Bench(keys, baseURL: server.baseURL).connection
            let context = FetchContext(window: nil, connection: connection, findings: log)
            var reading = ManagementReading()
            for part in try await stage.readAll(in: context) {
                #expect(part.finality == .final)
                reading.rows += part.decoded.rows
                reading.unknownFields.merge(part.decoded.summary.unknownFields, uniquingKeysWith: +)
            }
            reading.findings = log.findings.map { "\($0.level) \($0.rule): \($0.message)" }
            reading.asked = server.asked.filter { $0.method == "GET" }.map(\.address)
            return reading
        }
    }

    private init() {}
}

extension ScriptedServer.Asked {
    /// The path and, if there is one, the query.
    var address: String { query.isEmpty ? path : "\(path)?\(query)" }
}

private func answering(
    _ script: ManagementScript
) -> @Sendable (ScriptedServer.Asked) -> ScriptedServer.Reply? {
    { asked in
        guard asked.path.hasPrefix("/management/") else { return nil }
        return script[asked.address] ?? .problem(404)
    }
}

/// How reading a stage fails; the server's address reads ADDRESS.
func managementFault(
    _ stage: any FetchStage,
    _ script: ManagementScript,
    as keys: [String: StageOptions.Value] = Bench.managementKeys
) async throws -> String {
    try await ScriptedServer.serve(answering(script)) { server in
        let connection = try Bench(keys, baseURL: server.baseURL).connection
        let context = FetchContext(window: nil, connection: connection)
        return try await message { _ = try await stage.readAll(in: context) }
            .replacing(server.baseURL.replacing("http://", with: ""), with: "ADDRESS")
    }
}

extension FetchStage where Self == MerchantsStage {
    static func merchants(extra: Bool = false) -> MerchantsStage {
        MerchantsStage(StageOptions(of: MerchantsStage.spec, ["extra": .boolean(extra)]))
    }
}

extension FetchStage where Self == MerchantStage {
    static func merchant(_ merchants: [String], extra: Bool = false) throws -> MerchantStage {
        try MerchantStage(
            StageOptions(
                of: MerchantStage.spec,
                ["merchants": .texts(merchants), "extra": .boolean(extra)]
            )
        )
    }
}

extension FetchStage where Self == ContractsStage {
    static func contracts(_ merchants: [String]) throws -> ContractsStage {
        try ContractsStage(
            StageOptions(of: ContractsStage.spec, ["merchants": .texts(merchants)])
        )
    }
}

extension FetchStage where Self == SalesUnitsStage {
    static func salesUnits(
        _ changes: [String: StageOptions.Value] = [:]
    ) throws -> SalesUnitsStage {
        try SalesUnitsStage(StageOptions(of: SalesUnitsStage.spec, changes))
    }
}

extension FetchStage where Self == ProductOrdersStage {
    static func productOrders(
        _ changes: [String: StageOptions.Value] = [:]
    ) -> ProductOrdersStage {
        ProductOrdersStage(StageOptions(of: ProductOrdersStage.spec, changes))
    }
}

extension FetchStage where Self == PricePackagesStage {
    static func pricePackages() -> PricePackagesStage {
        PricePackagesStage(StageOptions(of: PricePackagesStage.spec))
    }
}

extension FetchStage where Self == PartnerStage {
    static func partner() -> PartnerStage {
        PartnerStage(StageOptions(of: PartnerStage.spec))
    }
}

extension FetchStage where Self == APIQualityStage {
    static func apiQuality(
        _ changes: [String: StageOptions.Value] = [:]
    ) throws -> APIQualityStage {
        try APIQualityStage(StageOptions(of: APIQualityStage.spec, changes))
    }
}
