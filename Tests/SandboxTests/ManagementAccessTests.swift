// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Management API: who sees what")
struct ManagementAccessTests {
    private static let list = "/management/v1/sales-units"

    private struct Unit: Decodable, Hashable {
        let msn: String
        let name: String
    }

    private struct Merchants: Decodable {
        struct Merchant: Decodable, Hashable {
            let name: String
            let businessIdentifier: [String: String]
        }

        let merchants: [Merchant]
    }

    private struct Details: Decodable {
        let msn: String
        let name: String
        let businessIdentifier: [String: String]
    }

    private func caller(_ type: SandboxKeyType, _ query: String = "seed=7&ledgers=12") async throws
        -> SandboxCaller
    {
        var caller = try await SandboxCaller(query, as: type)
        caller.headers[.merchantSerialNumber] = caller.keys.merchantSerialNumber
        return caller
    }

    @Test("units with an API are those of the ledgers, VM-numbers are not among them")
    func sameAsLedgers() async throws {
        let caller = try await caller(.management)
        let seen = Set(try await caller.get(Self.list).decoded([Unit].self))
        for ledger in caller.service.ledgers {
            for unit in ledger.units {
                let isThere = seen.contains(Unit(msn: unit.number, name: unit.name))
                #expect(isThere == !unit.isVMNumber)
                let answer = try await caller.get("\(Self.list)/\(unit.number)")
                guard !unit.isVMNumber else {
                    #expect(answer.status == .notFound)
                    continue
                }
                let details = try answer.decoded(Details.self)
                #expect(details.name == unit.name)
                #expect(
                    details.businessIdentifier == [
                        "scheme": ledger.owner.scheme, "id": ledger.owner.id,
                    ]
                )
            }
        }
    }

    @Test("MSNs have six digits and appear once", arguments: [1, 3, 400])
    func numbers(ledgers: Int) async throws {
        let service = try await caller(.management, "seed=5&ledgers=\(ledgers)").service
        let numbers = service.directory.merchants.flatMap(\.units).map(\.msn)
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { $0.count == 6 })
    }

    @Test("there is every kind of unit and merchant by default", arguments: 0..<20)
    func kinds(seed: Int) async throws {
        let merchants = try await caller(.management, "seed=\(seed)").service.directory.merchants
        let kinds = Set(merchants.flatMap(\.units).map(\.kind))
        #expect(kinds == [.trading, .new, .login, .closed])
        #expect(merchants.contains { !$0.isActive } && merchants.contains { $0.units.isEmpty })
        #expect(merchants.filter { $0.units.filter(\.isActive).count > 1 }.count >= 2)
        #expect(merchants.contains { $0.isConnected })
        #expect(merchants.contains { !$0.isConnected && !$0.units.isEmpty })
    }

    @Test("sales-unit keys see their merchant")
    func salesUnit() async throws {
        let caller = try await caller(.salesUnit)
        let own = try #require(caller.keys.merchantSerialNumber)
        let units = try await caller.get(Self.list).decoded([Unit].self)
        #expect(units.count == 2 && units[0].msn == own)
        let merchants = try await caller.get("/management/v1/merchants").decoded(Merchants.self)
        #expect(merchants.merchants.map { $0.businessIdentifier["id"] } == [caller.ledger.owner.id])
        let other = caller.service.ledgers[1].units[0].number
        #expect(try await caller.get("\(Self.list)/\(other)").status == .notFound)
    }

    @Test("the MSN is optional with sales-unit keys, but must be one of theirs")
    func salesUnitHeader() async throws {
        var caller = try await caller(.salesUnit)
        caller.headers[.merchantSerialNumber] = nil
        #expect(try await caller.get(Self.list).status == .ok)
        caller.headers[.merchantSerialNumber] = caller.service.ledgers[1].units[0].number
        let answer = try await caller.get(Self.list)
        #expect(answer.status == .forbidden)
        #expect(try answer.json("title", as: String.self) == "Forbidden")
    }

    @Test("partner keys see the units of the partner only")
    func partner() async throws {
        let caller = try await caller(.partner)
        let units = try await caller.get(Self.list).decoded([Unit].self)
        let expected = caller.service.directory.merchants.filter(\.isActive).flatMap(\.units)
            .filter { $0.isActive && $0.isConnected }.map(\.msn)
        #expect(units.map(\.msn) == expected)
        for merchant in caller.service.directory.merchants {
            let name = "\(merchant.identifier.scheme)/\(merchant.identifier.id)"
            let answer = try await caller.get("/management/v1/merchants/\(name)")
            #expect(answer.status == (merchant.isConnected ? .ok : .notFound))
            for unit in merchant.units {
                let isSeen = merchant.isActive && unit.isActive && unit.isConnected
                let status = try await caller.get("\(Self.list)/\(unit.msn)").status
                #expect(status == (isSeen ? .ok : .notFound))
            }
        }
    }

    @Test("partner keys need the MSN of a connected, active unit")
    func partnerHeader() async throws {
        var caller = try await caller(.partner)
        let paths = [Self.list, "/management/v1/partners/whoami", "/management/v2/product-orders"]
        let foreign = caller.service.directory.merchants.flatMap(\.units).filter { unit in
            !unit.isActive || !unit.isConnected
        }
        for (msn, detail) in [
            (nil, "Partner keys need the header Merchant-Serial-Number."),
            (
                foreign[0].msn,
                "These keys have no access to the sales unit in Merchant-Serial-Number."
            ),
            ("1", "These keys have no access to the sales unit in Merchant-Serial-Number."),
        ] {
            caller.headers[.merchantSerialNumber] = msn
            for path in paths {
                let answer = try await caller.get(path)
                #expect(answer.status == .forbidden)
                #expect(try answer.json("detail", as: String.self) == detail)
            }
        }
    }

    @Test("a merchant that left is shown as such, its units are not")
    func deactivated() async throws {
        let caller = try await caller(.partner)
        let merchant = try #require(caller.service.directory.merchants.last)
        let path =
            "/management/v1/merchants/\(merchant.identifier.scheme)/\(merchant.identifier.id)"
        #expect(try await caller.get(path).json("status", as: String.self) == "DEACTIVATED")
        #expect(try await caller.get("\(path)/sales-units").text == "[]")
        let unit = try await caller.get("\(Self.list)/\(merchant.units[0].msn)")
        let instance = try #require(try unit.json("instance", as: String.self))
        #expect(instance.hasPrefix("urn:uuid:") && instance.count == 45)
        #expect(
            unit.text == """
                {"type":"https://developer.vippsmobilepay.com/problem/not-found",\
                "title":"Not found","status":404,"detail":"No such active sales unit.",\
                "instance":"\(instance)",\
                "extraDetails":[{"key":"ErrorCode","value":"4402"}]}
                """
        )
    }

    @Test("only the partner is told who the partner is and what it costs")
    func partnersOnly() async throws {
        let partner = try await caller(.partner)
        for path in ["/management/v1/partners/whoami", "/management/v1/partners/price-packages"] {
            #expect(try await partner.get(path).status == .ok)
            for type in [SandboxKeyType.salesUnit, .management] {
                let answer = try await caller(type).get(path)
                #expect(answer.status == .forbidden)
                #expect(try answer.json("detail", as: String.self) == "Partner keys are needed.")
            }
        }
    }

    @Test("accounting keys reach nothing of it")
    func accounting() async throws {
        let answer = try await caller(.accounting).get(Self.list)
        #expect(answer.status == .forbidden)
        #expect(
            try answer.json("detail", as: String.self) == "These keys have no access to this API."
        )
    }

    @Test("a bad token is a problem, a bad subscription key is the gateway's")
    func unauthorized() async throws {
        var caller = try await caller(.partner)
        caller.headers[.subscriptionKey] = nil
        #expect(try await caller.get(Self.list).text == Answer.missingSubscriptionKey.text)
        caller.headers[.subscriptionKey] = "0"
        #expect(try await caller.get(Self.list).text == Answer.invalidSubscriptionKey.text)
        caller.headers[.authorization] = "bearer x"
        let answer = try await caller.get(Self.list)
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try answer.json("title", as: String.self) == "Not authorised")
    }

    @Test("no subscription key may come with management keys")
    func noSubscriptionKey() async throws {
        var caller = try await caller(.management)
        caller.headers[.subscriptionKey] = "0"
        #expect(try await caller.get(Self.list).status == .unauthorized)
    }
}
