// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes

/// Requests that would change something at the vendor: answered as there, without any effect.
extension SandboxService {
    /// `POST /management/v1/product-orders`: the same id for the same key and body.
    func prefill(_ request: SandboxRequest, _ call: ManagementCall) -> Answer {
        let key = request.headers[.idempotencyKey] ?? ""
        let isKey = key.utf8.allSatisfy { byte in
            let scalar = UnicodeScalar(byte)
            return scalar == "-"
                || scalar.isASCII
                    && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
        }
        guard isKey, (1...50).contains(key.utf8.count) else {
            return .invalidManagement(
                "Idempotency-Key must be 1 to 50 letters, digits and hyphens.",
                id: call.id
            )
        }
        guard let order = try? JSONDecoder().decode(PrefillBody.self, from: Data(request.body.utf8))
        else {
            return .invalidManagement(
                "businessIdentifier and productType are required.",
                id: call.id
            )
        }
        guard order.isProduct(of: settings.management) else {
            return .invalidManagement("productType is unknown.", id: call.id)
        }
        guard changes.accepts(request.body, idempotencyKey: key) else {
            return .reusedIdempotencyKey(id: call.id)
        }
        let id = (key + request.body).utf8.reduce(root.child(402)) { $0.child(Int($1)) }.identifier
        let shape = JSONShape.object([
            ("prefilledOrderId", .string(id)),
            ("prefillUrl", .string(call.shapes.prefillURL(id))),
        ])
        return Answer(.created, .json, shape.text)
    }

    /// `PATCH /management/v1/sales-units/{msn}`.
    func change(_ request: SandboxRequest, _ path: ManagementPath, _ call: ManagementCall) -> Answer
    {
        guard case .unit(let msn) = path, call.view.unit(msn) != nil else {
            return .noSuchUnit(id: call.id)
        }
        guard
            let change = try? JSONDecoder().decode(UnitChange.self, from: Data(request.body.utf8)),
            ["ACTIVE", "DEACTIVATED"].contains(change.status ?? "ACTIVE"),
            change.name?.count ?? 1 <= 50
        else {
            return .invalidManagement(
                "The body may have name, salesUnitLogo and status.",
                id: call.id
            )
        }
        return .empty(.ok)
    }

    /// `DELETE /management/v2/product-orders/{id}`: before the merchant has sent it off.
    func delete(_ path: ManagementPath, _ call: ManagementCall) -> Answer {
        guard case .order(let name, _) = path,
            let order = call.view.orders.first(where: { $0.isMeant(by: name) })
        else { return .noSuchOrder(id: call.id) }
        guard order.isOpen else {
            return .invalidManagement("The order has already been submitted.", id: call.id)
        }
        return .empty(.ok)
    }
}

/// What a product order must have.
private struct PrefillBody: Decodable {
    struct Identifier: Decodable {
        let scheme: String
        let id: String
    }

    let businessIdentifier: Identifier
    let productType: String

    func isProduct(of generation: ManagementGeneration) -> Bool {
        let older = ["VIPPS_PA_NETT", "VIPPS_LOGG_INN", "VIPPS_CHECKOUT", "VIPPS_I_KASSA"]
        let newer = ["PAYMENT_INTEGRATION", "CASHIER", "CHECKOUT", "LOGIN", "DONATIONS"]
        return (generation == .latest ? newer : older).contains(productType)
    }
}

/// What may be changed about a sales unit; what is there must be text, not null.
private struct UnitChange: Decodable {
    enum CodingKeys: CodingKey {
        case name
        case salesUnitLogo
        case status
    }

    let name: String?
    let status: String?

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? {
            members.contains(key) ? try members.decode(String.self, forKey: key) : nil
        }
        name = try text(.name)
        status = try text(.status)
        _ = try text(.salesUnitLogo)
    }
}

extension Answer {
    /// Without a body.
    fileprivate static func empty(_ status: HTTPResponse.Status) -> Answer {
        var answer = Answer(status, .json, "")
        answer.headers[.contentType] = nil
        return answer
    }
}
