// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Management API: shapes of its generations")
struct ManagementTests {
    private static let noSuchPath = "There is no such resource."

    /// The merchant of the first ledger, as `seed=7` makes it.
    private static let scheme = "business:NO:ORG"
    private static let number = "993276441"
    private static let msn = "705909"

    private func text(_ settings: String, _ path: String) async throws -> String {
        let caller = try await SandboxCaller("seed=7&\(settings)", as: .management)
        let answer = try await caller.get("/management/\(path)")
        #expect(answer.headers[.contentType] == "application/json;charset=UTF-8")
        return answer.text
    }

    @Test("mid 2023: numbers of organisations as numbers, bare lists")
    func seed() async throws {
        let merchants = try await text("management=seed", "v1/merchants")
        #expect(
            merchants == """
                {"MerchantList":[{"orgno":993276441,"name":"Fjellbua AS"},\
                {"orgno":985583859,"name":"Østlia Idrettslag"},\
                {"orgno":985111082,"name":"Nordlys & Sønner AS"}]}
                """
        )
        #expect(
            try await text("management=seed", "v1/merchants/\(Self.number)")
                == #"{"orgno":993276441,"name":"Fjellbua AS"}"#
        )
        #expect(
            try await text("management=seed", "v1/merchants/\(Self.number)/sales-units")
                == #"["705909","605499"]"#
        )
        let units = try await text("management=seed&msn_type=number", "v1/sales-units")
        #expect(units == #"{"msn":[705909,605499,605739]}"#)
    }

    @Test("November 2023: business identifiers, lists of objects")
    func november2023() async throws {
        let merchant = "v1/merchants/\(Self.scheme)/\(Self.number)"
        #expect(
            try await text("management=2023", merchant) == """
                {"businessIdentifier":{"scheme":"business:NO:ORG","id":"993276441"},\
                "name":"Fjellbua AS","status":"ACTIVE",\
                "createdAt":"2022-02-09T16:51:01.684286Z",\
                "updatedAt":"2022-09-20T17:31:44.362685Z","countryCode":"NO",\
                "businessAddress":null,\
                "businessPostAddress":{"lines":["Storgata 45"],"postCode":"7010",\
                "city":"Trondheim","countryCode":"NO"}}
                """
        )
        #expect(
            try await text("management=2023", "\(merchant)/sales-units") == """
                [{"msn":"705909","name":"Kaffebrenneriet Østbyen"},\
                {"msn":"605499","name":"Nettbutikk"}]
                """
        )
        #expect(
            try await text("management=2023", "\(merchant)/contracts")
                == #"{"urls":["https://portal.example/contracts/c-53501.pdf"]}"#
        )
        #expect(
            try await text("management=2023", "v1/sales-units/\(Self.msn)") == """
                {"msn":"705909","name":"Kaffebrenneriet Østbyen",\
                "businessIdentifier":{"scheme":"business:NO:ORG","id":"993276441"},\
                "configuration":{"paymentAllowed":true,"captureType":"DirectCapture",\
                "skipLandingPageAllowed":false,"recurringAllowed":true}}
                """
        )
    }

    @Test("latest: more about a unit, and keys left out of its configuration")
    func latestUnit() async throws {
        #expect(
            try await text("msn_type=number", "v1/sales-units/\(Self.msn)") == """
                {"msn":705909,"name":"Kaffebrenneriet Østbyen",\
                "businessIdentifier":{"scheme":"business:NO:ORG","id":"993276441"},\
                "configuration":{"paymentAllowed":true,"captureType":"DirectCapture",\
                "skipLandingPageAllowed":false,"recurringAllowed":true,\
                "partialCaptureAllowed":false,"lateCaptureAllowed":false,\
                "longLivingPaymentAllowed":false,"creditCardPaymentAllowed":false},\
                "settlementBankAccount":{"scheme":"BBAN:NO","id":"16588047846"}}
                """
        )
        let login = try await text("", "v1/sales-units/605499")
        #expect(login.contains(#""paymentAllowed":false,"captureType":"NotApplicable""#))
    }

    @Test("product orders: expired ones only when asked for, each with its details")
    func productOrders() async throws {
        let caller = try await SandboxCaller("seed=7&ledgers=30", as: .management)
        let list = try await caller.get("/management/v2/product-orders").decoded([Order].self)
        let all = try await caller.get("/management/v2/product-orders?includeExpired=true")
            .decoded([Order].self)
        #expect(list == all.filter { $0.status != "EXPIRED" } && list.count < all.count)
        #expect(Set(all.map(\.productOrderId)).count == all.count)
        #expect(Set(all.map(\.status)).count == 6)
        for order in all.prefix(5) {
            let path = "product-orders/\(order.productOrderId)/details"
            for version in ["v1", "v2"] {
                let details = try await caller.get("/management/\(version)/\(path)")
                #expect(try details.decoded(Order.self) == order)
            }
        }
        let refused = try await caller.get("/management/v2/product-orders?includeExpired=1")
        #expect(refused.status == .badRequest)
    }

    private struct Order: Decodable, Hashable {
        struct Unit: Decodable, Hashable {
            let msn: String
            let name: String
        }

        let productOrderId: String
        let productOrderType: String
        let productType: String
        let status: String
        let productOrderUrl: String?
        let salesUnit: Unit?
    }

    @Test("a product order of 2023 goes by a number or a UUID")
    func olderProductOrders() async throws {
        let caller = try await SandboxCaller("seed=7&management=2023", as: .management)
        let view = ManagementView(
            .management,
            of: caller.service.directory,
            in: .november2023,
            ownMSN: nil
        )
        let order = try #require(view.orders.first)
        for name in [order.id, order.number] {
            #expect(
                try await caller.get("/management/v1/product-orders/\(name)").text
                    == #"{"prefilledOrderId":"\#(order.id)","prefillStatus":"COMPLETED"}"#
            )
        }
    }

    @Test(
        "what each generation does not have",
        arguments: [
            ("management=seed", "v1/merchants/business:NO:ORG/993276441"),
            ("management=seed", "v2/product-orders"),
            ("management=2023", "v1/merchants/993276441"),
            ("management=2023", "v1/merchants/993276441/sales-units"),
            ("management=2023", "v2/product-orders"),
            ("management=latest", "v1/merchants/993276441"),
            ("management=latest", "v1/product-orders/12345"),
            ("ideas=off", "v1/merchants"),
            ("ideas=off", "v1/merchants/business:NO:ORG/993276441/contracts"),
            ("ideas=off", "v1/partners/whoami"),
            ("ideas=off", "v1/api-quality/sales-units/705909"),
            ("ideas=off&management=seed", "v1/sales-units"),
            ("ideas=off&management=2023", "v1/product-orders/12345"),
            ("management=latest", "v1/sales-units/v1/merchants"),
            ("management=latest", "v3/sales-units"),
            ("management=latest", "v1"),
        ]
    )
    func absent(settings: String, path: String) async throws {
        let caller = try await SandboxCaller("seed=7&\(settings)", as: .management)
        let answer = try await caller.get("/management/\(path)")
        #expect(answer.status == .notFound)
        #expect(try answer.json("detail", as: String.self) == Self.noSuchPath)
    }

    @Test("without ideas the rest is still there")
    func withoutIdeas() async throws {
        let caller = try await SandboxCaller("seed=7&ideas=off", as: .management)
        for path in ["v1/sales-units", "v1/sales-units/705909", "v2/product-orders"] {
            #expect(try await caller.get("/management/\(path)").status == .ok)
        }
    }

    @Test("misspelled paths lead where the guide of 2023 meant")
    func misspelledPaths() async throws {
        let caller = try await SandboxCaller("seed=7&management=seed", as: .management)
        let list = try await caller.get("/management/v1/sales-units/v1/merchants")
        #expect(try await caller.get("/management/v1/sales-units").text == list.text)
        let unit = try await caller.get("/management/v1/sales-units/v1/merchants/705909")
        #expect(try await caller.get("/management/v1/sales-units/705909").text == unit.text)
        for path in ["products/orders", "products-orders"] {
            let refused = try await caller.get("/management/v1/\(path)")
            #expect(refused.status == .methodNotAllowed && refused.headers[.allow] == "POST")
        }
    }

    @Test("the colons of a scheme may be escaped, and its letters of either case")
    func escapedScheme() async throws {
        let caller = try await SandboxCaller("seed=7&ledgers=3", as: .management)
        let owner = caller.service.ledgers[2].owner
        #expect(owner.scheme == "business:FI:Y-tunnus")
        let plain = try await caller.get("/management/v1/merchants/\(owner.scheme)/\(owner.id)")
        #expect(try plain.json("countryCode", as: String.self) == "FI")
        let escaped = try await caller.get(
            "/management/v1/merchants/BUSINESS%3AFI%3Ay-tunnus/\(owner.id)"
        )
        #expect(escaped.text == plain.text)
    }
}
