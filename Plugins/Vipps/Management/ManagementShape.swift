// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// An answer's records in the one shape that a stage's columns expect, whichever the vendor chose.
///
/// - Source: The vendor's Management API guide of 2023 and its specifications 1.0, 1.1.6 and 2.0.9.
struct ManagementShape: Sendable {
    /// What the answer should be, as a sentence says it.
    let name: String
    /// The records, which the decoder checks; nil if the answer has none of the known shapes.
    let records: @Sendable (JSONDocument) -> [JSONDocument]?

    /// `{"MerchantList": [{"orgno": 923456781}]}`, or `merchants` with business identifiers.
    static let merchants = ManagementShape(name: "a list of merchants") { answer in
        let list = answer["merchants"] ?? answer["MerchantList"] ?? answer
        return list.elements?.map { merchant in
            guard merchant["businessIdentifier"] == nil,
                let number = merchant["orgno"]?.textOrDigits
            else { return merchant }
            // Numbers of nine digits are Norwegian; of others this shape does not tell the register.
            let scheme = BusinessIdentifier(number).map { JSONDocument.string($0.scheme) }
            let identifier = ["scheme": scheme ?? .null, "id": .string(number)]
            return merchant.replacing("orgno", with: nil)
                .replacing("businessIdentifier", with: .object(identifier))
        }
    }

    /// A merchant, bare or as `data`; who it is stands in the partition.
    static let merchant = ManagementShape(name: "a merchant") { answer in
        let merchant = answer["data"]?.members == nil ? answer : answer["data"] ?? answer
        guard merchant.members != nil else { return nil }
        return [
            merchant.replacing("businessIdentifier", with: nil).replacing("orgno", with: nil)
        ]
    }

    /// `{"urls": ["https://…"]}`.
    static let contracts = ManagementShape(name: "a list of contracts") { answer in
        answer["urls"]?.elements?.map { .object(["url": $0]) }
    }

    /// `["718204"]`, `{"msn": ["718204"]}` or `[{"msn": "718204", "name": "…"}]`, each number with quotes or without.
    static let salesUnits = ManagementShape(name: "a list of sales units") { answer in
        (answer["msn"] ?? answer).elements?.map { unit in
            guard let number = unit.textOrDigits else { return unit.withText(at: "msn") }
            return .object(["msn": .string(number)])
        }
    }

    /// A sales unit; its number stands in the partition.
    static let salesUnit = ManagementShape(name: "a sales unit") { answer in
        answer.members == nil ? nil : [answer.replacing("msn", with: nil)]
    }

    static let productOrders = ManagementShape(name: "a list of product orders") { answer in
        answer.elements?.map(order)
    }

    /// A product order; its id stands in the partition.
    static let productOrder = ManagementShape(name: "a product order") { answer in
        answer.members == nil ? nil : [order(answer).replacing("productOrderId", with: nil)]
    }

    static let pricePackages = ManagementShape(name: "a list of price packages") { $0.elements }

    static let partner = ManagementShape(name: "a partner") { answer in
        answer.members == nil ? nil : [answer]
    }

    private static func order(_ order: JSONDocument) -> JSONDocument {
        guard let unit = order["salesUnit"] else { return order }
        return order.replacing("salesUnit", with: unit.withText(at: "msn"))
    }
}

extension ManagementShape {
    /// The records of an answer that a stage needs in order to ask further.
    ///
    /// - Throws: `vipps-unexpected-answer` if it has none of the known shapes.
    func read(_ body: Bytes, page: Int) throws -> [JSONDocument] {
        let answer: JSONDocument
        do {
            answer = try JSONDocument(parsing: body)
        } catch {
            throw error.placed(in: DataPlace(page: page))
        }
        guard let records = records(answer) else {
            throw VippsFault.unexpectedShape(name, page: page)
        }
        return records
    }
}
