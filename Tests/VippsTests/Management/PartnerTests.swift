// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Product orders, prices and partners")
struct PartnerTests {
    private static let orders = "/management/v2/product-orders"

    private func order(_ id: String, _ status: String, msn: String? = nil) -> String {
        let unit = msn.map { #"{"msn":\#($0),"name":"Nettbutikk"}"# } ?? "null"
        return """
            {"productOrderType":"PREFILL","productOrderId":"\(id)","productType":"CASHIER",\
            "status":"\(status)","businessIdentifier":{"scheme":"business:NO:ORG","id":"923456781"},\
            "productOrderUrl":null,"salesUnit":\(unit)}
            """
    }

    private func row(_ id: [String], _ status: String, msn: String? = nil) -> [String?] {
        id + ["PREFILL", "CASHIER", status, "business:NO:ORG", "923456781", nil, msn]
            + [msn.map { _ in "Nettbutikk" }]
    }

    @Test("the list of orders; expired ones on request")
    func list() async throws {
        let stage = ProductOrdersStage.productOrders()
        #expect(
            stage.schema?.names == [
                "productOrderId", "productOrderType", "productType", "status",
                "businessIdentifier.scheme", "businessIdentifier.id", "productOrderUrl",
                "salesUnit.msn", "salesUnit.name",
            ]
        )
        let few = "[\(order("5b0e", "COMPLETED", msn: "718204")),\(order("5b0f", "RECEIVED"))]"
        let all = "[\(order("5b0a", "EXPIRED"))]"
        let script: ManagementScript = [
            Self.orders: .json(few), "\(Self.orders)?includeExpired=true": .json(all),
        ]
        let usual = try await ManagementReading(stage, script)
        #expect(
            usual.rows == [row(["5b0e"], "COMPLETED", msn: "718204"), row(["5b0f"], "RECEIVED")]
        )
        let expired = try await ManagementReading(
            .productOrders(["include_expired": .boolean(true)]),
            script
        )
        #expect(expired.rows == [row(["5b0a"], "EXPIRED")])
    }

    @Test("details of each order, one of them deleted meanwhile")
    func details() async throws {
        let stage = ProductOrdersStage.productOrders(["details": .boolean(true)])
        #expect(stage.schema?.names.prefix(3) == ["productOrderId", "state", "productOrderType"])
        let list =
            "[\(order("5b0f", "RECEIVED")),\(order("5b0e", "RECEIVED")),\(order("5b0f", "RECEIVED"))]"
        let reading = try await ManagementReading(
            stage,
            [
                Self.orders: .json(list),
                "\(Self.orders)/5b0f/details": .json(order("5b0f", "COMPLETED", msn: #""718204""#)),
            ]
        )
        #expect(
            reading.rows == [
                row(["5b0f", "found"], "COMPLETED", msn: "718204"),
                ["5b0e", "not_found"] + Array(repeating: nil, count: 8),
            ]
        )
        #expect(
            reading.asked == ["", "/5b0f/details", "/5b0e/details"].map { Self.orders + $0 }
        )
    }

    @Test("price packages, with what came later")
    func pricePackages() async throws {
        let body = """
            [{"pricePackageId":"c1a5","name":"Nett standard","description":"2.49%",\
            "visibleInSignupForm":true,"productType":"ePayment"},{"pricePackageId":"c1a6",\
            "name":"Kasse","description":"1.75%","visibleInSignupForm":false,"productType":"CASHIER",\
            "market":"NO","commission":"1.75%"}]
            """
        let stage = PricePackagesStage.pricePackages()
        #expect(
            stage.schema?.names == [
                "pricePackageId", "name", "description", "visibleInSignupForm", "productType",
                "market", "commission",
            ]
        )
        let reading = try await ManagementReading(
            stage,
            ["/management/v1/partners/price-packages": .json(body)],
            as: Bench.partnerKeys
        )
        #expect(
            reading.rows == [
                ["c1a5", "Nett standard", "2.49%", "true", "ePayment", nil, nil],
                ["c1a6", "Kasse", "1.75%", "false", "CASHIER", "NO", "1.75%"],
            ]
        )
    }

    @Test("the partner, one row")
    func partner() async throws {
        let body = """
            {"partnerId":"402913","name":"Nordlys Partner AS","level":"Vipps Partner Plus",\
            "partnerContactName":"Ida Berg","partnerContactEmail":"ida.berg@partner.example",\
            "status":"ACTIVE"}
            """
        let stage = PartnerStage.partner()
        #expect(
            stage.schema?.names == [
                "partnerId", "name", "level", "partnerContactName", "partnerContactEmail", "status",
            ]
        )
        let reading = try await ManagementReading(
            stage,
            ["/management/v1/partners/whoami": .json(body)],
            as: Bench.partnerKeys
        )
        #expect(
            reading.rows == [
                [
                    "402913", "Nordlys Partner AS", "Vipps Partner Plus", "Ida Berg",
                    "ida.berg@partner.example", "ACTIVE",
                ]
            ]
        )
    }
}
