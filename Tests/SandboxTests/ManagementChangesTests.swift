// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Management API: requests that would change something")
struct ManagementChangesTests {
    private static let orders = "/management/v1/product-orders"
    private static let order = """
        {"businessIdentifier":{"scheme":"business:NO:ORG","id":"993276441"},\
        "productType":"PAYMENT_INTEGRATION"}
        """

    private func caller(_ query: String = "seed=7") async throws -> SandboxCaller {
        var caller = try await SandboxCaller(query, as: .partner)
        caller.headers[.merchantSerialNumber] = caller.keys.merchantSerialNumber
        caller.headers[.idempotencyKey] = "a-1"
        return caller
    }

    private func send(
        _ caller: SandboxCaller,
        _ method: HTTPRequest.Method,
        _ target: String,
        _ body: String = ""
    ) async throws -> Answer {
        try await caller.service.answer(
            SandboxRequest(method: method, target: target, headers: caller.headers, body: body)
        )
    }

    @Test("a product order is created, and the same one again for the same key and body")
    func prefill() async throws {
        let caller = try await caller()
        let first = try await send(caller, .post, Self.orders, Self.order)
        #expect(first.status == .created)
        let id = try #require(try first.json("prefilledOrderId", as: String.self))
        #expect(
            try first.json("prefillUrl", as: String.self)
                == "https://portal.vippsmobilepay.com/register/prefilled/\(id)"
        )
        let second = try await send(caller, .post, Self.orders, Self.order)
        #expect(second.text == first.text)
        let other = try await send(caller, .post, Self.orders, Self.order + " ")
        #expect(other.status == .conflict)
    }

    @Test("a product order that lacks something is refused")
    func badPrefill() async throws {
        var caller = try await caller()
        for body in ["", "{}", #"{"productType":"LOGIN"}"#, "[1"] {
            #expect(try await send(caller, .post, Self.orders, body).status == .badRequest)
        }
        let unknown = Self.order.replacing("PAYMENT_INTEGRATION", with: "VIPPS_PA_NETT")
        #expect(try await send(caller, .post, Self.orders, unknown).status == .badRequest)
        for key in [nil, "", "a_1", "é", String(repeating: "a", count: 51)] {
            caller.headers[.idempotencyKey] = key
            #expect(try await send(caller, .post, Self.orders, Self.order).status == .badRequest)
        }
        let older = try await self.caller("seed=7&management=2023")
        let created = try await send(older, .post, Self.orders, unknown)
        #expect(created.text.contains("https://portal.vipps.no/register/vippspanett/"))
    }

    @Test("a unit can be changed in name and status")
    func change() async throws {
        let caller = try await caller()
        let unit = "/management/v1/sales-units/\(caller.keys.merchantSerialNumber ?? "")"
        let changed = try await send(caller, .patch, unit, #"{"name":"a","status":"DEACTIVATED"}"#)
        #expect(changed.status == .ok && changed.text.isEmpty)
        #expect(changed.headers[.contentType] == nil)
        for body in ["", #"{"status":"GONE"}"#, #"{"name":1}"#, #"{"status":null}"#] {
            #expect(try await send(caller, .patch, unit, body).status == .badRequest)
        }
        let foreign = "/management/v1/sales-units/1"
        #expect(try await send(caller, .patch, foreign, "{}").status == .notFound)
        let withoutIdeas = try await self.caller("seed=7&ideas=off")
        let refused = try await send(withoutIdeas, .patch, unit, "{}")
        #expect(refused.status == .notFound)
    }

    @Test("an order can be deleted until the merchant has sent it off")
    func delete() async throws {
        let caller = try await caller()
        let view = ManagementView(
            .partner,
            of: caller.service.directory,
            in: .latest,
            ownMSN: nil
        )
        for order in view.orders {
            let path = "/management/v2/product-orders/\(order.id)"
            let answer = try await send(caller, .delete, path)
            #expect(answer.status == (order.isOpen ? .ok : .badRequest))
        }
        let unknown = try await send(caller, .delete, "/management/v2/product-orders/1")
        #expect(unknown.status == .notFound)
    }

    @Test("nothing is changed, but everything is noted that could have")
    func noted() async throws {
        let caller = try await caller()
        let unit = "/management/v1/sales-units/\(caller.keys.merchantSerialNumber ?? "")"
        let before = try await caller.get(unit).text
        #expect(try await caller.get("/sandbox/changes").text == #"{"count":0,"requests":[]}"#)
        _ = try await send(caller, .patch, unit, #"{"name":"a"}"#)
        _ = try await send(caller, .put, "/settlement/v1/ledgers?a=b")
        _ = try await send(caller, .post, "/accesstoken/get")
        _ = try await send(caller, .delete, "/accesstoken/get")
        #expect(try await caller.get(unit).text == before)
        #expect(
            try await caller.get("/sandbox/changes").text == """
                {"count":3,"requests":["PATCH \(unit)","PUT /settlement/v1/ledgers?a=b",\
                "DELETE /accesstoken/get"]}
                """
        )
    }
}
